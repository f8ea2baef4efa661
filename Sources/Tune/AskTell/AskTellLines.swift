package import JSON
package import TuneModel
import TuneStore

/// Ask and tell as JSON lines: one request per line, an answer to each `ask`, and to whatever is wrong.
package struct AskTellLines: Sendable {
  private var search: AskTell

  package init(_ search: AskTell) {
    self.search = search
  }

  /// The answer to a line; nil when there is nothing to say.
  package mutating func answer(_ line: String) -> JSONValue? {
    let request: JSONValue
    do { request = try JSONValue(parsing: line, allowsNonFinite: true) } catch { return mistake(error.description) }
    if request["ask"] != nil, request["tell"] != nil { return mistake("'ask' and 'tell' go on lines of their own") }
    if let ask = request["ask"] {
      guard let count = ask.int, (1...10_000).contains(count) else {
        return mistake("'ask' is a number from 1 to 10000")
      }
      let trials = search.ask(count).map { asked in
        AskTellLines.trial(asked.id, asked.proposal.assignment, asked.proposal.explanation)
      }
      return ["trials": .array(trials.map { .object($0) })]
    }
    if let told = request["tell"]?.array {
      // What is right among them counts, whatever is wrong with others.
      var mistakes: [String] = []
      for (index, item) in told.enumerated() {
        do { try tell(item) } catch {
          mistakes.append(told.count == 1 ? "\(error)" : "item \(index + 1) of \(told.count): \(error)")
        }
      }
      if mistakes.isEmpty { return nil }
      return mistake(mistakes.joined(separator: "; "))
    }
    return mistake("expected {\"ask\": n} or {\"tell\": [{\"id\": 1, \"value\": 0.3}]}")
  }

  /// A trial for whoever asked for it.
  package static func trial(_ id: Int, _ assignment: Assignment, _ explanation: Explanation) -> JSONObject {
    ["id": .integer(id), "parameters": assignment.json, "why": .string(explanation.why)]
  }

  private mutating func tell(_ item: JSONValue) throws {
    let result: AskTell.Result
    if item["failed"]?.bool == true {
      result = .failed
    } else if let values = item["values"]?.array {
      result = .values(try values.map { try AskTellLines.number($0, "values") })
    } else if let value = item["value"] {
      result = .values([try AskTellLines.number(value, "value")])
    } else {
      throw RecordMistake(key: "tell", expected: "an id or parameters with 'value', 'values' or \"failed\": true")
    }
    if let id = item["id"]?.int { return try search.tell(id, result) }
    guard let parameters = item["parameters"]?.object else {
      throw RecordMistake(key: "tell", expected: "an object with 'id' or 'parameters'")
    }
    try search.tell(Assignment(json: parameters), result)
  }

  private static func number(_ value: JSONValue, _ key: String) throws -> Double {
    guard let number = value.double else {
      throw RecordMistake(key: key, expected: "a number; what gave none is \"failed\": true")
    }
    return number
  }

  private func mistake(_ words: String) -> JSONValue { ["error": .string(words)] }
}

import JSON
import TuneModel

/// What is wrong with a record's content.
package struct RecordMistake: Error, Hashable, Sendable {
  package var key: String
  package var expected: String

  package init(key: String, expected: String) {
    self.key = key
    self.expected = expected
  }
}

extension RecordMistake: CustomStringConvertible {
  package var description: String { "'\(key)' should be \(expected)" }
}

/// Reads keys of a record's object and says which one is wrong.
struct RecordReader {
  let value: JSONValue
  /// The key of this object, for messages.
  let place: String

  init(_ value: JSONValue, within place: String = "") {
    self.value = value
    self.place = place
  }

  var members: JSONObject { value.object ?? JSONObject() }
  var elements: [JSONValue] { value.array ?? [] }

  func child(_ key: String) throws(RecordMistake) -> RecordReader {
    guard let child = optional(key) else { throw RecordMistake(key: path(key), expected: "there") }
    return child
  }

  func optional(_ key: String) -> RecordReader? {
    value[key].map { RecordReader($0, within: path(key)) }
  }

  func int(_ key: String) throws(RecordMistake) -> Int {
    guard let number = value[key]?.int else { throw RecordMistake(key: path(key), expected: "a whole number") }
    return number
  }

  /// A whole number that may be missing; of a size that can be counted on with.
  func optionalInt(_ key: String) throws(RecordMistake) -> Int? {
    guard let value = value[key] else { return nil }
    guard let number = value.int, (0...1 << 53).contains(number) else {
      throw RecordMistake(key: path(key), expected: "a whole number, 0 or more")
    }
    return number
  }

  func count(_ key: String) throws(RecordMistake) -> Int {
    guard let count = try optionalInt(key) else { throw RecordMistake(key: path(key), expected: "a whole number") }
    return count
  }

  /// Seconds that may be missing.
  func optionalSeconds(_ key: String) throws(RecordMistake) -> Double? {
    guard let value = value[key] else { return nil }
    guard let seconds = value.double, (0...1e12).contains(seconds) else {
      throw RecordMistake(key: path(key), expected: "seconds, 0 or more")
    }
    return seconds
  }

  func metrics(_ key: String) throws(RecordMistake) -> MetricValues {
    var metrics = MetricValues()
    guard let object = value[key] else { return metrics }
    guard let members = object.object else { throw RecordMistake(key: path(key), expected: "an object of numbers") }
    for (name, value) in members {
      guard let number = value.double else { throw RecordMistake(key: path(key) + "." + name, expected: "a number") }
      metrics[name] = number
    }
    return metrics
  }

  func array(_ key: String) throws(RecordMistake) -> [JSONValue] {
    guard let array = try child(key).value.array else { throw RecordMistake(key: path(key), expected: "a list") }
    return array
  }

  func string(_ key: String) throws(RecordMistake) -> String {
    guard let text = value[key]?.string else { throw RecordMistake(key: path(key), expected: "a text") }
    return text
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String,
    _ type: Choice.Type
  ) throws(RecordMistake) -> Choice where Choice.RawValue == String {
    guard let choice = Choice(rawValue: try string(key)) else {
      let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw RecordMistake(key: path(key), expected: "one of \(all)")
    }
    return choice
  }

  private func path(_ key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }
}

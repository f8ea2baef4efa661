/// A regular expression that finds metrics in lines of output.
///
/// Either it has the named groups `name` and `value`, or each of its named groups is a metric (`(?<accuracy>[\d.]+)`).
/// The groups `step`, `epoch` and the like say where a value belongs. The dialect is Swift's `Regex`, which is that of
/// most languages.
package struct MetricPattern {
  /// What is wrong with a pattern.
  package enum Mistake: Error, Hashable {
    case invalid(String)
    case noMetric
    /// One of `name` and `value` without the other.
    case halfAPair(has: String, lacks: String)

    /// In one sentence without the pattern itself.
    package var message: String {
      switch self {
      case .invalid(let reason): "this is not a regular expression: \(reason)"
      case .noMetric: "the pattern has no named group that says which metric it finds"
      case .halfAPair(let has, let lacks):
        "the pattern has a group '\(has)' but none called '\(lacks)'; the two go together"
      }
    }
  }

  /// Longer ones are refused: the regular expression parser is recursive.
  package static let longest = 1_000

  package let regex: Regex<AnyRegexOutput>
  /// The names of all groups, from the left.
  package let groups: [String]

  package init(_ pattern: String) throws(Mistake) {
    do {
      regex = try Regex(pattern)
    } catch {
      throw .invalid(MetricPattern.firstClause(String(describing: error)))
    }
    let regex = regex
    groups = MetricPattern.groupNames(pattern).filter { regex.contains(captureNamed: $0) }
    if metrics.isEmpty { throw .noMetric }
    switch (groups.contains("name"), groups.contains("value")) {
    case (true, false): throw .halfAPair(has: "name", lacks: "value")
    case (false, true): throw .halfAPair(has: "value", lacks: "name")
    default: break
    }
  }

  /// The names of the groups that are metrics.
  package var metrics: [String] { groups.filter { StepColumn(name: $0) == nil } }

  /// The names of the groups, from the left.
  private static func groupNames(_ pattern: String) -> [String] {
    let characters = Array(pattern)
    var names: [String] = []
    var index = 0
    var isInClass = false
    while index < characters.count {
      switch characters[index] {
      case "\\": index += 1
      case "[": isInClass = true
      case "]": isInClass = false
      case "(" where !isInClass:
        if let name = groupName(characters[(index + 1)...]) { names.append(name) }
      default: break
      }
      index += 1
    }
    return names
  }

  /// The name in `?<name>` or `?P<name>`; nil for other groups and for look-behinds.
  private static func groupName(_ rest: ArraySlice<Character>) -> String? {
    guard rest.first == "?" else { return nil }
    var rest = rest.dropFirst()
    if rest.first == "P" { rest = rest.dropFirst() }
    guard rest.first == "<" else { return nil }
    let name = rest.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    return name.isEmpty ? nil : String(name)
  }

  private static func firstClause(_ text: String) -> String {
    let line = text.split(separator: "\n").first.map(String.init) ?? text
    return String(line.prefix(120))
  }
}

/// A regular expression that finds metrics in lines of output.
///
/// Either it has the named groups `name` and `value`, or each of its named groups is a metric. The groups `step`,
/// `epoch` and the like say where a value belongs.
enum MetricPattern {
  enum Mistake: Error, Hashable {
    case invalid(String)
    case noMetric
    /// One of `name` and `value` without the other.
    case halfAPair(has: String, lacks: String)
  }

  /// Longer ones are refused: the regular expression parser is recursive.
  static let longest = 1_000

  static func validate(_ pattern: String) throws(Mistake) {
    let regex: Regex<AnyRegexOutput>
    do {
      regex = try Regex(pattern)
    } catch {
      throw .invalid(firstClause(String(describing: error)))
    }
    let groups = metrics(pattern).filter { regex.contains(captureNamed: $0) }
    if groups.isEmpty { throw .noMetric }
    switch (groups.contains("name"), groups.contains("value")) {
    case (true, false): throw .halfAPair(has: "name", lacks: "value")
    case (false, true): throw .halfAPair(has: "value", lacks: "name")
    default: break
    }
  }

  /// The names of the groups that are metrics.
  static func metrics(_ pattern: String) -> [String] {
    groupNames(pattern).filter { !["step", "global_step", "iteration", "iter", "epoch"].contains($0.lowercased()) }
  }

  /// The names of the groups, from the left.
  static func groupNames(_ pattern: String) -> [String] {
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

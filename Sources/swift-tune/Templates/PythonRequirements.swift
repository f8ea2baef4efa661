/// A `requirements.txt`, as pip reads it: one requirement a line.
struct PythonRequirements {
  static let file = "requirements.txt"

  private let lines: [String]

  init(_ text: String) {
    lines = text.split(whereSeparator: \.isNewline).map(String.init)
  }

  /// The requirements of which these have none for the same package.
  func missing(from others: PythonRequirements) -> [String] {
    let known = Set(others.lines.map(PythonRequirements.package))
    return lines.filter { !known.contains(PythonRequirements.package($0)) }
  }

  /// `scikit-learn` of `Scikit_Learn[alldeps] >= 1.4`: names differ neither by case nor by how their parts are joined.
  private static func package(_ line: String) -> String {
    let name = line.drop(while: \.isWhitespace).prefix { $0.isLetter || $0.isNumber || "-_.".contains($0) }
    return String(name.lowercased().map { "_.".contains($0) ? "-" : $0 })
  }
}

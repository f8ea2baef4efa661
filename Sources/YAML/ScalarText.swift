/// A scalar on one line, in quotes only where it would otherwise be read as something else.
///
/// - Parameter inFlow: Whether the text stands between brackets or braces, where more characters have a meaning.
func scalarText(_ value: YAMLValue, inFlow: Bool) -> String {
  switch value {
  case .null: "null"
  case .bool(let truth): truth ? "true" : "false"
  case .integer(let number): String(number)
  case .number(let number): numberText(number)
  case .string(let text): isPlain(text, inFlow: inFlow) ? text : quoted(text)
  }
}

/// Whether a text is written as a literal block: several lines that it shows as they are. Others are quoted.
func isLiteral(_ text: String) -> Bool {
  let scalars = text.unicodeScalars
  guard scalars.contains("\n"), !text.hasSuffix("\n\n"), let first = scalars.first, first != " ", first != "\t" else {
    return false
  }
  let lines = scalars.split(separator: "\n", omittingEmptySubsequences: false)
  // Of a line of spaces nobody can see how long it is; an empty first line would hide the indentation.
  return !lines[0].isEmpty
    && lines.allSatisfy { line in line.isEmpty || line.contains { $0 != " " && $0 != "\t" } }
    && scalars.allSatisfy { $0.isPrintableInYAML && $0 != "\r" }
}

/// The fewest digits that read back as the same number, with an exponent as people write it: `1e-5`.
private func numberText(_ number: Double) -> String {
  if number.isNaN { return ".nan" }
  if number.isInfinite { return number < 0 ? "-.inf" : ".inf" }
  let parts = number.description.split(separator: "e")
  guard parts.count == 2 else { return number.description }
  let sign = parts[1].hasPrefix("-") ? "-" : ""
  return parts[0] + "e" + sign + parts[1].drop { "+-0".contains($0) }
}

private func isPlain(_ text: String, inFlow: Bool) -> Bool {
  let scalars = Array(text.unicodeScalars)
  guard let first = scalars.first, let last = scalars.last, case .string = YAMLValue(plain: text), text != "<<" else {
    return false
  }
  if first == " " || last == " " || last == ":" { return false }
  if text.hasPrefix("---") || text.hasPrefix("...") { return false }
  if first == "-" {
    if scalars.count == 1 || scalars[1] == " " { return false }
  } else if indicators.contains(first) {
    return false
  }
  for (index, scalar) in scalars.enumerated() {
    if !scalar.isPrintableInYAML || scalar == "\n" || scalar == "\r" || scalar == "\t" { return false }
    if inFlow, flowIndicators.contains(scalar) { return false }
    let next = index + 1 < scalars.count ? scalars[index + 1] : " "
    if scalar == ":" && next == " " || scalar == " " && next == "#" { return false }
  }
  return true
}

/// Characters that mean something at the start of a value. The dash is looked at apart.
private let indicators: Set<Unicode.Scalar> = [
  "?", ":", ",", "[", "]", "{", "}", "#", "&", "*", "!", "|", ">", "'", "\"", "%", "@", "`",
]

private let flowIndicators: Set<Unicode.Scalar> = [",", "[", "]", "{", "}"]

private func quoted(_ text: String) -> String {
  let isPrintable = text.unicodeScalars.allSatisfy {
    $0.isPrintableInYAML && $0 != "\n" && $0 != "\r" && $0 != "\t"
  }
  // Patterns and paths are far easier to read when backslashes stand for themselves.
  if isPrintable, text.contains(where: { $0 == "\\" || $0 == "\"" }), !text.contains("'") { return "'\(text)'" }

  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case "\0": result += "\\0"
    case _ where scalar.isPrintableInYAML: result.unicodeScalars.append(scalar)
    case _ where scalar.value <= 0xFF: result += "\\x" + scalar.code(width: 2)
    case _ where scalar.value <= 0xFFFF: result += "\\u" + scalar.code(width: 4)
    default: result += "\\U" + scalar.code(width: 8)
    }
  }
  return result + "\""
}

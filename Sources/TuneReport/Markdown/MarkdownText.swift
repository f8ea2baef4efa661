/// Text from outside, made harmless inside a line of Markdown as code-hosting pages read it.
///
/// Everything here may stand in a table cell: it holds neither a line break nor a bare `|`.
enum MarkdownText {
  /// Prose: names, sentences, messages.
  static func prose(_ text: some StringProtocol, limit: Int = 300) -> String {
    let scalars = Array(Wording.line(text, limit: limit).unicodeScalars)
    var result = ""
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      // A backslash would not keep these from being read as mathematics or, in a cell, as the end of it.
      case "$": result += "&#36;"
      case "|": result += "&#124;"
      case "\\", "`", "*", "[", "]", "~":
        result += "\\"
        result.unicodeScalars.append(scalar)
      case "_":
        // Inside a word an underscore is only an underscore, and reads better without a backslash.
        let isInner =
          index > 0 && index + 1 < scalars.count && isWordLike(scalars[index - 1]) && isWordLike(scalars[index + 1])
        result += isInner ? "_" : "\\_"
      default:
        // Only where a line begins could these begin a heading or a list.
        if index == 0, "#+-=".unicodeScalars.contains(scalar) { result += "\\" }
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A value, a name or a command, in the fixed-width style.
  static func code(_ text: some StringProtocol, limit: Int = 80) -> String {
    let visible = Wording.value(text, limit: limit)
    let spaced = visible.first == " " || visible.last == " "
    if !visible.isEmpty, !spaced, !visible.contains("`"), !visible.contains("|") { return "`\(visible)`" }
    if visible.isEmpty { return "`\"\"`" }
    // Inside the tag Markdown is still read, so everything that could mean something is an entity.
    var result = "<code>"
    for scalar in visible.unicodeScalars {
      if #"\`*_[]<>|~&$!"#.unicodeScalars.contains(scalar) || (scalar == " " && spaced) {
        result += "&#\(scalar.value);"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result + "</code>"
  }

  /// A fenced block; its fence is longer than any inside it.
  static func block(_ text: String, language: String) -> String {
    var longest = 0
    var current = 0
    for byte in text.utf8 {
      current = byte == UInt8(ascii: "`") ? current + 1 : 0
      longest = max(longest, current)
    }
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return fence + language + "\n" + text + "\n" + fence
  }

  /// A link to a file beside the report.
  static func link(_ label: String, to path: String) -> String {
    "[\(label)](\(destination(path)))"
  }

  /// - Parameter alternative: What the picture shows, for those who cannot see it.
  static func image(_ alternative: String, at path: String) -> String {
    "![\(prose(alternative, limit: 600))](\(destination(path)))"
  }

  /// A path as the target of a link: bytes that are not plain are percent-encoded.
  private static func destination(_ path: String) -> String {
    var result = ""
    for byte in path.utf8 {
      let scalar = Unicode.Scalar(byte)
      if scalar.isASCII, isWordLike(scalar) || "_-./~".unicodeScalars.contains(scalar) {
        result.unicodeScalars.append(scalar)
      } else {
        result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return result
  }

  private static func isWordLike(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "0"..."9", "a"..."z", "A"..."Z": true
    default: !scalar.isASCII
    }
  }
}

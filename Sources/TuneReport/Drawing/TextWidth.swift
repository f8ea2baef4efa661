/// About how wide text is on the reader's screen, whose font is not known here: widths of Helvetica's characters, and
/// a little more for fonts that run wider.
enum TextWidth {
  static func of(_ text: String, size: Double = 12) -> Double {
    var thousandths = 0
    for scalar in text.unicodeScalars { thousandths += width(scalar) }
    return Double(thousandths) / 1000 * size * 1.08
  }

  /// The text's beginning that fits, with `…` where something is missing.
  static func fit(_ text: String, width: Double, size: Double = 12) -> String {
    guard of(text, size: size) > width else { return text }
    var result = ""
    var total = of("…", size: size)
    for character in text {
      total += of(String(character), size: size)
      if total > width { break }
      result.append(character)
    }
    return result + "…"
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar {
    case "i", "j", "l", "'", "|", ".", ",", ":", ";", "!", " ", "I", "/", "\\", "f", "t", "[", "]": 278
    case "r", "-", "(", ")", "`", "\"": 333
    case "k", "c", "s", "v", "x", "y", "z", "J": 500
    case "m", "M", "W", "@", "%": 870
    case "w", "A"..."Z", "+", "=", "<", ">", "~": 700
    default:
      // Marks that combine take no room; ideographs and most pictures a full square.
      scalar.properties.generalCategory == .nonspacingMark ? 0 : scalar.value >= 0x1100 ? 1000 : 556
    }
  }
}

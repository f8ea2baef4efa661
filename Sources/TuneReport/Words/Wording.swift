/// Pieces of plain English.
package enum Wording {
  /// `1 trial`, `3 trials`.
  package static func count(_ count: Int, _ noun: String, plural: String? = nil) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(plural ?? noun + "s")"
  }

  /// `1st`, `2nd`, `11th`.
  package static func ordinal(_ number: Int) -> String {
    switch (number % 10, number % 100) {
    case (1, let rest) where rest != 11: "\(number)st"
    case (2, let rest) where rest != 12: "\(number)nd"
    case (3, let rest) where rest != 13: "\(number)rd"
    default: "\(number)th"
    }
  }

  /// `p = 0.012`, `p < 0.001`.
  package static func pValue(_ p: Double) -> String {
    p < 0.001 ? "p < 0.001" : "p = \(NumberText.number(p, digits: 2))"
  }

  /// `a`, `a and b`, `a, b and c`.
  package static func list(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
  }

  /// Ascending numbers with runs drawn together: `1 to 3, 7 and 9`.
  ///
  /// - Parameter limit: How many items to name; the others are counted: `1, 3, 5 and 12 more`.
  package static func numbers(_ numbers: [Int], limit: Int = 10) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers.sorted() {
      if let last = runs.last, number <= last.upperBound + 1 {
        runs[runs.count - 1] = last.lowerBound...max(number, last.upperBound)
      } else {
        runs.append(number...number)
      }
    }
    var items: [String] = []
    var named = 0
    for run in runs {
      if items.count == limit {
        items.append("\(numbers.count - named) more")
        break
      }
      named += run.count
      switch run.count {
      case 1: items.append("\(run.lowerBound)")
      case 2: items += ["\(run.lowerBound)", "\(run.upperBound)"]
      default: items.append("\(run.lowerBound) to \(run.upperBound)")
      }
    }
    return list(items)
  }

  /// Text from outside as one line: runs of white space become a space, other characters that do not print are
  /// spelled out, and what exceeds the limit gives way to `…`.
  package static func line(_ text: some StringProtocol, limit: Int = 200) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar.properties.isWhitespace {
        if !result.isEmpty, result.last != " " { result.append(" ") }
      } else {
        append(scalar, to: &result)
      }
      // Anything longer will be cut: a line of ten megabytes costs no more than its head.
      if result.utf8.count > 16 * limit { break }
    }
    if result.last == " " { result.removeLast() }
    return cut(result, limit: limit)
  }

  /// A value as it is, on one line: a line break becomes `\n`, and so on for other characters that do not print.
  package static func value(_ text: some StringProtocol, limit: Int = 80) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default: append(scalar, to: &result)
      }
      if result.utf8.count > 16 * limit { break }
    }
    return cut(result, limit: limit)
  }

  /// Controls, and characters that change the direction of text and so make it lie.
  static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0: true
    case 0x061C, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFFE, 0xFFFF: true
    default: false
    }
  }

  private static func append(_ scalar: Unicode.Scalar, to text: inout String) {
    if isUnprintable(scalar) {
      text += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
    } else {
      text.unicodeScalars.append(scalar)
    }
  }

  private static func cut(_ text: String, limit: Int) -> String {
    guard text.utf8.count > limit, text.count > limit else { return text }
    return text.prefix(limit - 1) + "…"
  }
}

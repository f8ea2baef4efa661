/// Arguments written so that a shell reads them as they are.
package enum ShellWord {
  /// Plain words stay; others get single quotes; only what does not print needs the quotes of POSIX 2024, `$'…'`.
  package static func quoted(_ argument: String) -> String {
    if !argument.isEmpty, argument.utf8.allSatisfy(isPlain) { return argument }
    return argument.unicodeScalars.contains(where: Wording.isUnprintable) ? escaped(argument) : verbatim(argument)
  }

  /// For what a shell evaluates and nobody reads: in single quotes, which every shell knows, whatever does not print.
  package static func verbatim(_ argument: String) -> String {
    if !argument.isEmpty, argument.utf8.allSatisfy(isPlain) { return argument }
    var text = "'"
    for scalar in argument.unicodeScalars {
      if scalar == "'" { text += #"'\''"# } else { text.unicodeScalars.append(scalar) }
    }
    return text + "'"
  }

  private static func escaped(_ argument: String) -> String {
    var text = "$'"
    for scalar in argument.unicodeScalars {
      switch scalar {
      case "\n": text += #"\n"#
      case "\t": text += #"\t"#
      case "'", #"\"#:
        text += #"\"#
        text.unicodeScalars.append(scalar)
      case _ where Wording.isUnprintable(scalar):
        // Three octal digits each: a longer number cannot swallow what follows.
        for byte in String(scalar).utf8 {
          let digits = String(byte, radix: 8)
          text += #"\"# + String(repeating: "0", count: 3 - digits.count) + digits
        }
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "'"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "@"), UInt8(ascii: "%"): true
    case UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: ","): true
    case UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "-"): true
    default: false
    }
  }
}

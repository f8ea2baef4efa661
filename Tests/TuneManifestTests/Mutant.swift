@testable import TuneManifest

/// A manifest's bytes, to be damaged in ways in which people and machines damage files.
struct Mutant {
  private(set) var bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  private static let hostileScalars: [String] = [
    "", "~", "null", "true", "no", "0", "-1", "1", "2", "1e400", "-1e-400", ".nan", "-.inf", "9223372036854775808",
    "0x1F",
    "0.1", "1e-9", "1000000", "[]", "{}", "[[]]", "{a: 1}", "[1, 1]", "[a, b, c]", "{lr}", "\"{lr}\"", "\"{\"", "'}'",
    "\"\\0\"",
    "\"\\e[31m\"", "'it''s'", "\"a\\nb\"", "&a x", "*a", "!!str 1", "!x y", "|", ">", "é", "👩‍👩‍👧", "\u{202E}abc", "log",
    "logit",
    "int", "float", "categorical", "bool", "10m", "0s", "-5s", "16MB", "1:30", "swift run", "[swift, run]", "a <= b",
    "hidden",
    "hidden <= 16", "momentum", "{optimizer: sgd}", "{optimizer: [sgd, adam]}", "{momentum: 0.5}", "(?<a>x)", "((((",
    "[a-", "..",
    "/abs", "stdout", "json", "grid", "genetic", "maximize", "best", "worker", "{type: bool}",
    "{type: int, min: 1, max: 3}",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  ]

  mutating func mutate(_ random: inout SplitMix) {
    guard !bytes.isEmpty else {
      bytes = Array("tune: 1\n".utf8)
      return
    }
    func below(_ count: Int) -> Int { count <= 0 ? 0 : Int(random.next() % UInt64(count)) }
    switch below(14) {
    case 0: bytes[below(bytes.count)] = UInt8(truncatingIfNeeded: random.next())
    case 1: bytes[below(bytes.count)] ^= 1 << UInt8(below(8))
    case 2:
      let start = below(bytes.count)
      bytes.removeSubrange(start..<min(bytes.count, start + 1 + below(12)))
    case 3:
      let start = below(bytes.count)
      let piece = Array(bytes[start..<min(bytes.count, start + 1 + below(40))])
      bytes.insert(contentsOf: piece, at: below(bytes.count))
    case 4: bytes.insert(Array(":,[]{}#&*!|>'\"%@`-? \n\t\\".utf8)[below(23)], at: below(bytes.count))
    case 5, 6: changeDigit(number: below(1 << 20), to: UInt8(ascii: "0") + UInt8(below(10)))
    case 7, 8:
      editLines { lines in
        guard !lines.isEmpty else { return }
        let index = below(lines.count)
        switch below(5) {
        case 0: lines.remove(at: index)
        case 1: lines.insert(lines[index], at: below(lines.count))
        case 2: lines.swapAt(index, below(lines.count))
        case 3: lines[index] = String(repeating: " ", count: below(6)) + lines[index].drop { $0 == " " }
        default: lines[index] = "  " + lines[index]
        }
      }
    default: replaceToken(with: Self.hostileScalars[below(Self.hostileScalars.count)], number: below(1 << 20))
    }
  }

  private mutating func changeDigit(number: Int, to digit: UInt8) {
    let places = bytes.indices.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[$0]) }
    if !places.isEmpty { bytes[places[number % places.count]] = digit }
  }

  private mutating func editLines(_ edit: (inout [String]) -> Void) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    edit(&lines)
    bytes = Array(lines.joined(separator: "\n").utf8)
  }

  /// Replaces one of the words between the structure's characters, so that most mutants stay YAML.
  private mutating func replaceToken(with replacement: String, number: Int) {
    let isStructure = { (byte: UInt8) in " ,[]{}\n:".utf8.contains(byte) }
    var starts: [Int] = []
    for index in bytes.indices where !isStructure(bytes[index]) && (index == 0 || isStructure(bytes[index - 1])) {
      starts.append(index)
    }
    guard !starts.isEmpty else { return }
    let start = starts[number % starts.count]
    let end = bytes[start...].firstIndex(where: isStructure) ?? bytes.endIndex
    bytes.replaceSubrange(start..<end, with: Array(replacement.utf8))
  }
}

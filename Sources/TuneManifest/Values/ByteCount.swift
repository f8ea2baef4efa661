/// Amounts of bytes as manifests write them: `16MB`, `512kB`, `1GiB`, or a bare number of bytes.
struct ByteCount: Hashable, Sendable {
  var bytes: Int

  /// `kB`, `MB`, `GB` are powers of 1000; `KiB`, `MiB`, `GiB` of 1024.
  private static let units: [(name: String, bytes: Int)] = [
    ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
    ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000), ("KB", 1_000), ("B", 1),
  ]

  /// For the schema.
  static let pattern = #"^[0-9]+(\.[0-9]+)? ?(B|kB|KB|MB|GB|KiB|MiB|GiB)$"#

  init(bytes: Int) { self.bytes = bytes }

  init?(_ text: String) {
    guard let unit = ByteCount.units.first(where: { text.hasSuffix($0.name) }) else { return nil }
    var number = text.dropLast(unit.name.count)
    if number.last == " " { number = number.dropLast() }
    guard let first = number.first, let last = number.last, first != ".", last != ".",
      number.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "." }), let amount = Double(number)
    else { return nil }
    let bytes = (amount * Double(unit.bytes)).rounded()
    guard bytes < 1e15 else { return nil }
    self.bytes = Int(bytes)
  }

  var text: String {
    let texts = ByteCount.units.filter { bytes.isMultiple(of: $0.bytes) }.map { "\(bytes / $0.bytes)\($0.name)" }
    return texts.min { $0.count < $1.count } ?? "\(bytes)B"
  }
}

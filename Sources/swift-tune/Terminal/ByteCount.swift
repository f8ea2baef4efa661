import TuneReport

enum ByteCount {
  /// `812 B`, `4.1 kB`, `16 MB`: powers of 1000.
  static func words(_ bytes: Int) -> String {
    var value = Double(bytes)
    var units = ["B", "kB", "MB", "GB", "TB"][...]
    while value >= 999.5, units.count > 1 {
      value /= 1000
      units = units.dropFirst()
    }
    let digits = units.first == "B" || value >= 9.95 ? 0 : 1
    return "\(NumberText.fixed(value, decimals: digits)) \(units.first ?? "B")"
  }
}

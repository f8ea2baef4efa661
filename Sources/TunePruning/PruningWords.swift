import TuneModel

/// Pieces of the sentences that say why a trial was stopped.
enum PruningWords {
  /// Four significant digits, as few as show them: `0.9722`, `32`, `1.2e-05`.
  static func number(_ x: Double) -> String {
    guard x.isFinite else { return x.isNaN ? "nan" : x < 0 ? "-inf" : "inf" }
    let text = DecimalGrid.round(x, toExponent: DecimalGrid.exponent(keeping: 4, of: x.magnitude)).description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  static func count(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }
}

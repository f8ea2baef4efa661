package import TuneModel

/// Numbers as people like to read them; the same in the report, in the plots and on the terminal.
package enum NumberText {
  /// A number with a few significant digits: `0.0031`, `0.9722`, `32`, `1.2e-05`, `nan`, `-inf`.
  ///
  /// Whole numbers keep all their digits up to nine of them, and the whole part of a number below a million is never
  /// cut.
  package static func number(_ x: Double, digits: Int = 4) -> String {
    guard x.isFinite else { return nonFinite(x) }
    var decimal = DecimalDigits(x)
    if decimal.isZero { return "0" }
    if decimal.isInteger, decimal.point <= 9 { return decimal.positional() }
    let isPositional = (-3...6).contains(decimal.point)
    decimal.round(significant: isPositional ? max(digits, decimal.point) : digits)
    return isPositional ? decimal.positional() : decimal.scientific
  }

  /// A number with exactly so many decimals: `0.50`. Never `-0.00`.
  package static func fixed(_ x: Double, decimals: Int) -> String {
    guard x.isFinite else { return nonFinite(x) }
    var decimal = DecimalDigits(x)
    decimal.round(decimals: decimals)
    return decimal.positional(decimals: decimals)
  }

  /// Numbers that stand below each other: with the same decimals where they are of similar size, and with as many
  /// digits as it takes to tell different ones apart, within reason.
  package static func column(_ values: [Double]) -> [String] {
    let finite = values.filter(\.isFinite)
    let sizes = finite.lazy.filter { $0 != 0 }.map(\.magnitude)
    guard let largest = sizes.max(), let smallest = sizes.min() else { return values.map { number($0) } }
    let distinct = Set(finite).count
    func tellsApart(_ texts: [String]) -> Bool { Set(texts).count >= distinct }

    if finite.allSatisfy({ DecimalDigits($0).isInteger }), largest < 1e9 { return values.map { number($0) } }
    if largest >= 1e6 || largest < 1e-3 || largest / smallest > 1e4 {
      for digits in 4...8 where digits == 8 || tellsApart(finite.map { number($0, digits: digits) }) {
        return values.map { number($0, digits: digits) }
      }
    }
    // Four digits of the largest, and none of the others looks like zero.
    let least = max(0, 4 - DecimalDigits(largest).point, 1 - DecimalDigits(smallest).point)
    // Zeros at the end of every number say nothing.
    let needed = finite.map { DecimalDigits($0).decimals }.max() ?? 0
    for decimals in least...(least + 4) {
      if decimals == least + 4 || tellsApart(finite.map { fixed($0, decimals: decimals) }) {
        return values.map { fixed($0, decimals: min(decimals, needed)) }
      }
    }
    return values.map { number($0) }
  }

  /// A change: `+0.262`, `-1.5`, `+0`.
  package static func change(_ x: Double, digits: Int = 3) -> String {
    let text = number(x, digits: digits)
    return text.hasPrefix("-") || x.isNaN ? text : "+" + text
  }

  /// A share of 1 in percent: `38 %`, `<1 %`, `0 %`.
  package static func percent(_ share: Double) -> String {
    guard share.isFinite else { return nonFinite(share) }
    if share > 0, share < 0.01 { return "<1 %" }
    if share > 0.99, share < 1 { return ">99 %" }
    return fixed(share * 100, decimals: 0) + " %"
  }

  /// A parameter's value: floats with a few digits, everything else in full.
  package static func value(_ value: ParameterValue, digits: Int = 4) -> String {
    switch value {
    case .float(let x): number(x, digits: digits)
    case .int, .bool, .string: value.description
    }
  }

  /// A time span in seconds: `85ms`, `4.0s`, `42s`, `3m12s`, `2h05m`, `3d04h`.
  package static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite else { return nonFinite(seconds) }
    if seconds < 0.0005 { return "0s" }
    if seconds < 0.0995 { return fixed(seconds * 1000, decimals: 0) + "ms" }
    if seconds < 9.95 { return fixed(seconds, decimals: 1) + "s" }
    if seconds < 59.5 { return fixed(seconds, decimals: 0) + "s" }
    // Rounded before it is split, so that no hour has 60 minutes.
    if seconds < 3599.5 { return split(seconds, by: 1, units: ("m", "s"), ratio: 60) }
    if seconds < 86370 { return split(seconds, by: 60, units: ("h", "m"), ratio: 60) }
    return split(min(seconds, 1e15), by: 3600, units: ("d", "h"), ratio: 24)
  }

  private static func split(_ seconds: Double, by unit: Double, units: (String, String), ratio: Int) -> String {
    let count = Int((seconds / unit).rounded())
    let rest = count % ratio
    return "\(count / ratio)\(units.0)" + (rest < 10 ? "0" : "") + "\(rest)\(units.1)"
  }

  private static func nonFinite(_ x: Double) -> String {
    x.isNaN ? "nan" : x < 0 ? "-inf" : "inf"
  }
}

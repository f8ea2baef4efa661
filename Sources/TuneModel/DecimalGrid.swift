#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Rounding to short decimals.
///
/// Proposed floats are rounded to about 12 decimal digits. That makes them readable in a report and a diff, and it is
/// what makes the map between values and the unit cube exact: the error of a logarithm and back (some 1e-15, relative)
/// is far below the spacing of the grid, so a value that was proposed once decodes to itself, bit by bit.
package enum DecimalGrid {
  /// `x` rounded to the nearest multiple of `10^exponent`, as the double nearest to that decimal.
  package static func round(_ x: Double, toExponent exponent: Int) -> Double {
    guard x.isFinite, x != 0 else { return x }
    if exponent <= 0, exponent >= -22 {
      // Both operands are exact (an integer below 2^53 and a power of ten up to 10^22): one correctly rounded division.
      let power = powersOfTen[-exponent]
      let scaled = (x * power).rounded()
      return Swift.abs(scaled) < 9e15 ? scaled / power : x
    }
    if exponent > 0, exponent <= 22 {
      let power = powersOfTen[exponent]
      return (x / power).rounded() * power
    }
    // Far from 1 the powers are not exact: let the decimal reader round.
    let scaled = (x / pow(10, Double(exponent))).rounded()
    guard Swift.abs(scaled) < 9e15, let value = Double("\(Int(scaled))e\(exponent)") else { return x }
    return value
  }

  /// The exponent of the decimal place that keeps `digits` significant digits of `magnitude`.
  package static func exponent(keeping digits: Int, of magnitude: Double) -> Int {
    guard magnitude > 0, magnitude.isFinite else { return -digits }
    return Int(log10(magnitude).rounded(.down)) - digits + 1
  }

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]
}

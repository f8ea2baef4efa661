/// UTC times as records hold them: `2026-03-02T10:14:07.123Z`. The proleptic Gregorian calendar, without leap seconds.
package enum Timestamp {
  /// - Parameter milliseconds: since 1970-01-01T00:00:00Z.
  package static func text(milliseconds: Int64) -> String {
    let day = floorDivide(milliseconds, 86_400_000)
    var rest = milliseconds - day * 86_400_000
    let (year, month, dayOfMonth) = civil(day)
    func pad(_ value: Int64, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let hour = rest / 3_600_000
    rest %= 3_600_000
    let minute = rest / 60_000
    rest %= 60_000
    let date = "\(pad(year, 4))-\(pad(month, 2))-\(pad(dayOfMonth, 2))"
    return "\(date)T\(pad(hour, 2)):\(pad(minute, 2)):\(pad(rest / 1000, 2)).\(pad(rest % 1000, 3))Z"
  }

  /// Seconds since 1970; nil for anything that `text` does not write.
  package static func seconds(_ text: String) -> Double? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes.last == UInt8(ascii: "Z") else { return nil }
    func number(_ range: Range<Int>) -> Int64? { Int64(String(decoding: bytes[range], as: UTF8.self)) }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), (1...12).contains(month),
      let hour = number(11..<13), let minute = number(14..<16),
      let second = Double(String(decoding: bytes[17..<bytes.count - 1], as: UTF8.self))
    else { return nil }
    return Double(days(year, month, day) * 86_400 + hour * 3600 + minute * 60) + second
  }

  // Days since 1970-01-01 and back, counting years from March, so that the leap day is the last of its year.

  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let y = month <= 2 ? year - 1 : year
    let era = floorDivide(y, 400)
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let z = days + 719_468
    let era = floorDivide(z, 146_097)
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted + (shifted < 10 ? 3 : -9)
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }

  private static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
    a >= 0 ? a / b : -((-a + b - 1) / b)
  }
}

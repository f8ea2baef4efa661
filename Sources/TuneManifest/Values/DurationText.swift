/// Durations as manifests write them: `90s`, `10m`, `2h30m`, `1d`, `500ms`, or a bare number of seconds.
enum DurationText {
  /// Seconds in each unit, from the largest; a text names each at most once, in this order.
  private static let units: [(name: String, seconds: Double)] = [
    ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1), ("ms", 0.001),
  ]

  /// Ten years: more is a slip, and far more would not fit.
  static let longest = Duration.seconds(315_360_000)

  /// For the schema.
  static let pattern =
    #"^([0-9]+(\.[0-9]+)?d)?([0-9]+(\.[0-9]+)?h)?([0-9]+(\.[0-9]+)?m)?([0-9]+(\.[0-9]+)?s)?([0-9]+(\.[0-9]+)?ms)?$"#

  /// Nil when `text` is not a duration, or is longer than `longest`.
  static func parse(_ text: String) -> Duration? {
    var rest = Substring(text)
    var remainingUnits = units[...]
    var total = 0.0
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let number = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
      guard let first = number.first, let last = number.last, first != ".", last != ".", let amount = Double(number)
      else { return nil }
      rest = rest.dropFirst(number.count)
      let name = rest.prefix { $0.isASCII && $0.isLetter }
      rest = rest.dropFirst(name.count)
      guard let index = remainingUnits.firstIndex(where: { $0.name == name }) else { return nil }
      total += amount * remainingUnits[index].seconds
      remainingUnits = remainingUnits[(index + 1)...]
    }
    return duration(seconds: total)
  }

  /// Nil when the number is negative, not finite, or above `longest`.
  static func duration(seconds: Double) -> Duration? {
    guard seconds >= 0, seconds <= 315_360_000 else { return nil }
    // Whole milliseconds, so that 0.1 s is not 0.1000000000000000055 s.
    return .milliseconds(Int((seconds * 1000).rounded()))
  }

  /// What someone meant who wrote `10min` or `2 hours`.
  static func nearest(to text: String) -> String? {
    let number = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
    let unit = text.dropFirst(number.count).drop { $0 == " " }.lowercased()
    let meant =
      switch unit {
      case "min", "mins", "minute", "minutes": "m"
      case "sec", "secs", "second", "seconds", "s": "s"
      case "hr", "hrs", "hour", "hours", "h": "h"
      case "day", "days", "d": "d"
      case "msec", "millisecond", "milliseconds", "ms": "ms"
      case "m": "m"
      default: ""
      }
    let duration = number + meant
    return meant.isEmpty || parse(String(duration)) == nil ? nil : String(duration)
  }

  static func text(_ duration: Duration) -> String {
    var milliseconds = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
    if milliseconds == 0 { return "0s" }
    var text = ""
    for (name, size) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)]
      as [(String, Int64)]
    {
      let amount = milliseconds / size
      milliseconds %= size
      if amount > 0 { text += "\(amount)\(name)" }
    }
    return text
  }
}

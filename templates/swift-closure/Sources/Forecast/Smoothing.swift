/// Exponential smoothing with a trend and seasons of twelve months, after Holt and Winters.
struct Smoothing {
  enum Seasons: String, CaseIterable {
    /// So many thousand passengers more in July.
    case additive
    /// So many percent more in July.
    case multiplicative
  }

  /// How fast old observations are forgotten, in 0...1: in the level, in its monthly change, in the seasons.
  var level: Double
  var trend: Double
  var season: Double
  /// What is left of the monthly change after a month, in 0...1.
  var damping: Double
  var seasons: Seasons

  /// The next months after a series of at least two years.
  func forecast(_ series: [Double], months: Int) -> [Double] {
    let firstYear = series[..<12].reduce(0, +) / 12
    let secondYear = series[12..<24].reduce(0, +) / 12
    var height = firstYear
    var change = (secondYear - firstYear) / 12
    var pattern = series[..<12].map { without($0, firstYear) }

    for month in 12..<series.count {
      let expected = height + damping * change
      let before = height
      let usual = pattern[month % 12]
      height = level * without(series[month], usual) + (1 - level) * expected
      pattern[month % 12] = season * without(series[month], expected) + (1 - season) * usual
      change = trend * (height - before) + (1 - trend) * damping * change
    }

    var forecast: [Double] = []
    var weight = 1.0
    for month in series.count..<series.count + months {
      weight *= damping
      height += weight * change
      forecast.append(with(height, pattern[month % 12]))
    }
    return forecast
  }

  /// The mean error of a forecast for a year, as a share of the truth, over every year from `years` on.
  func error(_ series: [Double], years: Range<Int>) -> Double {
    let errors = years.flatMap { year in
      let truth = series[(12 * year)..<(12 * year + 12)]
      let guesses = forecast(Array(series[..<(12 * year)]), months: 12)
      return zip(truth, guesses).map { abs($1 - $0) / $0 }
    }
    return errors.reduce(0, +) / Double(errors.count)
  }

  private func with(_ height: Double, _ season: Double) -> Double {
    seasons == .additive ? height + season : height * season
  }

  private func without(_ value: Double, _ part: Double) -> Double {
    seasons == .additive ? value - part : value / part
  }
}

import Testing
import Tune

@testable import Forecast

@Suite struct ForecastTests {
  private func smoothing(_ seasons: Smoothing.Seasons) -> Smoothing {
    Smoothing(level: 0.3, trend: 0.1, season: 0.2, damping: 1, seasons: seasons)
  }

  private static let waves: [Double] = [0, 3, 5, 4, 1, -2, -4, -5, -3, -1, 1, 1]

  @Test func `a series without noise is forecast exactly`() throws {
    // Where the level does not change, both kinds know all from the first year.
    let flat = (0..<48).map { 100 + Self.waves[$0 % 12] }
    for seasons in Smoothing.Seasons.allCases {
      #expect(smoothing(seasons).error(flat, years: 2..<4) < 1e-12)
    }
  }

  @Test func `seasons that grow with the level are better forecast as shares of it`() {
    let rising = (0..<180).map { (month: Int) -> Double in
      let height = 100 + 3 * Double(month)
      return height * (1 + Self.waves[month % 12] / 25)
    }
    let years = 12..<15
    #expect(smoothing(.multiplicative).error(rising, years: years) < smoothing(.additive).error(rising, years: years))
  }

  @Test func `a damped trend comes to rest`() {
    var damped = smoothing(.additive)
    damped.damping = 0.8
    let rising = (0..<36).map { 100 + Double($0) }
    let (near, far) = (damped.forecast(rising, months: 1)[0], damped.forecast(rising, months: 240))
    #expect(far[239] - far[227] < 1e-6)
    #expect(far[0] == near)
    #expect(smoothing(.additive).forecast(rising, months: 24)[23] > far[23])
  }

  @Test func `the search beats the defaults`() async throws {
    let result = try await Program.search(trials: 12)
    let defaults = try #require(result.trials.first?.value)
    #expect(result.trials.count == 12)
    #expect(result.value < defaults)
    #expect(result.value < 0.05)
    #expect(Program.smoothing(result.parameters).error(passengers, years: 4..<11) == result.value)
  }
}

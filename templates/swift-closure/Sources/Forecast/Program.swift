import Tune

/// Finds the smoothing that forecasts passengers best, in years 5 to 11, and forecasts year 12 with it.
///
///     swift run -c release Forecast [TRIALS]
@main
struct Program {
  static func main() async throws {
    let trials = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 60
    let result = try await search(trials: trials)
    for trial in result.trials where trial.value == result.value {
      print("best of \(result.trials.count): trial \(trial.number) (\(trial.reason))")
    }
    print("parameters: \(result.parameters)")
    print("error in the years 5 to 11: \(percent(result.value))")
    print("error in the last year: \(percent(smoothing(result.parameters).error(passengers, years: 11..<12)))")
  }

  static func search(trials: Int) async throws -> SearchResult {
    try await minimize(
      // The last year takes no part in the search.
      { parameters in smoothing(parameters).error(passengers, years: 4..<11) },
      in: [
        .choice("seasons", of: Smoothing.Seasons.allCases.map(\.rawValue), default: "additive"),
        .float("level", in: 0.01...0.99, default: 0.5),
        .float("trend", in: 0.001...0.5, scale: .log, default: 0.1),
        .float("season", in: 0.01...0.99, default: 0.5),
        .bool("damped", default: false),
        // This one exists only where `damped` is true.
        .float("damping", in: 0.8...0.999).when("damped", is: true),
      ],
      trials: trials,
      seed: 7
    )
  }

  static func smoothing(_ parameters: Parameters) -> Smoothing {
    Smoothing(
      level: parameters.float("level"),
      trend: parameters.float("trend"),
      season: parameters.float("season"),
      damping: parameters.bool("damped") ? parameters.float("damping") : 1,
      seasons: Smoothing.Seasons(rawValue: parameters.choice("seasons")) ?? .additive
    )
  }

  private static func percent(_ share: Double) -> String {
    "\((share * 10_000).rounded() / 100) %"
  }
}

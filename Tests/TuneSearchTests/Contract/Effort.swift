import Foundation
import JSON

/// How much of a test is run. Strategies with a model to fit are slow in debug builds.
enum Effort {
  private static let light: Set<String> = ["random", "grid", "sobol", "genetic", "swarm"]

  /// Whether tests that take minutes are run: in release, or with `SWIFT_TUNE_SEARCH=full` in the environment.
  static let isFull: Bool = {
    #if DEBUG
      ProcessInfo.processInfo.environment["SWIFT_TUNE_SEARCH"] == "full"
    #else
      true
    #endif
  }()

  /// Options under which the contract tests a strategy: where not all is run, those that learn begin sooner, and learn less.
  static func options(_ strategy: String) -> JSONObject {
    isFull || !["reinforcement", "ensemble"].contains(strategy) ? [:] : ["updates": 1, "startup": 6]
  }

  /// How many trials of a strategy: `full` where all is run, and for strategies that cost next to nothing.
  static func trials(_ strategy: String, _ full: Int, debug: Int) -> Int {
    if isFull || light.contains(strategy) { return full }
    // `auto` asks `gp`, which is tested anyway; the others have tests of their own.
    let limits = ["auto": 5, "gp": 9, "reinforcement": 10, "ensemble": 10]
    return min(debug, limits[strategy] ?? debug)
  }
}

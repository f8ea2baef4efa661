import JSON

/// How much of a test is run. Strategies with a model to fit are slow in debug builds.
enum Effort {
  private static let light: Set<String> = ["random", "grid", "sobol", "genetic", "swarm"]

  /// Whether tests that take seconds in release, and minutes in debug, are run.
  static var isFull: Bool {
    #if DEBUG
      false
    #else
      true
    #endif
  }

  /// Options under which the contract tests a strategy: in debug those that learn begin sooner, and learn less.
  static func options(_ strategy: String) -> JSONObject {
    isFull || !["reinforcement", "ensemble"].contains(strategy) ? [:] : ["updates": 1, "startup": 6]
  }

  /// How many trials of a strategy: `full` in release, and for strategies that cost next to nothing.
  static func trials(_ strategy: String, _ full: Int, debug: Int) -> Int {
    if isFull || light.contains(strategy) { return full }
    // `auto` asks `gp`, which is tested anyway; the others have tests of their own.
    let limits = ["auto": 5, "gp": 9, "reinforcement": 10, "ensemble": 10]
    return min(debug, limits[strategy] ?? debug)
  }
}

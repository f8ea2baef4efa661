/// How much of a test is run. Strategies with a model to fit are slow in debug builds.
enum Effort {
  private static let light: Set<String> = ["random", "grid", "sobol", "genetic", "swarm"]

  /// How many trials of a strategy: `full` in release, and for strategies that cost next to nothing.
  static func trials(_ strategy: String, _ full: Int, debug: Int) -> Int {
    #if DEBUG
      light.contains(strategy) ? full : debug
    #else
      full
    #endif
  }
}

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

  /// How many trials of a strategy: `full` in release, and for strategies that cost next to nothing.
  static func trials(_ strategy: String, _ full: Int, debug: Int) -> Int {
    isFull || light.contains(strategy) ? full : debug
  }
}

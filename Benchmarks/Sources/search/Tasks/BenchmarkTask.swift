/// Something to minimize, whose best value is known.
struct BenchmarkTask: Sendable {
  /// Begins with the group's name.
  var name: String
  var group: Group
  var space: Space
  /// The optimum; the best row of a table.
  var best: Double
  /// The standard deviation of what is added to the value before the optimizer sees it.
  var noise = 0.0
  /// The true value; nil where the trial fails.
  var value: @Sendable (Assignment) -> Double?

  enum Group: String, CaseIterable, Sendable, Codable {
    /// Rotated and shifted functions after the BBOB test suite, in 2, 5 and 10 dimensions.
    case bbob
    /// Functions that papers on Bayesian optimization use.
    case classic
    /// Integers, categoricals and floats together.
    case mixed
    /// Parameters that exist only for some values of others.
    case conditional
    /// Functions and tables seen through normal noise.
    case noisy
    /// A part of the space where every trial fails.
    case failing
    /// Real models on real data: every configuration of a grid was trained.
    case table
  }

  static let budgets = [25, 50, 100]

  /// What the optimizer sees of a true value.
  func observed(_ value: Double, _ generator: inout SeededGenerator) -> Double {
    noise > 0 ? value + noise * generator.normal() : value
  }

  func noiseGenerator(seed: Int) -> SeededGenerator { SeededGenerator("noise \(name) \(seed)") }
}

/// The true value of the best trial so far, at each budget.
///
/// The best trial is the one with the best value seen, as for a user: noise can mislead.
struct Incumbent {
  private var seen = Double.infinity
  private var truth: Double?
  private var count = 0
  /// One per budget reached; nil while every trial has failed.
  private(set) var atBudgets: [Double?] = []

  /// Counts a trial; nil values: it failed.
  mutating func add(seen value: Double?, truth: Double?) {
    if let value, value < seen {
      seen = value
      self.truth = truth
    }
    count += 1
    if BenchmarkTask.budgets.contains(count) { atBudgets.append(self.truth) }
  }
}

import JSON
import TuneModel

/// How the genetic algorithm is set.
struct GeneticOptions: Hashable, Sendable {
  /// μ: how many of the best trials may become parents, and how many are sampled first; nil: 10 are sampled, 12 may
  /// become parents, and more in long searches.
  var population: Int?
  /// How many members of the population compete for being a parent.
  var tournament = 3
  /// How numbers of two parents are combined; nil: each child draws one of the ways.
  var crossover: Crossover?
  /// Probability that a parameter is mutated; nil: one parameter per child, and at least one in ten.
  var mutation: Double?
  /// The share of each range, around the default or else the middle, that the first population is drawn from.
  var initialRange = 1.0

  init() {}

  init(_ options: JSONObject) {
    population = options["population"]?.int
    tournament = options["tournament"]?.int ?? tournament
    crossover = options["crossover"]?.string.flatMap(Crossover.init)
    mutation = options["mutation"]?.double
    initialRange = options["initial_range"]?.double ?? initialRange
  }

  static let declarations = [
    OptionDeclaration(
      "population",
      .int(min: 2, max: 10_000),
      "How many of the best trials may become parents; the first so many trials are an evenly spread sample. By default"
        + " 10 trials are sampled and 12 may become parents, more in long searches."
    ),
    OptionDeclaration(
      "tournament",
      .int(min: 1, max: 100),
      default: 3,
      "How many members of the population compete for being a parent: more is greedier."
    ),
    OptionDeclaration(
      "crossover",
      .choice(["mixed"] + Crossover.allCases.map(\.rawValue)),
      default: "mixed",
      "How numbers of two parents are combined."
    ),
    OptionDeclaration(
      "mutation",
      .float(min: 0, max: 1),
      "Probability that a parameter is mutated. By default one per child, and at least one in ten."
    ),
    OptionDeclaration(
      "initial_range",
      .float(min: 0.01, max: 1),
      default: 1.0,
      "The share of each range, around the default or else the middle, that the first population is drawn from."
    ),
  ]
}

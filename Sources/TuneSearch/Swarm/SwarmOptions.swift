import JSON
import TuneMath
import TuneModel

/// How the swarm is set. The defaults of w and c are those of SPSO-2011.
struct SwarmOptions: Hashable, Sendable {
  /// S: how many particles; nil: 5, and one for each trial that runs at a time.
  var population: Int?
  /// w: the share of its velocity that a particle keeps.
  var inertia = 1 / (2 * logarithm(2))
  /// c: how strongly a particle is drawn to the best points known to it.
  var attraction = 0.5 + logarithm(2)
  /// K: how many particles each one informs, drawn with replacement; nil: S in a small swarm, 3 in one of 10 or more.
  var informants: Int?
  /// The share of each range, around the default or else the middle, that the particles start in.
  var initialRange = 1.0

  init() {}

  init(_ options: JSONObject) {
    population = options["population"]?.int
    inertia = options["inertia"]?.double ?? inertia
    attraction = options["attraction"]?.double ?? attraction
    informants = options["informants"]?.int
    initialRange = options["initial_range"]?.double ?? initialRange
  }

  static let declarations = [
    OptionDeclaration(
      "population",
      .int(min: 1, max: 10_000),
      "How many particles: few learn fast, many search widely. By default 5, and at least one for each trial that runs"
        + " at a time."
    ),
    OptionDeclaration(
      "inertia",
      .float(min: 0, max: 1),
      default: .number(SwarmOptions().inertia),
      "The share of its velocity that a particle keeps."
    ),
    OptionDeclaration(
      "attraction",
      .float(min: 0, max: 4),
      default: .number(SwarmOptions().attraction),
      "How strongly a particle is drawn to the best points it knows."
    ),
    OptionDeclaration(
      "informants",
      .int(min: 0, max: 10_000),
      "How many particles each one tells of its best point. By default as many as there are, or 3 in a swarm of 10 or"
        + " more, as in SPSO-2011."
    ),
    OptionDeclaration(
      "initial_range",
      .float(min: 0.01, max: 1),
      default: 1.0,
      "The share of each range, around the default or else the middle, that the particles start in."
    ),
  ]
}

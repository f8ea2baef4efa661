import JSON
import TuneModel

/// What a manifest can set of the strategy `cmaes`.
struct CovarianceMatrixOptions: Sendable, Hashable {
  var startup: Int?
  /// λ; nil: by the number of dimensions.
  var population: Int?
  /// σ of the first generation, and α of ``WarmStart``, as a share of a range.
  var step = 0.25

  init(_ options: JSONObject) {
    startup = options["startup"]?.int
    population = options["population"]?.int
    step = options["step"]?.double ?? step
  }

  static let declarations: [OptionDeclaration] = [
    OptionDeclaration(
      "startup",
      .int(min: 0, max: 1000),
      "Trials of an initial design, from which the search then starts."
    ),
    OptionDeclaration(
      "population",
      .int(min: 4, max: 1000),
      "Samples a generation; chosen by the number of parameters and of parallel trials."
    ),
    OptionDeclaration(
      "step",
      .float(min: 0.001, max: 1),
      default: 0.25,
      "Standard deviation of the first samples, as a share of each range."
    ),
  ]
}

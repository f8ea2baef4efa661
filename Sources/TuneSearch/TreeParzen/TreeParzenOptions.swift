import JSON
import TuneModel

/// What a manifest can set of the strategy `tpe`.
struct TreeParzenOptions: Sendable, Hashable {
  /// Trials of the initial design; nil: by the space.
  var startup: Int?
  /// γ: the share of trials that count as good.
  var good = 0.1
  /// How many points are drawn for a proposal.
  var candidates = 12
  /// The share of proposals that take parameters for independent.
  var independent = 0.8

  init() {}

  init(_ options: JSONObject) {
    startup = options["startup"]?.int
    good = options["good"]?.double ?? good
    candidates = options["candidates"]?.int ?? candidates
    independent = options["independent"]?.double ?? independent
  }

  static let declarations: [OptionDeclaration] = [
    OptionDeclaration(
      "startup",
      .int(min: 1, max: 1000),
      "Trials before the model takes over; chosen by the number of parameters when it is not given."
    ),
    OptionDeclaration(
      "good",
      .float(min: 0.01, max: 0.5),
      default: 0.1,
      "The share of trials that count as good, 25 trials at most."
    ),
    OptionDeclaration(
      "candidates",
      .int(min: 1, max: 10_000),
      default: 12,
      "Points drawn for a proposal, of which the best is taken: more are greedier."
    ),
    OptionDeclaration(
      "independent",
      .float(min: 0, max: 1),
      default: 0.8,
      "The share of proposals that take the parameters for independent of each other."
    ),
  ]
}

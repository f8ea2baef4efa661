import JSON
import TuneModel

/// What a manifest can set of the strategy `gp`.
struct GaussianProcessOptions: Sendable, Hashable {
  /// How many trials are made before the model takes over; nil: by the space.
  var startup: Int?
  /// The improvement that is asked of a proposal, as a share of the distance from the median to the best, both warped.
  /// Without it the search is content with polishing what it has; of smooth functions every fifth trial does so.
  var improvement = 0.03
  /// How many draws from the posterior of the hyperparameters a proposal averages over, besides the best fit.
  var samples = 5
  /// Learn a warp of each numeric parameter.
  var warpsInputs = true
  /// The warps of the losses to choose from, by evidence.
  var outputWarps = OutputWarp.allCases

  init() {}

  init(_ options: JSONObject) {
    startup = options["startup"]?.int
    improvement = options["improvement"]?.double ?? improvement
    samples = options["samples"]?.int ?? samples
    warpsInputs = options["input_warp"]?.bool ?? warpsInputs
    if let name = options["output_warp"]?.string, let warp = OutputWarp(rawValue: name) { outputWarps = [warp] }
  }

  static let declarations: [OptionDeclaration] = [
    OptionDeclaration(
      "startup",
      .int(min: 1, max: 1000),
      "Trials before the model takes over; chosen by the number of parameters when it is not given."
    ),
    OptionDeclaration(
      "improvement",
      .float(min: 0, max: 1),
      default: 0.03,
      "The improvement asked of a proposal, as a share of the distance from the median trial to the best; 0 for every"
        + " fifth trial from 20 on where the function is smooth."
    ),
    OptionDeclaration(
      "samples",
      .int(min: 0, max: 20),
      default: 5,
      "How many other fits of the model are asked besides the best one, drawn by how well they explain the trials; fewer"
        + " from 97 trials on, none where the function looks smooth, for every other trial of up to two parameters, and for"
        + " three or more trials at a time of more than three. 0 is faster, and trusts the best fit alone."
    ),
    OptionDeclaration("input_warp", .bool, default: true, "Learn how each numeric parameter should be scaled."),
    OptionDeclaration(
      "output_warp",
      .choice(["auto"] + OutputWarp.allCases.map(\.rawValue)),
      default: "auto",
      "How values are transformed before they are modelled; auto chooses by evidence."
    ),
  ]
}

import JSON
import TuneModel

/// How population-based training is set.
struct PopulationOptions: Hashable, Sendable {
  /// How many members train at the same time.
  var members = 8
  /// How many steps a member trains between decisions.
  var interval = 5
  /// How many steps a member trains in all.
  var steps = 50
  /// The share of the members that is replaced by the best, and the share that counts as the best.
  var share = 0.25
  /// What a number is multiplied or divided by when it is perturbed.
  var factor = 1.25
  /// How often a parameter is drawn anew in place of being perturbed.
  var resample = 0.2

  init(_ options: JSONObject) {
    members = options["members"]?.int ?? members
    interval = options["interval"]?.int ?? interval
    steps = options["steps"]?.int ?? steps
    share = options["share"]?.double ?? share
    factor = options["factor"]?.double ?? factor
    resample = options["resample"]?.double ?? resample
  }

  /// How many times a member trains for an interval.
  var generations: Int { (steps + interval - 1) / interval }

  /// How many steps a member has trained after a generation, from 1.
  func budget(ofGeneration generation: Int) -> Int { min(steps, generation * interval) }

  static let declarations: [OptionDeclaration] = [
    OptionDeclaration("members", .int(min: 2, max: 10_000), default: 8, "How many members train side by side."),
    OptionDeclaration(
      "interval",
      .int(min: 1, max: 1_000_000_000),
      default: 5,
      "How many steps a member trains before it is compared with the others, in the unit of the train command."
    ),
    OptionDeclaration(
      "steps",
      .int(min: 1, max: 1_000_000_000),
      default: 50,
      "How many steps a member trains in all. The command gets the steps to have trained by the end of each run as"
        + " `{budget}`."
    ),
    OptionDeclaration(
      "share",
      .float(min: 0.01, max: 0.5),
      default: 0.25,
      "The share of the members that gives up for copies of as many of the best."
    ),
    OptionDeclaration(
      "factor",
      .float(min: 1.000_001, max: 1_000),
      default: 1.25,
      "What a number is multiplied or divided by when it is perturbed."
    ),
    OptionDeclaration(
      "resample",
      .float(min: 0, max: 1),
      default: 0.2,
      "How often a parameter is drawn anew when it is to change."
    ),
  ]
}

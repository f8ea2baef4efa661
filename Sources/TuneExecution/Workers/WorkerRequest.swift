package import JSON

/// What a worker is told about a trial: one line of JSON on its standard input.
///
/// A worker is a train command that stays alive. It reads a line, trains, answers with lines on its standard output
/// (``WorkerAnswer``), and reads the next line. It ends when its standard input does.
package struct WorkerRequest: Hashable, Sendable {
  /// From 1.
  package var trial: Int
  /// From 1; a trial with retries, folds or repeats has several.
  package var attempt: Int
  /// As in `parameters.json`.
  package var parameters: JSONObject
  package var seed: UInt64
  /// The trial's directory, absolute: for artifacts, and for the file `stop` of a trial that is to end early.
  package var directory: String
  /// Names of the metrics that are looked for.
  package var metrics: [String]
  /// From 1; nil without folds.
  package var fold: Int?
  /// The steps to train, in all; nil where the experiment does not say.
  package var budget: Int?
  /// The directory to resume from and save to, absolute; nil where there is none.
  package var checkpoint: String?

  package init(
    trial: Int,
    attempt: Int,
    parameters: JSONObject,
    seed: UInt64,
    directory: String,
    metrics: [String],
    fold: Int? = nil,
    budget: Int? = nil,
    checkpoint: String? = nil
  ) {
    self.trial = trial
    self.attempt = attempt
    self.parameters = parameters
    self.seed = seed
    self.directory = directory
    self.metrics = metrics
    self.fold = fold
    self.budget = budget
    self.checkpoint = checkpoint
  }

  /// The line with its end.
  package var line: [UInt8] {
    var object: JSONObject = [
      "trial": .integer(trial), "attempt": .integer(attempt), "parameters": .object(parameters),
    ]
    // As a program finds it in `TUNE_SEED`; most readers of JSON keep 53 bits of a number.
    object["seed"] = Int(exactly: seed).map { .integer($0) } ?? .string(String(seed))
    object["directory"] = .string(directory)
    object["metrics"] = .array(metrics.map { .string($0) })
    if let fold { object["fold"] = .integer(fold) }
    if let budget { object["budget"] = .integer(budget) }
    if let checkpoint { object["checkpoint"] = .string(checkpoint) }
    return Array(JSONValue.object(object).serialized().utf8) + [UInt8(ascii: "\n")]
  }
}

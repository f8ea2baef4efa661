/// The names besides parameters that may stand in braces in `train.command`, `train.arguments` and
/// `train.environment`.
package enum Placeholder: String, Hashable, Sendable, CaseIterable {
  case trial
  case trialDirectory = "trial_dir"
  case parameters
  case metrics
  case seed
  case checkpoint
  case fold
  case budget

  /// What it stands for, as a clause for the reference.
  package var summary: String {
    switch self {
    case .trial: "the number of the trial, from 1"
    case .trialDirectory: "the directory of the trial, as an absolute path"
    case .parameters: "the path of the JSON file with the trial's parameters"
    case .metrics: "the path of the file to which metrics may be appended as JSON lines"
    case .seed: "a seed for the train command's own randomness, the same in every attempt"
    case .checkpoint: "the directory to save checkpoints to and to resume from"
    case .fold: "the number of the fold, from 1; with `repeat: {folds: …}`"
    case .budget: "how many steps to train in all; with a pruner that has a `budget`"
    }
  }
}

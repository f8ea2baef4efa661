package import TuneModel

/// What a run tells whoever watches it. Views and logs are made from these alone.
package enum RunEvent: Sendable {
  /// Before the first trial. `resumed`: how many trials earlier runs left ended.
  case began(experiment: Experiment, resumed: Int, interrupted: Int)
  /// Something a person should know.
  case note(Diagnostic)
  case preparing(String)
  case trialStarted(TrialRecord, attempt: Int)
  case metrics(trial: Int, [MetricPoint])
  /// The attempt failed and another one follows.
  case attemptFailed(TrialRecord, reason: String)
  /// `best`: whether it is the best so far; with several objectives, whether it extends the front.
  case trialEnded(TrialRecord, best: Bool)
  /// It has trained as far as it was told to, and may be told to go on.
  case trialPaused(TrialRecord)
  case ended(StopReason)
}

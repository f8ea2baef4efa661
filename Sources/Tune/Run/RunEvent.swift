package import TuneModel

/// What a run tells whoever watches it. Views and logs are made from these alone.
package enum RunEvent: Sendable {
  /// Before the first trial. `resumed`: how many trials earlier runs left ended.
  case began(experiment: Experiment, resumed: Int, interrupted: Int)
  /// Something a person should know.
  case note(Diagnostic)
  case preparing(String)
  /// `attempt` counts those at the same part, where a trial has several.
  case trialStarted(TrialRecord, attempt: Int, part: TrialPart? = nil)
  case metrics(trial: Int, part: TrialPart? = nil, [MetricPoint])
  /// The attempt failed and another one follows.
  case attemptFailed(TrialRecord, reason: String)
  /// One of a trial's runs has ended. Others may follow, or run still.
  case partEnded(trial: Int, TrialPart)
  /// `best`: whether it is the best so far; with several objectives, whether it extends the front.
  case trialEnded(TrialRecord, best: Bool)
  /// It has trained as far as it was told to, and may be told to go on.
  case trialPaused(TrialRecord)
  case ended(StopReason)
}

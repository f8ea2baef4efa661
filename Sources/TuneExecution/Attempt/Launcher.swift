package import TuneModel

/// Runs attempts somewhere: as processes of this machine, as jobs of a cluster.
///
/// The scheduler above owns parallelism and budgets and never knows where attempts run.
package protocol Launcher: Sendable {
  /// Runs one attempt to its end.
  ///
  /// Whatever the train command does, nothing of it is left running when this returns. Cancelling the task stops the
  /// attempt gracefully; the report then says `.stopped`.
  ///
  /// - Parameter observe: is told what happens while the attempt runs, one event after the other. What it answers with
  ///   `.stop` ends the attempt like a cancellation, and the report says `.stopped`.
  func run(
    _ request: AttemptRequest,
    observe: @escaping @Sendable (AttemptEvent) async -> AttemptDecision
  ) async -> AttemptReport

  /// Ends what the launcher keeps running between attempts, when no more follow.
  func finish() async

  /// Whether attempts outlive the tuner, so that running one again that has begun takes it up where it is.
  var reattaches: Bool { get }
}

extension Launcher {
  package func finish() async {}

  package var reattaches: Bool { false }
}

/// What happens while an attempt runs.
package enum AttemptEvent: Hashable, Sendable {
  /// The attempt runs as this process: what a later tuner needs to end it, should this one be killed. Not told of
  /// attempts that end within some milliseconds, before such a record could be of use.
  case started(ProcessIdentity)
  /// Metrics arrived, in this order.
  case metrics([MetricPoint])
  /// Something a person should know of where the attempt runs, or waits.
  case note(String)
}

/// What an observer wants of a running attempt.
package enum AttemptDecision: Hashable, Sendable {
  case `continue`, stop
}

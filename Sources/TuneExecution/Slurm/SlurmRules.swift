package import TuneModel

/// How patient the launcher is, in seconds; everything follows from how often the cluster is asked and when a job counts
/// as lost.
package struct SlurmRules: Hashable, Sendable {
  /// Between two questions while things change.
  package var poll: Double
  /// Between two questions while nothing changes.
  package var longestPoll: Double
  /// Between two questions while the controller does not answer.
  package var longestPollInTrouble: Double
  /// How long one command of Slurm may take; a controller that is down makes them take 18 s and more.
  package var commandLimit: Double
  /// How long a job has to be absent and silent to be lost.
  package var lostAfter: Double
  /// In how many answers, besides, it has to be absent.
  package var absences = 3
  /// How often a job shows that it lives.
  package var beat: Double
  /// How long a result may take to be seen after its job has ended: network file systems cache for up to a minute.
  package var grace: Double
  /// How often what is nobody's fault is tried again.
  package var losses = 3
  /// Before the first, second, … time that it is.
  package var delays: [Double]
  /// Whether Slurm may start jobs again.
  package var requeues = false
  /// Between the starts of two `sbatch`.
  package var submissionSpacing = 0.1
  /// How long a job that is being ended is waited for when everything is.
  package var farewell = 30.0

  package init(poll: Double = 10, lostAfter: Double = 120) {
    self.poll = poll
    self.lostAfter = lostAfter
    longestPoll = 6 * poll
    longestPollInTrouble = 30 * poll
    commandLimit = 60
    beat = min(30, lostAfter / 4)
    grace = min(60, lostAfter / 2)
    delays = [poll, 6 * poll, 30 * poll]
  }

  package init(_ settings: SlurmSettings) {
    self.init(poll: settings.poll.inSeconds, lostAfter: settings.lostAfter.inSeconds)
    requeues = settings.requeue
  }

  /// At most, before a submission is tried again that was not accepted so many times.
  func backoff(afterTries tries: Int) -> Double { poll * min(6, 0.1 * Double(1 << min(tries, 6))) }

  /// Before the next try, when so many were lost.
  func delay(afterLosses losses: Int) -> Double { delays[min(max(losses, 1), delays.count) - 1] }
}

extension Duration {
  var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

import TuneModel
import TuneReport

/// One line that says which trial this is and where it stands.
enum TrialHeading {
  /// `digits #37 completed   accuracy 0.9722   4.0s   auto (gp)`
  static func line(_ record: TrialRecord, _ experiment: Experiment) -> StyledLine {
    var line = StyledLine("\(experiment.name) #\(record.number) ", .bold)
    line.add(record.state.words, record.state.look)
    let values = experiment.objectives.words(record)
    if !values.isEmpty { line.add("   \(Wording.line(values))") }
    if let seconds = record.seconds { line.add("   \(NumberText.duration(seconds))", .dim) }
    line.add("   \(Wording.line(record.proposer))", .dim)
    return line
  }
}

extension TrialRecord {
  /// Over all attempts; nil while none has ended.
  var seconds: Double? {
    let durations = attempts.compactMap(\.duration).filter { $0.isFinite && $0 >= 0 }
    return durations.isEmpty ? nil : durations.reduce(0, +)
  }

  /// `auto (gp)`
  var proposer: String { explanation.strategy + (explanation.member.map { " (\($0))" } ?? "") }
}

extension TrialState {
  var look: StyledLine.Look {
    switch self {
    case .completed: .green
    case .failed, .timedOut, .infeasible: .red
    case .pruned: .dim
    case .running, .interrupted, .paused, .asked: .yellow
    }
  }
}

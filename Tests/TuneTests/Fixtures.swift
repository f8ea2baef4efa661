import Synchronization
import Testing
import TuneModel
import TunePruning
import TuneSearch

@testable import Tune

/// A small experiment without files or processes.
func bowl(
  trials: Int? = 12,
  parallel: Int = 1,
  strategy: String = "random",
  budget: (inout Experiment.Budget) -> Void = { _ in },
  target: Double? = nil,
  start: [Assignment] = []
) -> Experiment {
  var limits = Experiment.Budget(trials: trials)
  budget(&limits)
  return Experiment(
    name: "bowl",
    train: .init(program: .command(["true"])),
    space: Space([
      Parameter("x", .continuous(ContinuousRange(min: -1, max: 1)), default: .float(0.9)),
      Parameter("y", .stepped(SteppedRange(min: 0, max: 9, step: 1, isInteger: true))),
    ]),
    objectives: [Objective(metric: "loss", direction: .minimize, target: target)],
    search: .init(strategy: StrategyChoice(name: strategy), seed: 3, start: start),
    budget: limits,
    parallel: parallel
  )
}

func bowlLoss(_ assignment: Assignment) -> Double {
  let x = assignment["x"]?.number ?? 0
  let y = assignment["y"]?.number ?? 0
  return x * x + (y - 4) * (y - 4)
}

/// A run that worked.
func worked(_ record: TrialRecord, noise: Double = 0) -> PartEnd {
  var metrics = MetricValues()
  metrics["loss"] = bowlLoss(record.assignment) + noise
  return .completed(metrics)
}

let crashed = PartEnd.failed(.failed, MetricValues(), "exit status 1")

/// Records as a folder would hold them, and trials that are computed instead of run.
final class FakeWorld: Sendable {
  struct State {
    var disk: [Int: TrialRecord] = [:]
    var events: [RunEvent] = []
    /// Decides what becomes of an execution, counted from 1 over the life of this world.
    var executions = 0
    var now = 0.0
    /// Trials of which an older record was written over a newer one.
    var lost: [Int] = []
  }

  let state = Mutex(State())

  var disk: [TrialRecord] { state.withLock { $0.disk.values.sorted { $0.number < $1.number } } }

  /// Runs the experiment until it stops by itself.
  ///
  /// - Parameters:
  ///   - fate: what becomes of the nth execution of a trial; by default it completes.
  ///   - promote: the paused trial that goes on now.
  ///   - willSave: called where a disk would be slow, by a thread that may wait.
  func run(
    _ experiment: Experiment,
    fate: @escaping @Sendable (Int, TrialRecord, TrialPart?) -> PartEnd = { _, record, _ in worked(record) },
    promote: @escaping @Sendable () -> Promotion? = { nil },
    willSave: @escaping @Sendable ([TrialRecord]) -> Void = { _ in },
    seconds: Double = 1
  ) async -> (StopReason, Ledger) {
    var ledger = Ledger(experiment: experiment, records: disk)
    let problem = Problem(
      space: experiment.space,
      objectives: experiment.objectives,
      seed: experiment.search.seed,
      trials: experiment.budget.trials,
      parallel: experiment.parallel
    )
    var strategy = StrategyCatalog.strategy(experiment.search.strategy, start: experiment.search.start, for: problem)!
    let board = PruningBoard(experiment, ledger.records)
    let scheduler = Scheduler(
      runPart: { progress, part, _ in
        let (count, record) = self.state.withLock { state in
          state.executions += 1
          state.now += seconds
          let record = progress.update { record in
            record.attempts.append(
              AttemptRecord(number: record.attempts.count + 1, part: part, started: "", seed: record.provenance.seed)
            )
          }
          state.disk[record.number] = record
          return (state.executions, record)
        }
        board?.begin(record, part)
        let end = fate(count, record, part)
        progress.update { record in
          let last = record.attempts.indices.last { record.attempts[$0].part == part }!
          switch end {
          case .completed(let metrics):
            record.attempts[last].outcome = .exited(0)
            if part != nil { record.attempts[last].metrics = metrics }
          case .failed: record.attempts[last].outcome = .exited(1)
          case .paused(let metrics):
            record.attempts[last].outcome = .exited(0)
            record.attempts[last].metrics = metrics
          case .pruned, .interrupted, .broken: record.attempts[last].outcome = .stopped
          }
        }
        return end
      },
      judge: { board?.judge($0) },
      promote: { _ in promote() },
      noteEnd: { if $0.state.isFinal { board?.end($0) } },
      save: { records in
        willSave(records)
        self.state.withLock { state in
          for record in records {
            let known = state.disk.updateValue(record, forKey: record.number)
            if record.attempts.count < known?.attempts.count ?? 0 { state.lost.append(record.number) }
          }
        }
      },
      observe: { event in self.state.withLock { $0.events.append(event) } },
      clock: RunClock(wall: { 0 }, steady: { self.state.withLock(\.now) }),
      provenance: Provenance(seed: 0, tool: "test")
    )
    let reason = await scheduler.run(&ledger, strategy: &strategy)
    #expect(state.withLock(\.lost) == [])
    return (reason, ledger)
  }
}

/// What must not depend on how often a run was interrupted.
func essence(_ records: [TrialRecord]) -> [TrialRecord] {
  records.map {
    var record = $0
    record.attempts = []
    return record
  }
}

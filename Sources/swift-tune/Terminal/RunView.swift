import Dispatch
import Synchronization
import Tune
import TuneModel

/// What a run shows while it goes on: the live view on a terminal, lines elsewhere, or only what went wrong.
final class RunView: Sendable {
  private struct State {
    var screen: LiveScreen?
    var plain: PlainView?
  }

  private let experiment: Experiment
  private let manifest: String
  private let quiet: Bool
  private let live: Terminal?
  private let clock = RunClock.system
  private let state = Mutex(State())

  init(_ experiment: Experiment, manifest: String, quiet: Bool, live: Terminal?) {
    self.experiment = experiment
    self.manifest = manifest
    self.quiet = quiet
    self.live = live
  }

  /// Tells the view what earlier runs left.
  func open(_ records: [TrialRecord]) {
    let objectives = experiment.objectives
    state.withLock { state in
      if let live {
        state.screen = LiveScreen(live, manifest: manifest, known: records, objectives: objectives, clock: clock)
      } else {
        state.plain = PlainView(name: experiment.name, known: records, objectives: objectives)
      }
    }
  }

  func note(_ event: RunEvent) {
    let screen: LiveScreen? = state.withLock { state in
      for line in state.plain?.lines(event, now: clock.steady()) ?? [] where !quiet || isTrouble(event) {
        Terminal.output.line(line)
      }
      return state.screen
    }
    guard let screen else {
      if case .note(let diagnostic) = event, state.withLock({ $0.plain == nil }) {
        Terminal.errors.write(diagnostic.rendered())
      }
      return
    }
    screen.note(event)
  }

  /// Runs `body` while the times on the screen move.
  func whileTicking<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
    let ticker = Task {
      while !Task.isCancelled {
        try await Task.sleep(for: .milliseconds(100))
        tick()
      }
    }
    ProcessSignals.whenResized { [self] in state.withLock { $0.screen }?.tick(force: true) }
    defer { ticker.cancel() }
    return try await body()
  }

  private func tick() {
    let (screen, line) = state.withLock { state in (state.screen, state.plain?.sign(now: clock.steady())) }
    screen?.tick()
    if let line, !quiet { Terminal.output.line(line) }
  }

  /// Says that the run is asked to end, which may take as long as the train commands' grace.
  func noteStopping() {
    if let screen = state.withLock({ $0.screen }) {
      screen.noteStopping()
    } else if !quiet {
      Terminal.output.line("tune: \(experiment.name): stopping: the trials that run are ended and recorded")
    }
  }

  /// Takes the live view away.
  func close() {
    state.withLock { $0.screen }?.clear()
  }

  private func isTrouble(_ event: RunEvent) -> Bool {
    switch event {
    case .note(let diagnostic): diagnostic.severity != .note
    case .attemptFailed: true
    case .trialEnded(let record, _): record.state != .completed && record.state != .pruned
    case .began, .preparing, .trialStarted, .metrics, .partEnded, .trialPaused, .ended: false
    }
  }
}

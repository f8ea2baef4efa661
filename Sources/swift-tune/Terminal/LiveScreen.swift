import Synchronization
import Tune
import TuneModel

/// Draws the live view in place, at most ten times a second, and takes it away again.
///
/// Each frame overwrites the one before it: the cursor goes up by as many lines as were drawn, each line is cleared to
/// its end after it was written, so that nothing flickers.
final class LiveScreen: Sendable {
  private struct State {
    var board: RunBoard
    var lastFrame: [StyledLine] = []
    /// Columns of the terminal when the last frame was drawn.
    var columns = 0
    var lastTime = -Double.infinity
    /// Something has come since the last frame.
    var isStale = false
    var isClosed = false
  }

  private let terminal: Terminal
  private let manifest: String
  private let clock: RunClock
  private let state: Mutex<State>

  init(_ terminal: Terminal, manifest: String, known: [TrialRecord], objectives: [Objective], clock: RunClock) {
    self.terminal = terminal
    self.manifest = manifest
    self.clock = clock
    state = Mutex(State(board: RunBoard(known: known, objectives: objectives)))
  }

  func note(_ event: RunEvent) {
    let now = clock.steady()
    state.withLock { state in
      state.board.note(event, now: now)
      // What has ended makes room for what starts next, mostly at once: a line that is empty for a moment would flicker.
      switch event {
      case .partEnded, .trialEnded, .trialPaused: state.isStale = true
      case .began, .note, .preparing, .trialStarted, .metrics, .attemptFailed, .ended: draw(&state, now)
      }
    }
  }

  /// Says that the run is asked to end.
  func noteStopping() {
    state.withLock { state in
      state.board.isStopping = true
      draw(&state, clock.steady(), force: true)
    }
  }

  /// Draws what has come, and once a second in any case so that the times move; called about ten times a second, and
  /// when the window has changed.
  func tick(force: Bool = false) {
    let now = clock.steady()
    state.withLock { state in
      if force || state.isStale || now - state.lastTime >= 1 { draw(&state, now, force: force) }
    }
  }

  /// Removes the view, so that what is printed next stands where it began.
  func clear() {
    state.withLock { state in
      guard !state.isClosed else { return }
      state.isClosed = true
      terminal.write(up(rows(state, terminal.size.columns)) + "\u{1B}[J\u{1B}[?25h")
    }
  }

  private func draw(_ state: inout State, _ now: Double, force: Bool = false) {
    guard !state.isClosed else { return }
    guard force || now - state.lastTime >= 0.1 else {
      state.isStale = true
      return
    }
    state.isStale = false
    let size = terminal.size
    // A line as wide as the terminal may wrap when the window shrinks between two frames.
    let frame = LiveView.lines(
      state.board,
      manifest: manifest,
      width: max(1, size.columns - 1),
      rows: max(1, size.rows - 1),
      now: now
    )
    // Before a run has begun there is nothing to draw.
    guard frame != state.lastFrame || (size.columns != state.columns && !frame.isEmpty) else { return }
    var text = "\u{1B}[?25l" + up(min(rows(state, size.columns), size.rows - 1))
    // Terminals remember which rows they have wrapped, and would join them in a wider window: they are forgotten with what
    // stands there.
    let fresh = size.columns == state.columns ? "" : "\u{1B}[2K"
    for line in frame { text += fresh + line.rendered(colors: terminal.colors) + "\u{1B}[K\n" }
    terminal.write(text + "\u{1B}[J")
    state.lastFrame = frame
    state.columns = size.columns
    state.lastTime = now
  }

  /// How many rows the last frame takes now: where the window has become narrower, its longer lines have been wrapped.
  private func rows(_ state: State, _ columns: Int) -> Int {
    guard columns < state.columns, columns > 0 else { return state.lastFrame.count }
    return state.lastFrame.reduce(0) { $0 + max(1, ($1.width + columns - 1) / columns) }
  }

  private func up(_ rows: Int) -> String { rows > 0 ? "\r\u{1B}[\(rows)A" : "\r" }
}

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
    var linesDrawn = 0
    var lastFrame: [StyledLine] = []
    var lastTime = -Double.infinity
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
      draw(&state, now)
    }
  }

  /// Draws again so that the times move; called about once a second.
  func tick() {
    state.withLock { draw(&$0, clock.steady()) }
  }

  /// Removes the view, so that what is printed next stands where it began.
  func clear() {
    state.withLock { state in
      terminal.write(up(state.linesDrawn) + "\u{1B}[J\u{1B}[?25h")
      state.linesDrawn = 0
      state.lastTime = .infinity
    }
  }

  private func draw(_ state: inout State, _ now: Double) {
    guard now - state.lastTime >= 0.1 else { return }
    let size = terminal.size
    // A line as wide as the terminal may wrap when the window shrinks between two frames.
    var frame = LiveView.lines(state.board, manifest: manifest, width: size.columns - 1, now: now)
    if frame.count > size.rows - 1 { frame = Array(frame.prefix(size.rows - 1)) }
    guard frame != state.lastFrame || state.linesDrawn != frame.count else { return }
    var text = "\u{1B}[?25l" + up(state.linesDrawn)
    for line in frame { text += line.rendered(colors: terminal.colors) + "\u{1B}[K\n" }
    terminal.write(text + "\u{1B}[J")
    state.linesDrawn = frame.count
    state.lastFrame = frame
    state.lastTime = now
  }

  private func up(_ lines: Int) -> String { lines > 0 ? "\r\u{1B}[\(lines)A" : "\r" }
}

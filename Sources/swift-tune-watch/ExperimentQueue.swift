import SystemPackage

/// The manifests that wait to be run, each once, first come first served.
///
/// A manifest that changes while its experiment runs waits again, so that it is run on with what it says now.
actor ExperimentQueue {
  private enum State {
    case open(waiting: [FilePath], taker: CheckedContinuation<FilePath?, Never>?)
    case closed
  }

  private var state = State.open(waiting: [], taker: nil)
  /// With nothing more to come, an empty queue ends.
  private let endsWhenIdle: Bool
  private var isFilled = false

  init(endsWhenIdle: Bool = false) {
    self.endsWhenIdle = endsWhenIdle
  }

  func add(_ manifest: FilePath) {
    guard case .open(var waiting, let taker) = state else { return }
    if let taker {
      state = .open(waiting: waiting, taker: nil)
      taker.resume(returning: manifest)
    } else if !waiting.contains(manifest) {
      waiting.append(manifest)
      state = .open(waiting: waiting, taker: nil)
    }
  }

  /// Everything that was there at the first look has been added.
  func filled() {
    isFilled = true
    if endsWhenIdle, case .open(let waiting, _?) = state, waiting.isEmpty { close() }
  }

  /// The next manifest; waits for one. Nil when the queue was closed.
  func next() async -> FilePath? {
    guard case .open(var waiting, nil) = state else { return nil }
    if !waiting.isEmpty {
      let first = waiting.removeFirst()
      state = .open(waiting: waiting, taker: nil)
      return first
    }
    if endsWhenIdle, isFilled { return nil }
    return await withCheckedContinuation { state = .open(waiting: [], taker: $0) }
  }

  func close() {
    if case .open(_, let taker?) = state { taker.resume(returning: nil) }
    state = .closed
  }
}

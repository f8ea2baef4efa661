/// The machine as the tests share it: most run beside each other, each with a cluster of its own and waiting most of the
/// time; those that measure run alone.
actor Machine {
  static let shared = Machine()

  private var running = 0
  private var isMeasuring = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  nonisolated func use<Result: Sendable>(
    alone: Bool,
    _ body: () async throws -> Result
  ) async rethrows -> Result {
    await enter(alone)
    do {
      let result = try await body()
      await leave()
      return result
    } catch {
      await leave()
      throw error
    }
  }

  private func enter(_ alone: Bool) async {
    while isMeasuring || (alone && running > 0) { await withCheckedContinuation { waiting.append($0) } }
    running += 1
    isMeasuring = alone
  }

  private func leave() {
    running -= 1
    isMeasuring = false
    defer { waiting = [] }
    for continuation in waiting { continuation.resume() }
  }
}

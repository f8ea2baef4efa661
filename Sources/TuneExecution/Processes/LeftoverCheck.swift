#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whether a command whose first process has ended may have left others, found out quickly: nearly always it has not.
/// True also when that cannot be told in this moment.
struct LeftoverCheck {
  /// The number of the first process, and so of its session and group.
  var processID: Int32
  var marker: AttemptMarker
  /// First processes of other attempts that run.
  var otherAttempts: Set<Int32>
  var marking: @Sendable (Int32, AttemptMarker) -> Marking = ProcessTable.marking

  /// - Parameter lifetime: how long the command ran.
  /// - Complexity: a handful of system calls after a short run; after a long one some for each process of the machine.
  func findsAny(after lifetime: Duration) -> Bool {
    if kill(-processID, 0) == 0 || errno == EPERM { return true }
    #if os(Linux) || os(Android)
      let ownSession = getsid(0)
      var seen: Set<Int32> = []
      for _ in 0..<ProcessTable.mostListings {
        var isSettled = true
        for candidate in candidates(lifetime) where seen.insert(candidate).inserted {
          let session = getsid(candidate)
          if session == processID { return true }
          // One that ended meanwhile may have started another that was not listed yet.
          if session < 0 { isSettled = false }
          // The system's own threads are in no session.
          if session <= 0 || session == ownSession || otherAttempts.contains(session) { continue }
          switch settledMarking(of: candidate) {
          case .marked, .unsettled: return true
          case .unmarked: break
          case .ended: isSettled = false
          }
        }
        if isSettled { return false }
      }
      return true
    #else
      return false
    #endif
  }

  #if os(Linux) || os(Android)
    /// Looks again a few times at one that is becoming another program: that takes some microseconds, to look for all
    /// processes takes milliseconds.
    private func settledMarking(of candidate: Int32) -> Marking {
      for _ in 0..<20 {
        let marking = marking(candidate, marker)
        if marking != .unsettled { return marking }
      }
      return .unsettled
    }

    /// Numbers that processes of the command may have.
    private func candidates(_ lifetime: Duration) -> [Int32] {
      // Numbers are given in ascending order. In so short a time they cannot have gone once around.
      if lifetime < .milliseconds(250), let last = ProcessTable.lastProcessID, last >= processID, last - processID < 512
      {
        return last > processID ? Array((processID + 1)...last) : []
      }
      return ProcessTable.processIDs()
    }
  #endif
}

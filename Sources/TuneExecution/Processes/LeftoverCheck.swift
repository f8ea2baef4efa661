#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whether a command whose first process has ended may have left others, found out quickly: nearly always it has not.
struct LeftoverCheck {
  /// The number of the first process, and so of its session and group.
  var processID: Int32
  var marker: AttemptMarker
  /// First processes of other attempts that run.
  var otherAttempts: Set<Int32>

  /// - Parameter lifetime: how long the command ran.
  /// - Complexity: a handful of system calls after a short run; after a long one some for each process of the machine.
  func findsAny(after lifetime: Duration) -> Bool {
    if kill(-processID, 0) == 0 || errno == EPERM { return true }
    #if os(Linux) || os(Android)
      let ownSession = getsid(0)
      return candidates(lifetime).contains { candidate in
        let session = getsid(candidate)
        if session == processID { return true }
        if session < 0 || session == ownSession || otherAttempts.contains(session) { return false }
        return ProcessTable.environment(of: candidate).map(marker.marks) ?? false
      }
    #else
      return false
    #endif
  }

  #if os(Linux) || os(Android)
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

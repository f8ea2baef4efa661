package import TuneModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ends what is left of an attempt: processes that outlived the train command, or, at the next start, those of a tuner
/// that was killed.
///
/// A process belongs to an attempt when it carries the attempt's marker in its environment, when it is in the session
/// or the group of the attempt's first process while that is known to be the same process still, or when it descends
/// from one that belongs. No other process is ever sent a signal: not one that merely has the number of one that ended.
///
/// What escapes is a process that gave up its environment, its session and its parents alike.
package struct ProcessReaper: Sendable {
  /// What was done.
  package struct Summary: Hashable, Sendable {
    /// How many processes were told to end.
    package var ended = 0
    /// How many of them had to be killed.
    package var killed = 0
    /// Those that are there still; the system cannot end them.
    package var remaining: [Int32] = []

    package init(ended: Int = 0, killed: Int = 0, remaining: [Int32] = []) {
      self.ended = ended
      self.killed = killed
      self.remaining = remaining
    }
  }

  /// Between the polite signal and the final one.
  private let grace: Duration
  private let marking: @Sendable (Int32, AttemptMarker) -> Marking
  private static let interval = Duration.milliseconds(20)
  /// How often is looked again, when there is none, for those of which it cannot be told whose they are.
  private static let mostLooks = 50
  /// How often the final signal is sent, to those that are there still and to those they started meanwhile.
  private static let mostKills = 150

  package init(grace: Duration = .seconds(1)) {
    self.init(grace: grace, marking: ProcessTable.marking)
  }

  init(grace: Duration, marking: @escaping @Sendable (Int32, AttemptMarker) -> Marking) {
    self.grace = grace
    self.marking = marking
  }

  /// Ends all processes of an attempt. Returns when none is left; runs to its end also when the task is cancelled.
  ///
  /// - Parameter process: the attempt's first process, where it is known.
  package func end(_ process: ProcessIdentity?, marker: AttemptMarker) async -> Summary {
    if let process, process.boot != ProcessTable.boot { return Summary() }
    return await end(Lookup(process: process, hasJustEnded: false, marker: marker, marking: marking))
  }

  /// Ends what a command left whose first process ended a moment ago: its number still means its session and group.
  func endRest(of processID: Int32, marker: AttemptMarker) async -> Summary {
    let process = ProcessIdentity(processID: processID, startTime: 0, boot: ProcessTable.boot)
    return await end(Lookup(process: process, hasJustEnded: true, marker: marker, marking: marking))
  }

  private func end(_ lookup: Lookup) async -> Summary {
    var asked: Set<ProcessEntry.Key> = []
    var killed: Set<ProcessEntry.Key> = []
    var kills = 0
    var looks = 0
    // Counted from the first polite signal: on a busy machine finding the processes takes its time.
    var killTime: SuspendingClock.Instant?
    while true {
      let (members, isSettled) = lookup.members()
      if members.isEmpty && !isSettled && looks < Self.mostLooks {
        looks += 1
        // At first soon: to become another program takes a moment only.
        await pause(min(Self.interval, .milliseconds(looks)))
        continue
      }
      if members.isEmpty || kills > Self.mostKills {
        return Summary(ended: asked.union(killed).count, killed: killed.count, remaining: members.map(\.processID))
      }
      if let killTime, killTime <= .now {
        kills += 1
        for member in members where member.send(SIGKILL) { killed.insert(member.key) }
      } else {
        for member in members where !asked.contains(member.key) && member.send(SIGTERM) {
          asked.insert(member.key)
          // A stopped process hears only when it goes on.
          _ = member.send(SIGCONT)
        }
        killTime = killTime ?? .now + grace
      }
      await pause(Self.interval)
    }
  }

  /// In a task of its own, because sleep ends at once in a cancelled one.
  private func pause(_ duration: Duration) async {
    await Task { try? await Task.sleep(for: duration) }.value
  }
}

/// Finds the processes of one attempt.
private struct Lookup: Sendable {
  var process: ProcessIdentity?
  /// Nobody else can have the number yet.
  var hasJustEnded: Bool
  var marker: AttemptMarker
  var marking: @Sendable (Int32, AttemptMarker) -> Marking

  /// Those that run, and whether of all others it is settled that they are none.
  /// - Complexity: some 60 µs for each process of the machine.
  func members() -> (members: [ProcessEntry], isSettled: Bool) {
    var entries: [ProcessEntry] = []
    var members: Set<Int32> = []
    var isSettled = true
    var seen: Set<Int32> = [0, 1, getpid()]
    // Until there are no new ones: one may end before it is looked at, having started another.
    for _ in 0..<ProcessTable.mostListings {
      let news = ProcessTable.processIDs().filter { seen.insert($0).inserted }
      if news.isEmpty { break }
      for entry in news.lazy.compactMap(ProcessTable.entry) {
        entries.append(entry)
        switch mark(entry) {
        case .marked: members.insert(entry.processID)
        case .unmarked, .ended: break
        case .unsettled: isSettled = false
        }
      }
    }
    // While its first process runs, or anything of it, no other session can have its number.
    let first = process.flatMap { process in entries.first { $0.processID == process.processID } }
    if let process, first.map({ $0.startTime == process.startTime }) ?? hasJustEnded {
      let number = process.processID
      members.formUnion(entries.lazy.filter { $0.session == number || $0.group == number }.map(\.processID))
    }
    var hasGrown = !members.isEmpty
    while hasGrown {
      hasGrown = false
      for entry in entries where members.contains(entry.parent) {
        if members.insert(entry.processID).inserted { hasGrown = true }
      }
    }
    return (entries.filter { members.contains($0.processID) && !$0.isZombie }, isSettled)
  }

  private func mark(_ entry: ProcessEntry) -> Marking {
    // Older than the attempt, it cannot be of it, and need not be looked at.
    guard entry.startTime >= process?.startTime ?? 0 else { return .unmarked }
    return marking(entry.processID, marker)
  }
}

extension ProcessEntry {
  fileprivate struct Key: Hashable {
    var processID: Int32
    var startTime: UInt64
  }

  fileprivate var key: Key { Key(processID: processID, startTime: startTime) }

  /// Sends a signal if the process is still the one that was found.
  fileprivate func send(_ signal: Int32) -> Bool {
    guard ProcessTable.entry(processID)?.startTime == startTime else { return false }
    return kill(processID, signal) == 0
  }
}

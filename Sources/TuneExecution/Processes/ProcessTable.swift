import SystemPackage
package import TuneModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A process as the system lists it.
struct ProcessEntry: Hashable {
  var processID: Int32
  var parent: Int32
  var group: Int32
  var session: Int32
  /// As in `ProcessIdentity`.
  var startTime: UInt64
  /// Has ended and waits for its parent to notice.
  var isZombie: Bool
  /// Was started without a single environment variable.
  var hasNoEnvironment: Bool
}

/// The processes of this machine.
package enum ProcessTable {
  /// How often those are listed that started while others were looked at. A machine where more than so many times in a
  /// row a process starts another and ends is not waited for.
  static let mostListings = 20

  /// What tells a process that runs from all that had or will have its number; nil when there is none.
  package static func identity(of processID: Int32) -> ProcessIdentity? {
    entry(processID).map { ProcessIdentity(processID: processID, startTime: $0.startTime, boot: boot) }
  }

  /// Whether the process runs, and not another one with its number.
  package static func isRunning(_ process: ProcessIdentity) -> Bool {
    guard process.boot == boot, let entry = entry(process.processID) else { return false }
    return !entry.isZombie && entry.startTime == process.startTime
  }

  /// Whether a process carries an attempt's marker.
  static func marking(of processID: Int32, by marker: AttemptMarker) -> Marking {
    let environment = environment(of: processID)
    if let environment, !environment.isEmpty { return marker.marks(environment) ? .marked : .unmarked }
    guard let entry = entry(processID), !entry.isZombie else { return .ended }
    // The system's own threads are in no session, and have no environment ever.
    let hasOne = environment != nil && entry.session != 0 && !entry.hasNoEnvironment
    return hasOne ? .unsettled : .unmarked
  }
}

/// Whether a process carries an attempt's marker, as far as can be seen.
enum Marking {
  case marked
  case unmarked
  /// It is just becoming another program, and for that moment shows no environment; look again.
  case unsettled
  case ended
}

#if os(Linux) || os(Android)

  extension ProcessTable {
    /// Identifies this boot of the machine.
    package static let boot: String = {
      let text = smallFile("/proc/sys/kernel/random/boot_id") ?? []
      return String(decoding: text.prefix { $0 > UInt8(ascii: " ") }, as: UTF8.self)
    }()

    static func processIDs() -> [Int32] { namesInDirectory("/proc").compactMap { Int32($0) } }

    static func entry(_ processID: Int32) -> ProcessEntry? {
      guard let text = smallFile(FilePath("/proc/\(processID)/stat")) else { return nil }
      // The command's name, in parentheses, may hold anything; what comes after the last one is regular.
      guard let close = text.lastIndex(of: UInt8(ascii: ")")) else { return nil }
      let fields = text[(close + 1)...].split(separator: UInt8(ascii: " "))
      // `proc_pid_stat(5)` counts from 1 and the name is the second; the first of these is the state.
      func field(_ number: Int) -> String? {
        fields.indices.contains(number - 3) ? String(decoding: fields[number - 3], as: UTF8.self) : nil
      }
      guard let state = field(3), let parent = field(4).flatMap({ Int32($0) }),
        let group = field(5).flatMap({ Int32($0) }),
        let session = field(6).flatMap({ Int32($0) }), let startTime = field(22).flatMap({ UInt64($0) })
      else { return nil }
      return ProcessEntry(
        processID: processID,
        parent: parent,
        group: group,
        session: session,
        startTime: startTime,
        isZombie: state == "Z" || state == "X",
        // Where the environment begins and ends in memory. That is not so before the program's code has its place, which
        // the system notes last of all.
        hasNoEnvironment: field(50) == field(51) && field(26) != "0"
      )
    }

    /// The environment that a process was started with, entries ended by zero bytes; nil when it is not ours to see.
    private static func environment(of processID: Int32) -> [UInt8]? {
      let path = FilePath("/proc/\(processID)/environ")
      guard let file = try? FileDescriptor.open(path, .readOnly, options: .closeOnExec) else { return nil }
      defer { try? file.close() }
      var size = 16 << 10
      while size <= 4 << 20 {
        // In one piece: between two, the process may become another program, and the second would be missing.
        let content = try? [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
          count = try file.read(fromAbsoluteOffset: 0, into: UnsafeMutableRawBufferPointer(buffer))
        }
        guard let content else { return nil }
        if content.count < size { return content }
        size *= 16
      }
      return nil
    }

    /// The number that was last given to a process.
    static var lastProcessID: Int32? {
      guard let text = smallFile("/proc/loadavg"), let last = text.split(separator: UInt8(ascii: " ")).last else {
        return nil
      }
      return Int32(String(decoding: last.prefix { $0 > UInt8(ascii: " ") }, as: UTF8.self))
    }
  }

#else

  extension ProcessTable {
    /// Start times are of the calendar here; no other boot has them.
    package static let boot = ""

    static func processIDs() -> [Int32] {
      let count = proc_listallpids(nil, 0)
      guard count > 0 else { return [] }
      // Room for those that start meanwhile.
      var numbers = [Int32](repeating: 0, count: Int(count) + 64)
      let written = numbers.withUnsafeMutableBytes { proc_listallpids($0.baseAddress, Int32($0.count)) }
      return Array(numbers.prefix(max(0, Int(written)))).filter { $0 > 0 }
    }

    static func entry(_ processID: Int32) -> ProcessEntry? {
      var info = proc_bsdinfo()
      let size = Int32(MemoryLayout<proc_bsdinfo>.size)
      guard proc_pidinfo(processID, PROC_PIDTBSDINFO, 0, &info, size) == size else { return nil }
      return ProcessEntry(
        processID: processID,
        parent: Int32(bitPattern: info.pbi_ppid),
        group: Int32(bitPattern: info.pbi_pgid),
        session: getsid(processID),
        startTime: info.pbi_start_tvsec * 1_000_000 + info.pbi_start_tvusec,
        isZombie: info.pbi_status == UInt32(SZOMB),
        hasNoEnvironment: false
      )
    }

    /// The system shows no other process's environment; processes are told by session, group and parent alone.
    private static func environment(of processID: Int32) -> [UInt8]? { nil }
  }

#endif

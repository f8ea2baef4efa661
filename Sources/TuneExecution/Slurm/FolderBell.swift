import SystemPackage

#if os(Linux)
  // Its sources are not marked as sendable on all systems, which they are.
  @preconcurrency import Dispatch
  import Synchronization
  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #endif
#endif

/// Rings an alarm whenever a file comes into a folder, is replaced or goes, for as long as the bell is kept.
///
/// A hint and no more: only Linux tells, when it has watches left, and of a network file system it tells what this
/// machine did. Whoever waits looks from time to time, too. Files whose names begin with a dot do not ring: they become
/// what is meant when they are renamed.
final class FolderBell: Sendable {
  #if os(Linux)
    private let watch: FolderNotices.Watch?

    init(_ folder: FilePath, _ alarm: Alarm) {
      watch = FolderNotices.shared?.add(folder, alarm)
    }

    deinit {
      if let watch { FolderNotices.shared?.remove(watch) }
    }
  #else
    init(_ folder: FilePath, _ alarm: Alarm) {}
  #endif
}

#if os(Linux)
  /// The system's notices for all bells of the process: a process has few descriptors for them, and many folders.
  private final class FolderNotices: Sendable {
    static let shared = FolderNotices()

    struct Watch: Hashable, Sendable {
      /// The folder's number; all bells of a folder share it.
      var folder: Int32
      var bell: Int
    }

    private struct State {
      var alarms: [Int32: [Int: Alarm]] = [:]
      var lastBell = 0
    }

    private let descriptor: Int32
    private let source: any DispatchSourceRead
    private let state = Mutex(State())

    /// Nil when the system has no descriptor left.
    private init?() {
      let descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
      guard descriptor >= 0 else { return nil }
      self.descriptor = descriptor
      source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
      source.setEventHandler { [unowned self] in ring() }
      source.resume()
    }

    /// Nil when the folder is not there, or the system has no watch left.
    func add(_ folder: FilePath, _ alarm: Alarm) -> Watch? {
      let mask = UInt32(IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR)
      // Notices are read under the lock too, so that none is read before its alarm is known.
      return state.withLock { state in
        let number = folder.withPlatformString { inotify_add_watch(descriptor, $0, mask) }
        guard number >= 0 else { return nil }
        state.lastBell += 1
        state.alarms[number, default: [:]][state.lastBell] = alarm
        return Watch(folder: number, bell: state.lastBell)
      }
    }

    func remove(_ watch: Watch) {
      state.withLock { state in
        state.alarms[watch.folder]?[watch.bell] = nil
        guard state.alarms[watch.folder]?.isEmpty == true else { return }
        state.alarms[watch.folder] = nil
        inotify_rm_watch(descriptor, watch.folder)
      }
    }

    private func ring() {
      let alarms = state.withLock { state in
        var rung: [Alarm] = []
        withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 8) { buffer in
          while case let count = read(descriptor, buffer.baseAddress, buffer.count), count > 0 {
            rung += Self.alarms(in: UnsafeRawBufferPointer(rebasing: buffer[..<count]), &state)
          }
        }
        return rung
      }
      for alarm in alarms { alarm.ring() }
    }

    /// Whom a block of notices concerns.
    private static func alarms(in block: UnsafeRawBufferPointer, _ state: inout State) -> [Alarm] {
      var rung: [Alarm] = []
      var offset = 0
      let headSize = MemoryLayout<inotify_event>.size
      while offset + headSize <= block.count {
        let event = block.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
        let name = offset + headSize
        let isTemporary = event.len > 0 && name < block.count && block[name] == UInt8(ascii: ".")
        if event.mask & UInt32(IN_Q_OVERFLOW) != 0 {
          rung += state.alarms.values.flatMap(\.values)
        } else if event.mask & UInt32(IN_IGNORED) != 0 {
          // The folder is gone.
          rung += (state.alarms.removeValue(forKey: event.wd) ?? [:]).values
        } else if !isTemporary {
          rung += (state.alarms[event.wd] ?? [:]).values
        }
        offset = name + Int(event.len)
      }
      return rung
    }
  }
#endif

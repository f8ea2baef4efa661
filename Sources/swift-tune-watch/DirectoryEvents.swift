@preconcurrency import Dispatch
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Says that something in a folder may have changed. What, is for whoever looks: notices can be lost, and a look
/// finds everything.
struct DirectoryEvents: AsyncSequence, Sendable {
  typealias Element = Void

  private let stream: AsyncStream<Void>

  func makeAsyncIterator() -> AsyncStream<Void>.AsyncIterator { stream.makeAsyncIterator() }

  /// A notice every so often, whether or not anything changed.
  static func polling(every interval: Duration) -> DirectoryEvents {
    DirectoryEvents(
      stream: AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
        let task = Task {
          while !Task.isCancelled {
            continuation.yield()
            try? await Task.sleep(for: interval)
          }
          continuation.finish()
        }
        continuation.onTermination = { _ in task.cancel() }
      }
    )
  }

  /// The system's own notices where there are any (inotify on Linux), and one a minute besides, for what they miss.
  static func system(of folder: FilePath) -> DirectoryEvents {
    #if os(Linux)
      if let events = inotify(folder) { return events }
    #endif
    return polling(every: .seconds(2))
  }
}

#if os(Linux)
  extension DirectoryEvents {
    /// Nil where the system has no watch to give, as when its limit is reached.
    private static func inotify(_ folder: FilePath) -> DirectoryEvents? {
      let descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
      guard descriptor >= 0 else { return nil }
      let mask = UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE)
      guard folder.withPlatformString({ inotify_add_watch(descriptor, $0, mask) }) >= 0 else {
        close(descriptor)
        return nil
      }
      return DirectoryEvents(
        stream: AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
          continuation.yield()
          let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
          source.setEventHandler {
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while read(descriptor, &buffer, buffer.count) > 0 {}
            continuation.yield()
          }
          source.setCancelHandler { close(descriptor) }
          source.resume()
          let timer = DispatchSource.makeTimerSource(queue: .global())
          timer.schedule(deadline: .now() + 60, repeating: 60)
          timer.setEventHandler { continuation.yield() }
          timer.resume()
          continuation.onTermination = { _ in
            source.cancel()
            timer.cancel()
          }
        }
      )
    }
  }
#endif

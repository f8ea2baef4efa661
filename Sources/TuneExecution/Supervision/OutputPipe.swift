#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A pipe that other programs do not inherit; reading from it does not block.
struct OutputPipe {
  let read: Int32
  let write: Int32

  /// Nil when this process has no descriptors left.
  init?() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    // Where this process has its own standard streams closed, their numbers are free; but they are not for pipes.
    for index in ends.indices where ends[index] < 3 {
      let higher = fcntl(ends[index], F_DUPFD, 3)
      if higher >= 0 {
        closeDescriptor(ends[index])
        ends[index] = higher
      }
    }
    read = ends[0]
    write = ends[1]
    // Not in one step with making them, which not all systems can; a program started by others meanwhile would inherit
    // them, and hold them open, which no attempt depends on.
    _ = fcntl(read, F_SETFD, FD_CLOEXEC)
    _ = fcntl(write, F_SETFD, FD_CLOEXEC)
    _ = fcntl(read, F_SETFL, O_NONBLOCK)
  }

  func makeWriterNonBlocking() {
    _ = fcntl(write, F_SETFL, O_NONBLOCK)
  }

  func close() {
    closeDescriptor(read)
    closeDescriptor(write)
  }
}

func closeDescriptor(_ descriptor: Int32) {
  _ = close(descriptor)
}

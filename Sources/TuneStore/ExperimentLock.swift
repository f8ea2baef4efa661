import JSON
import Synchronization
package import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// One writer at a time for a folder: an advisory lock that dies with its owner, however it dies.
///
/// The lock file names the owner, so that who comes second can be told whom to wait for. It is never removed: a lock on
/// a removed file protects nothing.
package final class ExperimentLock: Sendable {
  /// Who holds a lock.
  package struct Owner: Hashable, Sendable {
    package var host: String
    package var processID: Int32

    package init(host: String, processID: Int32) {
      self.host = host
      self.processID = processID
    }
  }

  package enum Failure: Error, Hashable, Sendable {
    /// Nil when the owner has not written its name yet.
    case held(by: Owner?)
    case file(FileFailure)
  }

  private let path: FilePath
  private let descriptor: Mutex<FileDescriptor>

  /// Takes the lock of `path`, whose folder exists.
  package init(_ path: FilePath) throws(Failure) {
    self.path = path
    descriptor = Mutex(try ExperimentLock.take(path))
  }

  deinit {
    // Closing releases the lock, also when a train command's process still holds a copy of nothing: it is close-on-exec.
    descriptor.withLock { try? $0.close() }
  }

  /// Makes sure that the folder is still ours. Whoever removes the lock's file, alone or with the folder, leaves it to the
  /// next who comes: it is taken again, unless somebody did come.
  package func renew() throws(Failure) {
    try descriptor.withLock { (held) throws(Failure) in
      if ExperimentLock.isFile(held, at: path) { return }
      do throws(FileFailure) { try FileSystem.createDirectory(path.removingLastComponent()) } catch {
        throw .file(error)
      }
      let fresh = try ExperimentLock.take(path)
      try? held.close()
      held = fresh
    }
  }

  private static func take(_ path: FilePath) throws(Failure) -> FileDescriptor {
    while true {
      let descriptor: FileDescriptor
      do {
        descriptor = try FileDescriptor.open(
          path,
          .readWrite,
          options: [.create, .closeOnExec],
          permissions: [.ownerReadWrite, .groupReadWrite, .otherRead]
        )
      } catch {
        throw .file(FileFailure("open the lock", path, error as? Errno ?? .ioError))
      }
      guard flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 else {
        let error = Errno(rawValue: errno)
        let owner = ExperimentLock.owner(path)
        try? descriptor.close()
        throw error == .wouldBlock ? .held(by: owner) : .file(FileFailure("lock", path, error))
      }
      // Who held it may have set its folder aside between the two calls, and this is the lock of what was set aside.
      guard isFile(descriptor, at: path) else {
        try? descriptor.close()
        continue
      }
      let owner: JSONValue = ["host": .string(ExperimentLock.hostName), "process": .integer(Int(getpid()))]
      _ = ftruncate(descriptor.rawValue, 0)
      _ = try? descriptor.writeAll(toAbsoluteOffset: 0, Array((owner.serialized() + "\n").utf8))
      return descriptor
    }
  }

  /// Whether an open file is the one at a path.
  private static func isFile(_ descriptor: FileDescriptor, at path: FilePath) -> Bool {
    var (ours, there) = (stat(), stat())
    guard fstat(descriptor.rawValue, &ours) == 0, path.withPlatformString({ stat($0, &there) }) == 0 else {
      return false
    }
    return ours.st_dev == there.st_dev && ours.st_ino == there.st_ino
  }

  /// Who is written in a lock file, whether or not the lock is held.
  package static func owner(_ path: FilePath) -> Owner? {
    guard let bytes = try? FileSystem.contents(of: path), let json = try? JSONValue(parsing: bytes),
      let host = json["host"]?.string, let process = json["process"]?.int
    else { return nil }
    return Owner(host: host, processID: Int32(truncatingIfNeeded: process))
  }

  /// Whether somebody holds the lock now.
  package static func isHeld(_ path: FilePath) -> Bool {
    guard let descriptor = try? FileDescriptor.open(path, .readOnly, options: [.closeOnExec]) else { return false }
    defer { try? descriptor.close() }
    return flock(descriptor.rawValue, LOCK_SH | LOCK_NB) != 0
  }

  private static var hostName: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "unknown host" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

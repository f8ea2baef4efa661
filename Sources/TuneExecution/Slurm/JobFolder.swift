import JSON
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The folder through which the tuner and a job speak, on a file system that both see.
///
/// Each file has one writer and is renamed into place, so that it is absent or whole:
///
/// | file | writer | |
/// | --- | --- | --- |
/// | `spec.json` | tuner | what is to be done, and the job's name; on the disk before the job is submitted |
/// | `job.json` | tuner | the job's number; later its state, for people |
/// | `stop` | tuner | it is to end, or not to begin |
/// | `started.json` | job | it has begun, where and as which job; only one ever can |
/// | `heartbeat` | job | another number from time to time |
/// | `again` | job | it was started once more, and found that it had begun |
/// | `events` | job | a line for each value of a metric |
/// | `result.json` | job | how it went; the only thing that completes an attempt |
/// | `refused` | job | why it could not begin |
struct JobFolder: Hashable, Sendable {
  let path: FilePath

  init(_ path: FilePath) {
    self.path = path
  }

  var spec: FilePath { path.appending("spec.json") }
  var job: FilePath { path.appending("job.json") }
  var stop: FilePath { path.appending("stop") }
  /// There when the job was started once more and found that it had begun before.
  var again: FilePath { path.appending("again") }
  var started: FilePath { path.appending("started.json") }
  var heartbeat: FilePath { path.appending("heartbeat") }
  var events: FilePath { path.appending("events") }
  var result: FilePath { path.appending("result.json") }
  var refused: FilePath { path.appending("refused") }
  var log: FilePath { path.appending("slurm.log") }

  var name: String { path.lastComponent?.string ?? "" }

  /// Creates the folder and those above it.
  func create() throws(Errno) { try Self.create(path) }

  private static func create(_ path: FilePath) throws(Errno) {
    if path.withPlatformString({ mkdir($0, 0o777) }) == 0 { return }
    switch Errno(rawValue: errno) {
    case .fileExists: return
    case .noSuchFileOrDirectory where path.removingLastComponent() != path && !path.removingLastComponent().isEmpty:
      try create(path.removingLastComponent())
      guard path.withPlatformString({ mkdir($0, 0o777) }) == 0 || errno == EEXIST else {
        throw Errno(rawValue: errno)
      }
    case let error: throw error
    }
  }

  /// The next submission of the same attempt, when it is for the same job.
  var nextOfSameJob: JobFolder? {
    let parts = name.split(separator: ".")
    guard parts.count == 2, let number = Int(parts[1]) else { return nil }
    let next = JobFolder(path.removingLastComponent().appending("\(parts[0]).\(number + 1)"))
    next.refresh()
    guard let name = next.read(next.spec)?["name"], name == read(spec)?["name"] else { return nil }
    return next
  }

  /// What a file holds; nil when it is not there or not JSON.
  func read(_ file: FilePath) -> JSONValue? {
    guard let bytes = smallFile(file, limit: 256 << 20) else { return nil }
    return try? JSONValue(parsing: bytes)
  }

  /// What a file holds as text, without the white space around it.
  func text(_ file: FilePath) -> String? {
    smallFile(file).map { String(String(decoding: $0, as: UTF8.self)[...].trimmed) }
  }

  func has(_ file: FilePath) -> Bool { FileIdentity(file) != nil }

  /// Asks the file system what the folder holds: a network file system may not know otherwise of a file that another
  /// machine has made.
  func refresh() { _ = namesInDirectory(path) }

  func write(_ value: JSONValue, to file: FilePath) throws(Errno) {
    try write(value.serializedBytes() + [UInt8(ascii: "\n")], to: file)
  }

  /// Replaces a file in one step; it has reached the disk on return.
  func write(_ bytes: [UInt8], to file: FilePath) throws(Errno) {
    let temporary = Self.temporary(for: file)
    do throws(Errno) {
      try Self.fill(temporary, bytes)
      guard temporary.withPlatformString({ from in file.withPlatformString { rename(from, $0) } }) == 0 else {
        throw Errno(rawValue: errno)
      }
    } catch {
      removeFile(at: temporary)
      throw error
    }
  }

  /// Writes a file that nobody else has written.
  ///
  /// - Returns: whether this was the first. Of many who try on different machines one is.
  func claim(_ value: JSONValue, as file: FilePath) throws(Errno) -> Bool {
    let temporary = Self.temporary(for: file)
    defer { removeFile(at: temporary) }
    try Self.fill(temporary, value.serializedBytes() + [UInt8(ascii: "\n")])
    // A link appears whole and never replaces anything, on network file systems too.
    if temporary.withPlatformString({ from in file.withPlatformString { link(from, $0) } }) == 0 { return true }
    guard errno == EEXIST else { throw Errno(rawValue: errno) }
    return false
  }

  private static func temporary(for file: FilePath) -> FilePath {
    let suffix = String(UInt32.random(in: 0...UInt32.max), radix: 36)
    return file.removingLastComponent().appending(".\(file.lastComponent?.string ?? "file").\(suffix)")
  }

  private static func fill(_ file: FilePath, _ bytes: [UInt8]) throws(Errno) {
    do {
      let descriptor = try FileDescriptor.open(
        file,
        .writeOnly,
        options: [.create, .truncate, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead]
      )
      try descriptor.closeAfter {
        _ = try descriptor.writeAll(bytes)
        guard fsync(descriptor.rawValue) == 0 else { throw Errno(rawValue: errno) }
      }
    } catch {
      throw error as? Errno ?? .ioError
    }
  }
}

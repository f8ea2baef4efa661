import SystemPackage

/// A metrics file that is read while it grows.
final class MetricsFile {
  private let path: FilePath
  private var file: FileDescriptor?
  private var identity: FileIdentity?
  private var offset: Int64 = 0

  enum News {
    case none, some
    /// The file is shorter than what was read of it: it is being written anew. Nothing was read this time.
    case restarted
  }

  init(_ path: FilePath) {
    self.path = path
  }

  /// Whether the file was ever there.
  var exists: Bool { file != nil }

  /// Reads at most `most` bytes of what is new.
  ///
  /// - Throws: `Errno` when the file is there and cannot be read.
  func read(
    most: Int,
    into buffer: UnsafeMutableRawBufferPointer,
    _ consume: (UnsafeRawBufferPointer) -> Void
  ) throws -> News {
    guard let identity = FileIdentity(path) else { return .none }
    if identity.inode != self.identity?.inode || identity.device != self.identity?.device {
      // Replaced by another file, as by a rename; that which was read of the old one is taken to be in it as well.
      try? file?.close()
      file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
      self.identity = identity
    }
    guard let file, identity.isRegular else { return .none }
    if identity.size < offset {
      offset = 0
      return .restarted
    }
    var total = 0
    while total < most, offset < identity.size {
      let count = try file.read(fromAbsoluteOffset: offset, into: buffer)
      if count == 0 { break }
      consume(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      offset += Int64(count)
      total += count
    }
    return total > 0 ? .some : .none
  }

  deinit { try? file?.close() }
}

import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What tells one file from another, and its size.
struct FileIdentity {
  var device: UInt64
  var inode: UInt64
  var size: Int64
  var isRegular: Bool
  var isDirectory: Bool

  /// Nil when there is no such file.
  init?(_ path: FilePath) {
    var status = stat()
    guard path.withPlatformString({ stat($0, &status) }) == 0 else { return nil }
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(truncatingIfNeeded: status.st_ino)
    size = Int64(status.st_size)
    isRegular = status.st_mode & S_IFMT == S_IFREG
    isDirectory = status.st_mode & S_IFMT == S_IFDIR
  }
}

/// Removes a file if it is there.
func removeFile(at path: FilePath) {
  _ = path.withPlatformString { unlink($0) }
}

/// Removes a directory that is empty.
func removeDirectory(at path: FilePath) {
  _ = path.withPlatformString { rmdir($0) }
}

/// Creates an empty file, as far as that can be done.
func createFile(at path: FilePath) {
  let permissions: FilePermissions = [.ownerReadWrite, .groupRead, .otherRead]
  try? FileDescriptor.open(path, .writeOnly, options: [.create, .closeOnExec], permissions: permissions).close()
}

/// Whether this process may search a directory or execute a file.
func mayExecute(_ path: FilePath) -> Bool {
  path.withPlatformString { access($0, X_OK) } == 0
}

/// The names in a directory; none when it cannot be read.
func namesInDirectory(_ path: FilePath) -> [String] {
  guard let directory = path.withPlatformString({ opendir($0) }) else { return [] }
  defer { closedir(directory) }
  var names: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    if name != ".", name != ".." { names.append(name) }
  }
  return names
}

/// A small file's content, such as those below `/proc`; nil when it cannot be read.
func smallFile(_ path: FilePath, limit: Int = 1 << 20) -> [UInt8]? {
  guard let file = try? FileDescriptor.open(path, .readOnly, options: .closeOnExec) else { return nil }
  defer { try? file.close() }
  var content: [UInt8] = []
  var isWhole = false
  withUnsafeTemporaryAllocation(byteCount: 4_096, alignment: 16) { buffer in
    while !isWhole, content.count < limit, let count = try? file.read(into: buffer) {
      content += UnsafeRawBufferPointer(rebasing: buffer[..<count])
      isWhole = count == 0
    }
  }
  return isWhole ? content : nil
}

import Synchronization
package import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The file operations that results need; every failure says what was tried, on which path, and why it failed.
package enum FileSystem {
  /// The bytes of a file; nil when there is none.
  ///
  /// - Parameter limit: larger files are an error, so that a file that is not ours cannot fill the memory.
  package static func contents(of path: FilePath, limit: Int = 1 << 30) throws(FileFailure) -> [UInt8]? {
    let descriptor: FileDescriptor
    do {
      descriptor = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
    } catch let error as Errno where error == .noSuchFileOrDirectory || error == .notDirectory {
      return nil
    } catch {
      throw FileFailure("open", path, error as? Errno ?? .ioError)
    }
    defer { try? descriptor.close() }
    do {
      var bytes: [UInt8] = []
      var status = stat()
      guard fstat(descriptor.rawValue, &status) == 0 else { throw Errno(rawValue: errno) }
      guard status.st_mode & S_IFMT != S_IFDIR else { throw Errno.isDirectory }
      guard status.st_size <= limit else { throw Errno.fileTooLarge }
      // A file of /proc says that its size is 0, and one that grows has more than it says: read to the end.
      var room = max(4096, Int(status.st_size) + 1)
      while true {
        guard bytes.count + room <= limit + 4096 else { throw Errno.fileTooLarge }
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: room))
        let count = try bytes.withUnsafeMutableBytes { try descriptor.read(into: .init(rebasing: $0[start...])) }
        bytes.removeLast(room - count)
        if count == 0 { break }
        room = max(4096, room - count)
      }
      return bytes
    } catch {
      throw FileFailure("read", path, error as? Errno ?? .ioError)
    }
  }

  /// Replaces a file in one step: at any instant it is absent, the old version or the new one.
  ///
  /// - Parameters:
  ///   - synced: whether the new version has reached the disk when this returns.
  ///   - cache: a folder for the half-written file, which stays behind when this process is killed; nil, or where it is
  ///     on another file system: beside `path`.
  package static func replace(
    _ path: FilePath,
    with bytes: [UInt8],
    synced: Bool,
    cache: FilePath? = nil
  ) throws(FileFailure) {
    if let cache {
      do { return try replace(path, with: bytes, synced: synced, by: cache) } catch {
        guard error.errno == .improperLink || error.errno == .noSuchFileOrDirectory else { throw error }
      }
    }
    try replace(path, with: bytes, synced: synced, by: path.removingLastComponent())
  }

  /// - Parameter folder: where the half-written file is.
  private static func replace(
    _ path: FilePath,
    with bytes: [UInt8],
    synced: Bool,
    by folder: FilePath
  ) throws(FileFailure) {
    // A name of its own: two writers must not share a half-written file.
    let serial = serial.add(1, ordering: .relaxed).newValue
    let temporary = folder.appending("\(path.lastComponent?.string ?? "file").\(getpid())-\(serial).tmp")
    do {
      let descriptor = try FileDescriptor.open(
        temporary,
        .writeOnly,
        options: [.create, .truncate, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead]
      )
      do {
        _ = try descriptor.writeAll(bytes)
        if synced { try sync(descriptor) }
        try descriptor.close()
      } catch {
        try? descriptor.close()
        throw error
      }
      guard temporary.withPlatformString({ from in path.withPlatformString { renameFile(from, $0) } }) == 0 else {
        throw Errno(rawValue: errno)
      }
      if synced { try syncDirectory(path.removingLastComponent()) }
    } catch {
      _ = temporary.withPlatformString { unlink($0) }
      throw FileFailure("write", path, error as? Errno ?? .ioError)
    }
  }

  private static let serial = Atomic<Int>(0)

  /// Replaces files one after the other, each in one step, and has all of them reach the disk before it returns: what
  /// is asked of a disk together takes less time than what is asked of it in turn. No file is created and none deleted,
  /// which some file systems are slow at.
  ///
  /// - Parameters:
  ///   - files: what to replace; a path may be there twice.
  ///   - spares: as many files, on the same file system, which the new versions are written into and which are the old
  ///     versions afterwards. One writer at a time may use them.
  ///   - keepingOld: whether the old versions must not be lost, even if the machine stops before the new ones have reached
  ///     the disk. Where they may be, the disk has less to do: a file and where it is found are written at once.
  /// - Returns: how many were replaced, from the first on. The others are as they were, and can be replaced alone.
  package static func replaceTogether(
    _ files: [(path: FilePath, bytes: [UInt8])],
    spares: [FilePath],
    keepingOld: Bool
  ) -> Int {
    guard let exchange = FileExchange.shared else { return 0 }
    var written: [FileDescriptor] = []
    defer { for descriptor in written { try? descriptor.close() } }
    for (file, spare) in zip(files, spares) {
      guard let descriptor = try? writeSpare(spare, file.bytes) else { break }
      written.append(descriptor)
    }
    func synced(_ count: Int) -> Int { written.prefix(count).prefix { (try? sync($0)) != nil }.count }
    func exchanged(_ count: Int) -> Int { (0..<count).prefix { exchange(spares[$0], files[$0].path) }.count }

    let replaced: Int
    if keepingOld {
      replaced = exchanged(synced(written.count))
    } else {
      let count = exchanged(written.count)
      replaced = synced(count)
      for index in (replaced..<count).reversed() { _ = exchange(spares[index], files[index].path) }
    }
    for file in files.prefix(replaced) { try? syncDirectory(file.path.removingLastComponent()) }
    return replaced
  }

  private static func writeSpare(_ spare: FilePath, _ bytes: [UInt8]) throws -> FileDescriptor {
    let descriptor = try FileDescriptor.open(
      spare,
      .writeOnly,
      options: [.create, .truncate, .closeOnExec],
      permissions: [.ownerReadWrite, .groupRead, .otherRead]
    )
    do { _ = try descriptor.writeAll(bytes) } catch {
      try? descriptor.close()
      throw error
    }
    return descriptor
  }

  /// Writes a file in place: who reads it meanwhile may see half of it.
  package static func write(_ path: FilePath, _ bytes: [UInt8]) throws(FileFailure) {
    do {
      let descriptor = try FileDescriptor.open(
        path,
        .writeOnly,
        options: [.create, .truncate, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead]
      )
      try descriptor.closeAfter { _ = try descriptor.writeAll(bytes) }
    } catch {
      throw FileFailure("write", path, error as? Errno ?? .ioError)
    }
  }

  /// Replaces a file unless it holds just these bytes already, so that its time of change stays meaningful.
  ///
  /// - Parameter cache: see `replace`.
  package static func update(_ path: FilePath, with bytes: [UInt8], cache: FilePath? = nil) throws(FileFailure) {
    if let old = try? contents(of: path), old == bytes { return }
    try replace(path, with: bytes, synced: false, cache: cache)
  }

  /// Creates a folder and its parents.
  package static func createDirectory(_ path: FilePath) throws(FileFailure) {
    if path.withPlatformString({ mkdir($0, 0o777) }) == 0 { return }
    let error = Errno(rawValue: errno)
    if error == .noSuchFileOrDirectory, !path.removingLastComponent().isEmpty, path.removingLastComponent() != path {
      try createDirectory(path.removingLastComponent())
      if path.withPlatformString({ mkdir($0, 0o777) }) == 0 || errno == EEXIST { return }
      throw FileFailure("create the folder", path, Errno(rawValue: errno))
    }
    guard error == .fileExists, isDirectory(path) else { throw FileFailure("create the folder", path, error) }
  }

  /// The names in a folder, sorted; none when there is no such folder.
  package static func names(in path: FilePath) throws(FileFailure) -> [String] {
    guard let stream = path.withPlatformString({ opendir($0) }) else {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      throw FileFailure("list", path, Errno(rawValue: errno))
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Removes a file or a folder with all it holds. Links are removed, never followed. Nothing there is fine.
  package static func remove(_ path: FilePath) throws(FileFailure) {
    if path.withPlatformString({ unlink($0) }) == 0 { return }
    var error = Errno(rawValue: errno)
    // A read-only file system refuses to remove what is not there, too.
    guard let kind = kind(path) else { return }
    if kind == .directory {
      for name in try names(in: path) { try remove(path.appending(name)) }
      if path.withPlatformString({ rmdir($0) }) == 0 || errno == ENOENT { return }
      error = Errno(rawValue: errno)
    }
    throw FileFailure("remove", path, error)
  }

  package static func rename(_ from: FilePath, to: FilePath) throws(FileFailure) {
    let result = from.withPlatformString { a in to.withPlatformString { b in renameFile(a, b) } }
    guard result == 0 else { throw FileFailure("rename \(from) to", to, Errno(rawValue: errno)) }
  }

  package enum Kind: Hashable, Sendable {
    case file, directory, link, other
  }

  /// What is at a path, links not followed; nil when there is nothing.
  package static func kind(_ path: FilePath) -> Kind? {
    var status = stat()
    guard path.withPlatformString({ lstat($0, &status) }) == 0 else { return nil }
    return switch status.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .directory
    case S_IFLNK: .link
    default: .other
    }
  }

  package static func isDirectory(_ path: FilePath) -> Bool {
    var status = stat()
    return path.withPlatformString { stat($0, &status) } == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  package static func exists(_ path: FilePath) -> Bool {
    path.withPlatformString { access($0, F_OK) } == 0
  }

  /// The absolute path without links; nil when there is nothing there.
  package static func resolved(_ path: FilePath) -> FilePath? {
    path.withPlatformString { realpath($0, nil) }.map { pointer in
      defer { free(pointer) }
      return FilePath(platformString: pointer)
    }
  }

  package static var currentDirectory: FilePath {
    guard let pointer = getcwd(nil, 0) else { return FilePath("/") }
    defer { free(pointer) }
    return FilePath(platformString: pointer)
  }

  /// The path made absolute against the working directory and without `.` and `..`.
  package static func absolute(_ path: FilePath) -> FilePath {
    (path.isAbsolute ? path : currentDirectory.pushing(path)).lexicallyNormalized()
  }

  private static func sync(_ descriptor: FileDescriptor) throws {
    #if canImport(Darwin)
      // fsync on macOS stops at the drive's cache.
      if fcntl(descriptor.rawValue, F_FULLFSYNC) == 0 { return }
    #endif
    guard fsync(descriptor.rawValue) == 0 else { throw Errno(rawValue: errno) }
  }

  /// A rename is durable once its folder is.
  private static func syncDirectory(_ path: FilePath) throws {
    let folder = path.isEmpty ? FilePath(".") : path
    let descriptor = try FileDescriptor.open(folder, .readOnly, options: [.closeOnExec, .directory])
    defer { try? descriptor.close() }
    // Some network file systems refuse to sync folders; the file itself has been synced.
    _ = fsync(descriptor.rawValue)
  }
}

// Inside the enum `rename` names its own function.
private func renameFile(_ from: UnsafePointer<CChar>, _ to: UnsafePointer<CChar>) -> CInt {
  rename(from, to)
}

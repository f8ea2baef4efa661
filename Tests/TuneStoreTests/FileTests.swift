import SystemPackage
import Testing

@testable import TuneStore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct FileTests {
  @Test func `a file is replaced whole, and a missing one is nil`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path.appending("a")
    #expect(try FileSystem.contents(of: path) == nil)
    let big = [UInt8](repeating: 7, count: 100_000)
    try FileSystem.replace(path, with: big, synced: true)
    #expect(try FileSystem.contents(of: path) == big)
    try FileSystem.replace(path, with: [], synced: false)
    #expect(try FileSystem.contents(of: path) == [])
    #expect(throws: FileFailure.self) { try FileSystem.contents(of: folder.path) }
  }

  @Test func `a file larger than the limit is refused`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path.appending("a")
    try FileSystem.replace(path, with: [UInt8](repeating: 7, count: 100_000), synced: false)
    #expect(throws: FileFailure("read", path, .fileTooLarge)) { try FileSystem.contents(of: path, limit: 10_000) }
  }

  @Test func `an unchanged file keeps its time`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path.appending("a")
    func inode() -> UInt64 {
      var status = stat()
      _ = path.withPlatformString { lstat($0, &status) }
      return UInt64(status.st_ino)
    }
    try FileSystem.update(path, with: [1])
    let first = inode()
    try FileSystem.update(path, with: [1])
    #expect(inode() == first)
    try FileSystem.update(path, with: [2])
    #expect(inode() != first)
  }

  @Test func `failures say what, where and why`() throws {
    let failure = FileFailure("write", "/x/y", .noSpace)
    #expect(
      "\(failure)"
        == "cannot write /x/y: no space left on the device; free some and run again, nothing that was recorded is lost"
    )
    #expect(throws: FileFailure.self) { try FileSystem.replace("/proc/nowhere/x", with: [1], synced: false) }
  }

  @Test func `removing a folder does not follow links`() throws {
    let folder = try TemporaryFolder()
    let kept = folder.path.appending("kept")
    try FileSystem.replace(kept, with: [1], synced: false)
    let gone = folder.path.appending("gone/deep")
    try FileSystem.createDirectory(gone)
    _ = kept.withPlatformString { from in gone.appending("link").withPlatformString { symlink(from, $0) } }
    try FileSystem.remove(folder.path.appending("gone"))
    #expect(try FileSystem.names(in: folder.path) == ["kept"])
    try FileSystem.remove(folder.path.appending("gone"))
  }

  @Test func `a second lock is refused and told who holds the first`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path.appending(".lock")
    do {
      let lock = try ExperimentLock(path)
      #expect(ExperimentLock.isHeld(path))
      let failure = #expect(throws: ExperimentLock.Failure.self) { try ExperimentLock(path) }
      guard case .held(by: let owner?) = failure else {
        Issue.record("\(String(describing: failure))")
        return
      }
      #expect(owner.processID == getpid())
      withExtendedLifetime(lock) {}
    }
    #expect(!ExperimentLock.isHeld(path))
    _ = try ExperimentLock(path)
  }

  @Test func `a lock whose file was removed is taken again, unless somebody else came first`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path.appending("results/.lock")
    try FileSystem.createDirectory(path.removingLastComponent())
    let lock = try ExperimentLock(path)
    try lock.renew()
    try FileSystem.remove(path.removingLastComponent())
    try lock.renew()
    #expect(ExperimentLock.isHeld(path))
    #expect(throws: ExperimentLock.Failure.self) { try ExperimentLock(path) }
    try FileSystem.remove(path)
    let other = try ExperimentLock(path)
    let owner = ExperimentLock.owner(path)
    #expect(throws: ExperimentLock.Failure.held(by: owner)) { try lock.renew() }
    withExtendedLifetime((lock, other)) {}
  }

  @Test func `a half-written file is in the cache, if there is one`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path.appending("a")
    let cache = folder.path.appending("cache")
    try FileSystem.replace(path, with: [1], synced: true, cache: cache)
    #expect(try FileSystem.contents(of: path) == [1])
    try FileSystem.createDirectory(cache)
    // What stops the last step leaves it to be seen, were it not removed.
    try FileSystem.createDirectory(folder.path.appending("b/full"))
    let failure = #expect(throws: FileFailure.self) {
      try FileSystem.replace(folder.path.appending("b"), with: [2], synced: true, cache: cache)
    }
    #expect(failure?.errno == .isDirectory)
    #expect(try FileSystem.names(in: cache) == [])
    // The two on different file systems: beside the file, then.
    try FileSystem.replace(path, with: [3], synced: true, cache: "/dev/shm")
    #expect(try FileSystem.contents(of: path) == [3])
    #expect(try FileSystem.names(in: folder.path) == ["a", "b", "cache"])
  }

  @Test(arguments: [true, false]) func `files are replaced together up to the first that cannot be`(
    _ keepingOld: Bool
  ) throws {
    let folder = try TemporaryFolder()
    let paths = ["a", "b", "c", "a"].map { folder.path.appending($0) }
    let spares = (0..<4).map { folder.path.appending("spare\($0)") }
    let files = zip(paths, [10, 11, 12, 13] as [UInt8]).map { (path: $0, bytes: [$1]) }
    for path in paths { try FileSystem.write(path, [1]) }
    #expect(FileSystem.replaceTogether(files, spares: spares, keepingOld: keepingOld) == 4)
    #expect(try paths.map { try FileSystem.contents(of: $0) } == [[13], [11], [12], [13]])
    #expect(try spares.map { try FileSystem.contents(of: $0) } == [[1], [1], [1], [10]])

    // It takes what is written, and cannot be synced.
    try FileSystem.remove(spares[2])
    #expect(symlink("/dev/null", spares[2].string) == 0)
    for path in paths { try FileSystem.write(path, [1]) }
    #expect(FileSystem.replaceTogether(files, spares: spares, keepingOld: keepingOld) == 2)
    #expect(try paths.map { try FileSystem.contents(of: $0) } == [[10], [11], [1], [10]])
    #expect(paths.allSatisfy { FileSystem.kind($0) == .file })
    #expect(FileSystem.kind(spares[2]) == .link)

    // One is not there.
    try FileSystem.remove(spares[2])
    try FileSystem.remove(paths[1])
    #expect(FileSystem.replaceTogether(files, spares: spares, keepingOld: keepingOld) == 1)
    #expect(FileSystem.kind(paths[1]) == nil)
    #expect(try FileSystem.contents(of: paths[2]) == [1])
  }

  @Test func `SHA-256 of known messages`() throws {
    // FIPS 180-4's examples, and one that crosses the padding's edge.
    #expect(hash("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    )
    #expect(
      hash(String(repeating: "a", count: 1000)) == "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"
    )
    let folder = try TemporaryFolder()
    let path = folder.path.appending("a")
    #expect(try Fingerprint.file(path) == nil)
    try FileSystem.replace(path, with: Array("abc".utf8), synced: false)
    #expect(try Fingerprint.file(path) == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  private func hash(_ text: String) -> String {
    var hash = SHA256()
    for byte in text.utf8 { hash.update(CollectionOfOne(byte)) }
    return hash.hexadecimal()
  }
}

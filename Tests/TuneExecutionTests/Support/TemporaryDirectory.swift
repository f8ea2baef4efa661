import Foundation
import SystemPackage

/// A directory that goes with the value.
final class TemporaryDirectory: Sendable {
  let path: FilePath

  init() throws {
    // Without symbolic links, as programs see it.
    let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    let url = base.appendingPathComponent("swift-tune-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = FilePath(url.path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path.string) }

  func file(_ name: String) -> FilePath { path.appending(name) }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name).string) }

  func bytes(_ name: String) -> [UInt8] {
    FileManager.default.contents(atPath: file(name).string).map { Array($0) } ?? []
  }

  func text(_ name: String) -> String { String(decoding: bytes(name), as: UTF8.self) }

  func write(_ text: String, to name: String, permissions: Int = 0o644) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: file(name).string))
    try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: file(name).string)
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: file(name).string, withIntermediateDirectories: true)
  }
}

import Foundation
import SystemPackage
import Testing

@testable import TuneExecution

@Suite struct LogFileTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  /// What a log holds after `content` came in chunks of the given size.
  private func log(_ content: [UInt8], limit: Int, chunk: Int) -> (bytes: [UInt8], note: String?) {
    var log = LogFile(folder.file("out.log"), limit: limit)
    var rest = content[...]
    while !rest.isEmpty {
      Array(rest.prefix(chunk)).withUnsafeBytes { log.append($0) }
      rest = rest.dropFirst(chunk)
    }
    let note = log.finish()
    return (folder.bytes("out.log"), note)
  }

  @Test(arguments: [1, 3, 10, 64, 1_000])
  func keepsHeadAndTail(chunk: Int) {
    let content = (0..<500).map { UInt8(97 + $0 % 26) }
    for limit in [1, 2, 9, 10, 64, 499] {
      let (bytes, note) = log(content, limit: limit, chunk: chunk)
      let middle = Array("\n[swift-tune left out \(500 - limit) bytes here]\n".utf8)
      #expect(bytes == content.prefix(limit / 2) + middle + content.suffix(limit - limit / 2))
      #expect(note == "out.log: \(500 - limit) bytes in the middle were left out")
    }
    for limit in [500, 501, 10_000] {
      let (bytes, note) = log(content, limit: limit, chunk: chunk)
      #expect(bytes == content)
      #expect(note == nil)
    }
  }

  @Test func isNotMadeForNothing() {
    var log = LogFile(folder.file("out.log"), limit: 100)
    #expect(log.finish() == nil)
    #expect(!folder.exists("out.log"))
  }

  @Test func keepsNothingWhenNothingIsWanted() {
    let (bytes, note) = log(Array("abc".utf8), limit: 0, chunk: 2)
    #expect(bytes == [])
    #expect(note == nil)
  }

  @Test func saysWhyItIsNotComplete() {
    var log = LogFile(folder.file("missing/out.log"), limit: 100)
    Array("abc".utf8).withUnsafeBytes { log.append($0) }
    #expect(log.finish() == "out.log is not complete: No such file or directory")
  }

  #if os(Linux)
    @Test func goesOnWhenTheDiskIsFull() {
      // Every write to that device fails.
      #expect(symlink("/dev/full", folder.file("out.log").string) == 0)
      var log = LogFile(folder.file("out.log"), limit: 100)
      for _ in 1...10 { Array("abc".utf8).withUnsafeBytes { log.append($0) } }
      #expect(log.finish() == "out.log is not complete: No space left on device")
    }
  #endif
}

package import SystemPackage

/// Reads a log from its end on, and what is appended to it.
package struct LogReader: Sendable {
  package let path: FilePath
  /// How much of the file has been read.
  private var position: Int64 = 0
  private let limit: Int
  /// Whether the log has reached its limit: from there on it is written round and round, and nothing can be read in its
  /// order before it is complete.
  package private(set) var isFull = false

  package init(_ path: FilePath, limit: Int) {
    self.path = path
    self.limit = limit
  }

  /// The last lines of the log as it is now; reading goes on after them.
  ///
  /// - Complexity: O(length of those lines).
  package mutating func lastLines(_ count: Int) -> [UInt8] {
    guard let file = try? FileDescriptor.open(path, .readOnly, options: [.closeOnExec]) else { return [] }
    defer { try? file.close() }
    guard let end = try? file.seek(offset: 0, from: .end) else { return [] }
    position = end
    var text: [UInt8] = []
    var start = end
    while start > 0 {
      let length = min(Self.chunk, start)
      start -= length
      text = LogReader.bytes(of: file, from: start, length: Int(length)) + text
      // One newline ends the last line, and one more stands before the first.
      if text.count(where: { $0 == UInt8(ascii: "\n") }) > count { break }
    }
    var newlines = 0
    let ending = text.last == UInt8(ascii: "\n") ? 1 : 0
    for index in text.indices.reversed() where text[index] == UInt8(ascii: "\n") {
      newlines += 1
      if newlines > count - 1 + ending { return Array(text[(index + 1)...]) }
    }
    return text
  }

  /// What has been appended since.
  package mutating func news() -> [UInt8] {
    guard let file = try? FileDescriptor.open(path, .readOnly, options: [.closeOnExec]) else { return [] }
    defer { try? file.close() }
    guard let end = try? file.seek(offset: 0, from: .end) else { return [] }
    // Another attempt began the log anew.
    if end < position { position = 0 }
    isFull = limit > 0 && end >= limit
    guard end > position, !isFull else { return [] }
    let bytes = LogReader.bytes(of: file, from: position, length: Int(min(end - position, Self.most)))
    position += Int64(bytes.count)
    return bytes
  }

  private static let chunk: Int64 = 64 << 10
  private static let most: Int64 = 4 << 20

  private static func bytes(of file: FileDescriptor, from offset: Int64, length: Int) -> [UInt8] {
    (try? [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
      let target = UnsafeMutableRawBufferPointer(buffer)
      while count < length {
        let read = try file.read(
          fromAbsoluteOffset: offset + Int64(count),
          into: UnsafeMutableRawBufferPointer(rebasing: target[count...])
        )
        if read == 0 { break }
        count += read
      }
    }) ?? []
  }
}

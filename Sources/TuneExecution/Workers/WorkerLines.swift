/// Cuts a worker's output into lines, which end with `\n` or `\r\n`.
///
/// Of a line that is too long nothing is kept but that there was one, so that memory stays bounded whatever a worker
/// prints.
package struct WorkerLines: Sendable {
  /// In bytes; far above any answer.
  package static let longestLine = 1 << 20

  package enum Line: Hashable, Sendable {
    /// Without its end.
    case whole([UInt8])
    case tooLong
  }

  private var partial: [UInt8] = []
  private var isSkipping = false

  package init() {}

  /// The lines that end in `bytes`. Linear in their number, however they are cut.
  package mutating func append(_ bytes: UnsafeRawBufferPointer) -> [Line] {
    var lines: [Line] = []
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      take(rest[..<end])
      lines.append(isSkipping ? .tooLong : .whole(partial.last == UInt8(ascii: "\r") ? partial.dropLast() : partial))
      partial.removeAll(keepingCapacity: true)
      isSkipping = false
      rest = rest[(end + 1)...]
    }
    take(rest)
    return lines
  }

  /// What was printed after the last end of a line, when the output has ended; nil when nothing was.
  package mutating func finish() -> Line? {
    defer { self = WorkerLines() }
    return isSkipping ? .tooLong : partial.isEmpty ? nil : .whole(partial)
  }

  private mutating func take(_ bytes: Slice<UnsafeRawBufferPointer>) {
    guard !isSkipping else { return }
    if partial.count + bytes.count > Self.longestLine {
      isSkipping = true
      partial.removeAll()
    } else {
      partial.append(contentsOf: bytes)
    }
  }
}

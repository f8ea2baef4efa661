#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Cuts a stream of bytes into blocks that hold whole lines.
///
/// Lines end with `\n`, `\r\n`, a lone `\r` or a backspace: the latter two are how programs rewrite a line on a
/// terminal. Of a line longer than `longestLine` only the start is delivered, so that memory stays bounded whatever a
/// program prints.
struct LineAssembler {
  /// In bytes; far above any line with a metric in it.
  static let longestLine = 64 << 10

  /// The start of a line whose end has not come, or of which it is not yet known whether its `\r` belongs to a `\r\n`.
  private var partial: [UInt8] = []
  /// In a line of which the start was delivered already.
  private var isSkipping = false

  /// Whether a line was longer than what is read of it.
  private(set) var hasCutLines = false

  static func endsLine(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") || byte == 8
  }

  /// The first end of a line from `start` on.
  ///
  /// - Parameter isNewline: whether lines are known to end with `\n` only.
  static func firstEnd(in bytes: UnsafeRawBufferPointer, from start: Int, isNewline: Bool = false) -> Int? {
    guard start < bytes.count, let base = bytes.baseAddress else { return nil }
    var end = bytes.count
    // The C library looks at many bytes at once.
    func look(for byte: Int32) {
      if let found = memchr(base + start, byte, end - start) { end = UnsafeRawPointer(found) - base }
    }
    look(for: 10)
    if !isNewline {
      look(for: 13)
      look(for: 8)
    }
    return end < bytes.count ? end : nil
  }

  /// Hands the whole lines of `chunk`, with what was left of the one before, to `deliver`.
  mutating func append(_ chunk: UnsafeRawBufferPointer, _ deliver: (UnsafeRawBufferPointer) -> Void) {
    var rest = chunk[...]
    if isSkipping {
      guard let end = Self.firstEnd(in: chunk, from: 0) else { return }
      isSkipping = false
      rest = rest[(end + 1)...]
    }
    if !partial.isEmpty {
      guard var end = Self.firstEnd(in: chunk, from: rest.startIndex), !isUndecided(end, in: rest) else {
        keep(rest, deliver)
        return
      }
      if rest[end] == UInt8(ascii: "\r"), rest[end + 1] == UInt8(ascii: "\n") { end += 1 }
      keep(rest[...end], deliver)
      isSkipping = false
      deliverPartial(deliver)
      rest = rest[(end + 1)...]
    }
    let searched = rest.last == UInt8(ascii: "\r") ? rest.dropLast() : rest
    if let end = searched.lastIndex(where: Self.endsLine) {
      deliver(UnsafeRawBufferPointer(rebasing: rest[...end]))
      rest = rest[(end + 1)...]
    }
    keep(rest, deliver)
  }

  /// Hands over what is left when the stream ends.
  mutating func finish(_ deliver: (UnsafeRawBufferPointer) -> Void) {
    deliverPartial(deliver)
    isSkipping = false
  }

  /// Whether the line's end is a `\r` that the next chunk may continue with `\n`.
  private func isUndecided(_ end: Int, in rest: Slice<UnsafeRawBufferPointer>) -> Bool {
    rest[end] == UInt8(ascii: "\r") && end == rest.endIndex - 1
  }

  private mutating func keep(_ bytes: Slice<UnsafeRawBufferPointer>, _ deliver: (UnsafeRawBufferPointer) -> Void) {
    let room = Self.longestLine - partial.count
    partial.append(contentsOf: bytes.prefix(room))
    guard bytes.count > room else { return }
    hasCutLines = true
    isSkipping = true
    deliverPartial(deliver)
  }

  private mutating func deliverPartial(_ deliver: (UnsafeRawBufferPointer) -> Void) {
    guard !partial.isEmpty else { return }
    partial.withUnsafeBytes { deliver($0) }
    partial.removeAll(keepingCapacity: true)
  }
}

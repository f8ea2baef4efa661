/// The last bytes of a stream.
package struct TailBuffer {
  /// Enough for the lines that an error message shows.
  private static let capacity = 8 << 10
  private static let mostLines = 20
  /// In characters.
  private static let longestLine = 400

  private var bytes: [UInt8] = []
  /// Whether the stream was longer.
  private var isCut = false

  package init() {}

  package mutating func append(_ chunk: UnsafeRawBufferPointer) {
    if chunk.count >= Self.capacity {
      isCut = isCut || !bytes.isEmpty || chunk.count > Self.capacity
      bytes = Array(chunk.suffix(Self.capacity))
      return
    }
    bytes.append(contentsOf: chunk)
    // Room for twice as much makes shifting rare.
    if bytes.count > 2 * Self.capacity {
      isCut = true
      bytes.removeFirst(bytes.count - Self.capacity)
    }
  }

  /// The last lines, without escape sequences and control characters; of text that was rewritten in place, what a
  /// terminal would show at last.
  package var lines: [String] {
    var plain: [UInt8] = []
    bytes.suffix(Self.capacity).withUnsafeBytes { appendPlainText(of: $0, to: &plain) }
    var lines = plain.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    // The first is probably not whole.
    if isCut || bytes.count > Self.capacity, lines.count > 1 { lines.removeFirst() }
    return lines.map(Self.shown).filter { !$0.isEmpty }.suffix(Self.mostLines)
  }

  private static func shown(_ line: ArraySlice<UInt8>) -> String {
    let rewrites = line.split { $0 == UInt8(ascii: "\r") || $0 == 8 }
    let text = String(decoding: rewrites.last ?? [], as: UTF8.self)
    var shown = ""
    for scalar in text.unicodeScalars {
      if scalar == "\t" {
        shown += "  "
      } else if scalar.value >= 0x20, scalar.value != 0x7F, !(0x80...0x9F).contains(scalar.value) {
        shown.unicodeScalars.append(scalar)
      }
    }
    while shown.last == " " { shown.removeLast() }
    return shown.count > longestLine ? shown.prefix(longestLine) + "…" : shown
  }
}

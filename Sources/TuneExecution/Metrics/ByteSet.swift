/// A set of bytes that is looked for in long texts.
struct ByteSet: Sendable {
  private let contains: [Bool]

  init(_ bytes: some Sequence<UInt8>) {
    var contains = [Bool](repeating: false, count: 256)
    for byte in bytes { contains[Int(byte)] = true }
    self.contains = contains
  }

  /// The first position from `start` on with a byte of the set, or the end of the text.
  func firstMark(in text: UnsafeRawBufferPointer, from start: Int) -> Int {
    contains.withUnsafeBufferPointer { contains in
      var position = start
      while position < text.count, !contains[Int(text[position])] { position += 1 }
      return position
    }
  }
}

extension OutputMetricParser {
  enum StepWord {
    case epoch, step
  }

  /// The word that starts at `start`, if it is one that names a step; it may go on.
  static func stepWord(_ line: UnsafeRawBufferPointer, _ start: Int) -> (length: Int, word: StepWord)? {
    switch start + 3 < line.count ? line[start] | 0x20 : 0 {
    case UInt8(ascii: "e"): hasIgnoringCase("epoch", in: line, at: start) ? (5, .epoch) : nil
    case UInt8(ascii: "s"): hasIgnoringCase("step", in: line, at: start) ? (4, .step) : nil
    case UInt8(ascii: "g"): hasIgnoringCase("global_step", in: line, at: start) ? (11, .step) : nil
    case UInt8(ascii: "i") where hasIgnoringCase("iteration", in: line, at: start): (9, .step)
    case UInt8(ascii: "i"): hasIgnoringCase("iter", in: line, at: start) ? (4, .step) : nil
    default: nil
    }
  }

  /// `Epoch 3/10`, `epoch: 3`, `Epoch [3/10]`, `'epoch': 0.34`, `step=1200`.
  static func stepWord(in line: UnsafeRawBufferPointer, at start: Int) -> (StepWord, Double)? {
    guard let (length, word) = stepWord(line, start) else { return nil }
    let end = start + length
    var position = end
    while position < line.count, position - end < 8, isBetweenStepAndNumber(line[position]) { position += 1 }
    guard position > end, position < line.count, DecimalNumber.digit(line[position]) != nil,
      let number = DecimalNumber(line, from: position), number.isWhole || word == .epoch,
      number.end == line.count || !isWordByte(line[number.end])
    else { return nil }
    return (word, number.value)
  }

  static func isStepName(_ line: UnsafeRawBufferPointer, _ name: Range<Int>) -> Bool {
    stepWord(line, name.lowerBound)?.length == name.count
  }

  /// `3/10 [=====>....] - 2s - loss: 0.5`, and the same with a bar of `━`.
  static func isKerasProgress(_ line: UnsafeRawBufferPointer, from first: Int) -> Bool {
    guard let done = DecimalNumber(line, from: first), done.isWhole, done.end < line.count,
      line[done.end] == UInt8(ascii: "/"), let all = DecimalNumber(line, from: done.end + 1), all.isWhole,
      all.end + 1 < line.count, line[all.end] == UInt8(ascii: " ")
    else { return false }
    return line[all.end + 1] == UInt8(ascii: "[") || isBoxDrawing(line, at: all.end + 1)
  }

  static func isBetweenStepAndNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "["),
      UInt8(ascii: "#"), UInt8(ascii: "("), UInt8(ascii: "'"), UInt8(ascii: "\""):
      true
    default: false
    }
  }
}

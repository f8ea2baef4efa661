/// A network as a file, with or without the state of its training.
///
/// The file is one line of text that says what follows, such as
///
///     digits 1 filters 8 hidden 64 activation relu epoch 20 optimizer adam step 680 values 28221
///
/// and then so many numbers: 32-bit floats, the least significant byte first. First come the parameters, in the order of
/// `Network`, then what the optimizer remembers. Without an optimizer its name is `none`.
struct Snapshot: Equatable {
  struct OptimizerState: Equatable {
    var rule: Optimizer.Rule
    var step: Int
    var first: [Float]
    var second: [Float]
  }

  var shape: Network.Shape
  var epoch: Int
  var parameters: [Float]
  var optimizer: OptimizerState?

  /// The contents of the file.
  var bytes: [UInt8] {
    let numbers = parameters + (optimizer?.first ?? []) + (optimizer?.second ?? [])
    let header = """
      digits 1 filters \(shape.filters) hidden \(shape.hidden) activation \(shape.activation) epoch \(epoch) \
      optimizer \(optimizer?.rule.rawValue ?? "none") step \(optimizer?.step ?? 0) values \(numbers.count)\n
      """
    var bytes = Array(header.utf8)
    bytes.reserveCapacity(bytes.count + 4 * numbers.count)
    for number in numbers {
      let bits = number.bitPattern
      for shift in stride(from: UInt32(0), to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
      }
    }
    return bytes
  }

  /// - Parameter name: What messages call the file.
  /// - Throws: `TrainerError` if the contents are not what `bytes` makes.
  init(bytes: [UInt8], name: String) throws {
    guard let snapshot = Self(bytes) else {
      throw TrainerError("\(name) is damaged or not a file of this trainer; remove it to begin afresh")
    }
    self = snapshot
  }

  init(shape: Network.Shape, epoch: Int, parameters: [Float], optimizer: OptimizerState? = nil) {
    self.shape = shape
    self.epoch = epoch
    self.parameters = parameters
    self.optimizer = optimizer
  }

  private init?(_ bytes: [UInt8]) {
    guard let lineEnd = bytes.prefix(200).firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    let words = String(decoding: bytes[..<lineEnd], as: UTF8.self).split(separator: " ").map(String.init)
    let names = ["digits", "filters", "hidden", "activation", "epoch", "optimizer", "step", "values"]
    guard words.count == 2 * names.count,
      names.indices.allSatisfy({ words[2 * $0] == names[$0] }),
      words[1] == "1",
      let filters = Int(words[3]), (1...Options.filterLimit).contains(filters),
      let hidden = Int(words[5]), (1...Options.hiddenLimit).contains(hidden),
      let activation = Activation(rawValue: words[7]),
      let epoch = Int(words[9]), epoch >= 0,
      let step = Int(words[13]), (0..<Int.max).contains(step),
      words[11] == "none" || Optimizer.Rule(rawValue: words[11]) != nil
    else { return nil }

    let rule = Optimizer.Rule(rawValue: words[11])
    let shape = Network.Shape(filters: filters, hidden: hidden, activation: activation)
    let count = shape.parameterCount
    let valueCount = count * (1 + (rule?.stateCount ?? 0))
    guard words[15] == String(valueCount), bytes.count == lineEnd + 1 + 4 * valueCount else { return nil }

    let numbers = stride(from: lineEnd + 1, to: bytes.count, by: 4).map { first in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[first + $1]) << (8 * UInt32($1)) })
    }
    self.init(shape: shape, epoch: epoch, parameters: Array(numbers[..<count]))
    if let rule {
      optimizer = OptimizerState(
        rule: rule,
        step: step,
        first: Array(numbers[count..<2 * count]),
        second: Array(numbers[(2 * count)...])
      )
    }
  }
}

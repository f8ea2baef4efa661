import Testing

@testable import DigitsTrainer

@Suite struct SnapshotTests {
  private let shape = Network.Shape(filters: 1, hidden: 1, activation: .sigmoid)

  private var weights: Snapshot {
    let parameters = (0..<shape.parameterCount).map { Float($0) / 3 - 7 }
    return Snapshot(shape: shape, epoch: 12, parameters: parameters)
  }

  @Test func `a snapshot is read as it was written`() throws {
    #expect(try Snapshot(bytes: weights.bytes, name: "x") == weights)

    var training = weights
    let numbers = weights.parameters
    training.optimizer = Snapshot.OptimizerState(rule: .adam, step: 408, first: numbers, second: numbers.reversed())
    #expect(try Snapshot(bytes: training.bytes, name: "x") == training)
  }

  @Test func `the file says in words what it holds`() {
    let line = String(decoding: weights.bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    #expect(line == "digits 1 filters 1 hidden 1 activation sigmoid epoch 12 optimizer none step 0 values 47")
    // -7 as a 32-bit float, the least significant byte first.
    #expect(Array(weights.bytes[(line.utf8.count + 1)...].prefix(4)) == [0x00, 0x00, 0xE0, 0xC0])
  }

  @Test func `a file cut short or changed in its first line is refused at any place`() {
    let bytes = weights.bytes
    for length in 0..<bytes.count {
      #expect(throws: TrainerError.self) { try Snapshot(bytes: Array(bytes[..<length]), name: "x") }
    }
    let lineLength = bytes.prefix { $0 != UInt8(ascii: "\n") }.count
    for index in 0...lineLength {
      var changed = bytes
      changed[index] = UInt8(ascii: "-")
      #expect(throws: TrainerError.self) { try Snapshot(bytes: changed, name: "x") }
    }
  }

  @Test(arguments: [
    "digits 1 filters 9999999999999 hidden 1 activation relu epoch 1 optimizer none step 0 values 3\n",
    "digits 1 filters 1 hidden 1 activation relu epoch 1 optimizer none step 0 values 9223372036854775807\n",
    "digits 1 filters 1 hidden 1 activation relu epoch 1 optimizer sgd step 9223372036854775807 values 94\n",
    "digits 2 filters 1 hidden 1 activation relu epoch 1 optimizer none step 0 values 47\n",
  ])
  func `numbers that make no sense are refused`(line: String) {
    let zeros = [UInt8](repeating: 0, count: 4 * 94)
    #expect(throws: TrainerError.self) { try Snapshot(bytes: Array(line.utf8) + zeros, name: "x") }
    #expect(throws: TrainerError.self) { try Snapshot(bytes: Array(line.utf8) + zeros[..<188], name: "x") }
  }
}

import Testing

@testable import DigitsTrainer

@Suite struct NetworkTests {
  /// Every parameter is moved a little up and down, and the slope of the loss between compared with the gradient.
  ///
  /// The loss has kinks where another value wins in the pooling or where a `relu` opens: parameters that are near
  /// one have no slope to compare with, and are left out.
  @Test(arguments: Activation.allCases, [0, 0.4] as [Float])
  func `the gradient is the slope of the loss`(activation: Activation, dropout: Float) throws {
    let data = try TemplateFiles.fewDigits.get()
    let shape = Network.Shape(filters: 2, hidden: 3, activation: activation)
    var random = RandomSource(seed: 5)
    var network = Network(shape, random: &random)

    /// The summed loss of three images, and which side of each kink they are on. The same values drop out each time.
    func loss() -> (sum: Double, sides: [Int]) {
      var random = RandomSource(seed: 6)
      var sum = 0.0
      var sides: [Int] = []
      for row in 0..<3 {
        let loss = network.addGradient(
          data.pixels,
          first: row * Dataset.pixelCount,
          label: data.labels[row],
          scale: 0.5,
          dropout: dropout,
          random: &random
        )
        sum += Double(loss)
        sides += network.winners + (network.features + network.hiddenValues).map { $0 > 0 ? 1 : 0 }
      }
      return (sum, sides)
    }
    _ = loss()
    let gradients = network.gradients

    let distance: Float = 0.004
    var compared = 0
    for index in network.parameters.indices {
      let value = network.parameters[index]
      network.parameters[index] = value + distance
      let above = loss()
      network.parameters[index] = value - distance
      let below = loss()
      network.parameters[index] = value
      guard above.sides == below.sides else { continue }
      compared += 1
      let slope = 0.5 * (above.sum - below.sum) / Double(2 * distance)
      #expect(abs(slope - Double(gradients[index])) < 0.001, "parameter \(index)")
    }
    #expect(compared > shape.parameterCount * 9 / 10)
    #expect(gradients.count { abs($0) > 0.01 } > shape.parameterCount / 4)
  }

  @Test func `gradients add up until they are cleared`() throws {
    let data = try TemplateFiles.fewDigits.get()
    var random = RandomSource(seed: 1)
    var network = Network(Network.Shape(filters: 2, hidden: 3, activation: .tanh), random: &random)
    func add(scale: Float) {
      _ = network.addGradient(
        data.pixels,
        first: 0,
        label: data.labels[0],
        scale: scale,
        dropout: 0,
        random: &random
      )
    }
    add(scale: 1)
    add(scale: 2)
    let added = network.gradients
    network.clearGradients()
    #expect(network.gradients.allSatisfy { $0 == 0 })
    add(scale: 3)
    for (sum, single) in zip(added, network.gradients) {
      #expect(abs(sum - single) <= 1e-5)
    }
  }

  @Test func `probabilities sum to one and say how large the loss is`() throws {
    let data = try TemplateFiles.fewDigits.get()
    var random = RandomSource(seed: 2)
    var network = Network(Network.Shape(filters: 3, hidden: 5, activation: .relu), random: &random)
    network.predict(data.pixels, first: 0)
    #expect(network.probabilities.allSatisfy { $0 > 0 })
    #expect(abs(network.probabilities.reduce(0, +) - 1) < 1e-5)

    let likely = network.probabilities.indices.max { network.probabilities[$0] < network.probabilities[$1] }
    let losses = (0..<10).map { network.crossEntropy(label: $0) }
    #expect(losses.indices.min { losses[$0] < losses[$1] } == likely)
  }

  @Test func `a layer's count of parameters is what its shape says`() {
    var random = RandomSource(seed: 3)
    let shape = Network.Shape(filters: 8, hidden: 32, activation: .relu)
    // 9 taps and a bias for each of 8 filters; 4 × 4 × 8 features to 32 values; 32 values to 10 digits.
    #expect(shape.parameterCount == 10 * 8 + (128 + 1) * 32 + (32 + 1) * 10)
    #expect(Network(shape, random: &random).parameters.count == shape.parameterCount)
  }
}

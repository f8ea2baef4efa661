import Testing
import TuneMath

@Suite struct NetworkTests {
  static func network(
    _ shape: Perceptron.Shape,
    _ initialization: Perceptron.Initialization = .lecun,
    seed: UInt64 = 73
  ) -> Perceptron {
    var network = Perceptron(shape)
    var source = RandomSource(seed: seed)
    network.initialize(initialization, hiddenBias: 0.5, using: &source)
    return network
  }

  /// Every activation, as hidden and as output layer, with and without normalization.
  static let shapes: [Perceptron.Shape] =
    Activation.allCases.flatMap { activation in
      [false, true].map {
        .init(
          inputs: 3,
          hidden: [5, 6],
          outputs: 2,
          activation: activation,
          outputActivation: activation,
          normalizesLayers: $0
        )
      }
    } + [.init(inputs: 4, hidden: [], outputs: 3), .init(inputs: 2, hidden: [1], outputs: 1)]

  // MARK: Forward

  @Test func outputsAgreeWithTheFormulas() {
    var network = Perceptron(.init(inputs: 2, hidden: [2], outputs: 1, activation: .tanh))
    // W₁ = [[1, 2], [3, −1]], b₁ = [0.5, −0.5], W₂ = [[2, −3]], b₂ = [0.25]
    network.parameters = [1, 2, 3, -1, 0.5, -0.5, 2, -3, 0.25]
    let (x, y) = (0.3, -0.2)
    let expected =
      2 * hyperbolicTangent(x + 2 * y + 0.5) - 3 * hyperbolicTangent(3 * x - y - 0.5) + 0.25
    #expect(agree(network([x, y], rows: 1)[0], expected, relative: 1e-14))
    #expect(network.shape.parameterCount == 9)
    #expect(Perceptron(.init(inputs: 3, hidden: [5], outputs: 2, normalizesLayers: true)).parameters.count == 42)
  }

  @Test func normalizedLayersHaveMeanZeroAndDeviationOne() {
    var network = Self.network(
      .init(inputs: 3, hidden: [50], outputs: 50, activation: .identity, normalizesLayers: true)
    )
    // The second layer passes the first one on.
    let firstLayer = 3 * 50 + 3 * 50
    for i in firstLayer..<network.parameters.count { network.parameters[i] = 0 }
    for i in 0..<50 { network.parameters[firstLayer + i * 51] = 1 }
    let row = network([10, -7, 2], rows: 1)
    #expect(Statistics.mean(row).magnitude < 1e-12)
    #expect(agree(row.reduce(0) { $0 + $1 * $1 } / 50, 1, relative: 1e-5))
  }

  @Test func aRowDoesNotDependOnItsBatch() {
    for shape in Self.shapes {
      let network = Self.network(shape)
      var source = RandomSource(seed: 79)
      let batch = source.normals(7 * shape.inputs)
      let outputs = network(batch, rows: 7)
      for r in 0..<7 {
        let row = Array(batch[r * shape.inputs..<(r + 1) * shape.inputs])
        #expect(network(row, rows: 1) == Array(outputs[r * shape.outputs..<(r + 1) * shape.outputs]))
      }
    }
  }

  @Test func emptyBatchesHaveEmptyOutputs() {
    let network = Self.network(.init(inputs: 3, hidden: [4], outputs: 2))
    var tape = Perceptron.Tape()
    #expect(network.forward([], rows: 0, tape: &tape) == [])
    var gradient = [Double](repeating: 0, count: network.parameters.count)
    network.backward([], tape: &tape, gradient: &gradient)
    #expect(gradient.allSatisfy { $0 == 0 })
    #expect(network.inputGradient([], tape: &tape) == [])
  }

  @Test func savedParametersRestoreTheNetwork() throws {
    let network = Self.network(Self.shapes[3])
    let restored = try #require(Perceptron(network.shape, parameters: network.parameters))
    #expect(restored == network)
    #expect(Perceptron(network.shape, parameters: Array(network.parameters.dropLast())) == nil)
    var broken = network.parameters
    broken[2] = .nan
    #expect(Perceptron(network.shape, parameters: broken) == nil)
  }

  // MARK: Backward

  @Test(arguments: shapes)
  func gradientsAgreeWithFiniteDifferences(shape: Perceptron.Shape) {
    let network = Self.network(shape)
    let rows = 5
    var source = RandomSource(seed: 83)
    let inputs = source.normals(rows * shape.inputs)
    let weights = source.normals(rows * shape.outputs)
    func loss(_ network: Perceptron, _ inputs: [Double]) -> Double {
      innerProduct(network(inputs, rows: rows), weights)
    }

    var tape = Perceptron.Tape()
    _ = network.forward(inputs, rows: rows, tape: &tape)
    var gradient = [Double](repeating: 0, count: network.parameters.count)
    network.backward(weights, tape: &tape, gradient: &gradient)
    let h = 1e-6
    for i in gradient.indices {
      var (up, down) = (network, network)
      up.parameters[i] += h
      down.parameters[i] -= h
      let difference = (loss(up, inputs) - loss(down, inputs)) / (2 * h)
      #expect(agree(gradient[i], difference, relative: 1e-6, absolute: 1e-8), "parameter \(i)")
    }

    _ = network.forward(inputs, rows: rows, tape: &tape)
    let inputGradient = network.inputGradient(weights, tape: &tape)
    for i in inputs.indices {
      var (up, down) = (inputs, inputs)
      up[i] += h
      down[i] -= h
      let difference = (loss(network, up) - loss(network, down)) / (2 * h)
      #expect(agree(inputGradient[i], difference, relative: 1e-6, absolute: 1e-8), "input \(i)")
    }
  }

  @Test func bothGradientsMayBeTakenFromOneTapeAndAddUp() {
    let network = Self.network(Self.shapes[1])
    var source = RandomSource(seed: 89)
    let inputs = source.normals(4 * 3)
    let weights = source.normals(4 * 2)
    var tape = Perceptron.Tape()
    _ = network.forward(inputs, rows: 4, tape: &tape)
    var once = [Double](repeating: 0, count: network.parameters.count)
    network.backward(weights, tape: &tape, gradient: &once)
    let afterParameters = network.inputGradient(weights, tape: &tape)
    var twice = once
    network.backward(weights, tape: &tape, gradient: &twice)
    #expect(largestDifference(twice, once.map { 2 * $0 }) < 1e-12)
    _ = network.forward(inputs, rows: 4, tape: &tape)
    #expect(network.inputGradient(weights, tape: &tape) == afterParameters)
  }

  @Test func aTapeServesBatchesOfAnySize() {
    let network = Self.network(Self.shapes[2])
    var source = RandomSource(seed: 97)
    var tape = Perceptron.Tape()
    for rows in [5, 1, 8, 3] {
      let inputs = source.normals(rows * 3)
      var fresh = Perceptron.Tape()
      #expect(network.forward(inputs, rows: rows, tape: &tape) == network.forward(inputs, rows: rows, tape: &fresh))
    }
  }

  // MARK: Initialization

  @Test func initialWeightsHaveTheirVariance() {
    let shape = Perceptron.Shape(inputs: 50, hidden: [80], outputs: 1)
    for (initialization, variance) in [(Perceptron.Initialization.lecun, 1.0 / 50), (.he, 2.0 / 50)] {
      let weights = Self.network(shape, initialization).parameters.prefix(4000)
      #expect(agree(Statistics.variance(Array(weights)), variance, relative: 0.1))
    }
    var network = Perceptron(shape)
    var source = RandomSource(seed: 101)
    network.initialize(.he, hiddenBias: 0.5, outputScale: 0.01, using: &source)
    let biases = Array(network.parameters[4000..<4080])
    #expect(agree(Statistics.standardDeviation(biases), 0.5, relative: 0.3))
    #expect(network.parameters[4080..<4160].allSatisfy { $0.magnitude < 0.01 })
    #expect(network.parameters[4160] == 0)
  }

  @Test func orthogonalWeightsAreOrthogonal() {
    for (inputs, outputs) in [(6, 4), (4, 6), (5, 5)] {
      let network = Self.network(
        .init(inputs: inputs, hidden: [], outputs: outputs),
        .orthogonal(gain: 2)
      )
      let w = Matrix(rows: outputs, columns: inputs, elements: Array(network.parameters.prefix(inputs * outputs)))
      let product = inputs >= outputs ? w * w.transposed : w.transposed * w
      let expected = Matrix(diagonal: [Double](repeating: 4, count: min(inputs, outputs)))
      #expect(largestDifference(product.elements, expected.elements) < 1e-13)
    }
  }

  // MARK: Optimization

  @Test func firstAdamStepsAreClosedForms() {
    var adam = Adam(count: 2, learningRate: 0.1)
    var parameters = [1.0, -2.0]
    // The first step is η g/(|g| + ε) whatever the size of g.
    adam.update(&parameters, gradient: [3, -1e-3])
    #expect(agree(parameters[0], 1 - 0.1 * 3 / (3 + 1e-8), relative: 1e-14))
    #expect(agree(parameters[1], -2 + 0.1 * 1e-3 / (1e-3 + 1e-8), relative: 1e-14))
    // The second, with gradient g₂: m̂ = (0.9·0.1 g₁ + 0.1 g₂)/0.19, v̂ = (0.999·0.001 g₁² + 0.001 g₂²)/0.001999.
    let before = parameters
    adam.update(&parameters, gradient: [-1, 0])
    let m = (0.09 * 3 - 0.1) / 0.19
    let v = (0.000999 * 9 + 0.001) / 0.001999
    #expect(agree(parameters[0], before[0] - 0.1 * m / (v.squareRoot() + 1e-8), relative: 1e-12))
    #expect(adam.updates == 2)
  }

  @Test func adamDecaysWeightsAndClipsGradients() {
    var decaying = Adam(count: 1, learningRate: 0.1)
    decaying.weightDecay = 0.5
    var weight = [2.0]
    decaying.update(&weight, gradient: [0])
    #expect(agree(weight[0], 2 * (1 - 0.05), relative: 1e-15))

    var clipping = Adam(count: 2)
    clipping.maximumNorm = 1
    var parameters = [0.0, 0]
    clipping.update(&parameters, gradient: [30, 40])
    #expect(agree(clipping.firstMoments[0], 0.1 * 0.6, relative: 1e-14))
    #expect(agree(clipping.secondMoments[1], 0.001 * 0.64, relative: 1e-14))
  }

  @Test func adamIgnoresGradientsThatAreNotFinite() {
    var adam = Adam(count: 2)
    var parameters = [1.0, 2]
    for bad in [Double.nan, .infinity] {
      let isUpdated = adam.update(&parameters, gradient: [1, bad])
      #expect(!isUpdated)
    }
    #expect(parameters == [1, 2] && adam.updates == 0 && adam.firstMoments == [0, 0])
    adam.update(&parameters, gradient: [1, 1])
    adam.reset()
    #expect(adam == Adam(count: 2))
  }

  @Test func targetNetworksFollowTheirNetwork() {
    let network = Self.network(Self.shapes[0])
    var target = Self.network(Self.shapes[0], seed: 103)
    let start = target.parameters
    target.follow(network, rate: 0.25)
    for i in start.indices {
      #expect(
        agree(target.parameters[i], 0.75 * start[i] + 0.25 * network.parameters[i], relative: 1e-12, absolute: 1e-15)
      )
    }
    target.follow(network, rate: 1)
    #expect(largestDifference(target.parameters, network.parameters) < 1e-15)
  }

  @Test func aNetworkLearnsASmoothFunction() {
    // y = tanh(3 x₁) x₂ at 128 points.
    let count = 128
    let points = Sobol(dimensions: 2, scrambling: .owen(seed: 1)).points(0..<count).map { 2 * $0 - 1 }
    let targets = (0..<count).map { hyperbolicTangent(3 * points[2 * $0]) * points[2 * $0 + 1] }
    var source = RandomSource(seed: 107)
    for activation in [Activation.tanh, .relu] {
      var network = Perceptron(.init(inputs: 2, hidden: [16, 16], outputs: 1, activation: activation))
      network.initialize(.he, using: &source)
      var adam = Adam(count: network.parameters.count, learningRate: 2e-2)
      var tape = Perceptron.Tape()
      for _ in 0..<150 {
        let rows = source.sample(16, below: count)
        let inputs = rows.flatMap { [points[2 * $0], points[2 * $0 + 1]] }
        let outputs = network.forward(inputs, rows: 16, tape: &tape)
        let errors = zip(outputs, rows).map { ($0 - targets[$1]) / 16 }
        var gradient = [Double](repeating: 0, count: network.parameters.count)
        network.backward(errors, tape: &tape, gradient: &gradient)
        adam.update(&network.parameters, gradient: gradient)
      }
      let errors = zip(network(points, rows: count), targets).map { $0 - $1 }
      let share = innerProduct(errors, errors) / Double(count) / Statistics.variance(targets)
      #expect(share < 0.05, "\(activation)")
    }
  }
}

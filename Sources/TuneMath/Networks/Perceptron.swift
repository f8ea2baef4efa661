/// A multi-layer perceptron: dense layers with a nonlinearity between them, all parameters in one array.
///
/// Notation: layer l = 1, …, L maps n_{l−1} values to n_l; B is the number of rows of a batch.
///
///     Z_l = A_{l−1} W_lᵀ + 1 b_lᵀ     B × n_l,   W_l: n_l × n_{l−1},   b_l: n_l                  (1)
///     Y_l = γ_l ∘ (Z_l − μ)/σ + β_l   with layer normalization, hidden layers only              (2)
///     A_l = f_l(Y_l)                  (Y_l = Z_l without normalization)                         (3)
///
/// μ and σ are the mean and standard deviation of a row (Ba, Kiros, Hinton, 2016). A_0 is the input, A_L the output.
///
/// Parameters are W_1, b_1, [γ_1, β_1], W_2, …, matrices row-major: a plain array, to save, average or optimize.
package struct Perceptron: Sendable, Hashable {
  package struct Shape: Sendable, Hashable {
    package var inputs: Int
    package var hidden: [Int]
    package var outputs: Int
    package var activation: Activation
    package var outputActivation: Activation
    package var normalizesLayers: Bool

    package init(
      inputs: Int,
      hidden: [Int],
      outputs: Int,
      activation: Activation = .tanh,
      outputActivation: Activation = .identity,
      normalizesLayers: Bool = false
    ) {
      precondition(inputs >= 0 && outputs >= 0 && hidden.allSatisfy { $0 > 0 }, "layers have a size")
      self.inputs = inputs
      self.hidden = hidden
      self.outputs = outputs
      self.activation = activation
      self.outputActivation = outputActivation
      self.normalizesLayers = normalizesLayers
    }

    /// How many parameters a perceptron of this shape has.
    package var parameterCount: Int { layers.last?.parameters.upperBound ?? 0 }

    /// Every layer's size and place in the parameters.
    var layers: [Layer] {
      var layers: [Layer] = []
      var width = inputs
      for (index, size) in (hidden + [outputs]).enumerated() {
        let isHidden = index < hidden.count
        let layer = Layer(
          inputs: width,
          outputs: size,
          activation: isHidden ? activation : outputActivation,
          isNormalized: isHidden && normalizesLayers,
          start: layers.last?.parameters.upperBound ?? 0
        )
        layers.append(layer)
        width = size
      }
      return layers
    }
  }

  /// One layer's sizes and the offsets of its parameters.
  struct Layer: Sendable, Hashable {
    let inputs: Int
    let outputs: Int
    let activation: Activation
    let isNormalized: Bool
    let start: Int

    var weights: Int { start }
    var biases: Int { start + inputs * outputs }
    /// γ; only with normalization.
    var gains: Int { biases + outputs }
    /// β; only with normalization.
    var offsets: Int { gains + outputs }
    var parameters: Range<Int> { start..<(isNormalized ? offsets : biases) + outputs }
  }

  package let shape: Shape
  let layers: [Layer]

  package var parameters: [Double] {
    didSet { precondition(parameters.count == layers.last?.parameters.upperBound, "parameters fit the shape") }
  }

  /// A perceptron with all weights and biases 0 and gains 1; see ``initialize(_:hiddenBias:outputScale:using:)``.
  package init(_ shape: Shape) {
    self.shape = shape
    layers = shape.layers
    parameters = [Double](repeating: 0, count: shape.parameterCount)
    for layer in layers where layer.isNormalized {
      for i in 0..<layer.outputs { parameters[layer.gains + i] = 1 }
    }
  }

  /// A perceptron with saved parameters.
  ///
  /// - Returns: nil if their number does not fit the shape, or one is not finite.
  package init?(_ shape: Shape, parameters: [Double]) {
    guard parameters.count == shape.parameterCount, parameters.allSatisfy(\.isFinite) else { return nil }
    self.shape = shape
    layers = shape.layers
    self.parameters = parameters
  }

  /// The outputs for a batch, row-major.
  ///
  /// - Parameter inputs: B × n_0, row-major.
  package func callAsFunction(_ inputs: [Double], rows: Int) -> [Double] {
    var tape = Tape()
    return forward(inputs, rows: rows, tape: &tape)
  }
}

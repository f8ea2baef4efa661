#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The function between two layers. Each is increasing, and its slope follows from its value.
enum Activation: String, CaseIterable {
  case relu
  case tanh
  case sigmoid

  /// Replaces each value by the function of it.
  func apply(to values: inout [Float]) {
    switch self {
    case .relu: for index in values.indices { values[index] = max(0, values[index]) }
    case .tanh: for index in values.indices { values[index] = hyperbolicTangent(values[index]) }
    case .sigmoid: for index in values.indices { values[index] = 1 / (1 + exp(-values[index])) }
    }
  }

  /// Turns the gradient by the function's values into the gradient by its arguments.
  func backpropagate(_ gradient: inout [Float], values: [Float]) {
    for index in gradient.indices {
      let value = values[index]
      switch self {
      case .relu: gradient[index] = value > 0 ? gradient[index] : 0
      case .tanh: gradient[index] *= 1 - value * value
      case .sigmoid: gradient[index] *= value * (1 - value)
      }
    }
  }

  /// The variance of a weight, times the number of inputs, that keeps signals at one size from layer to layer:
  /// He et al. (2015) for `relu`, which silences half of its inputs, and Glorot and Bengio (2010) for the others.
  var initialGain: Float {
    self == .relu ? 2 : 1
  }
}

/// Inside `Activation` the name `tanh` is the case; this is the function.
private func hyperbolicTangent(_ value: Float) -> Float {
  tanh(value)
}

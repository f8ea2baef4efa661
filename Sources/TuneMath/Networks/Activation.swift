/// The nonlinearity of a layer, applied to each element.
package enum Activation: String, Sendable, Hashable, CaseIterable {
  case identity
  case tanh
  /// max(z, 0)
  case relu
  /// z for z > 0, eᶻ − 1 below
  case elu
  /// z/(1 + e⁻ᶻ)
  case silu
  /// 1/(1 + e⁻ᶻ)
  case sigmoid

  /// Writes f(z) for every element. `values` may be the same memory as `z`.
  func apply(_ z: UnsafePointer<Double>, into values: UnsafeMutablePointer<Double>, count: Int) {
    // One loop for each case: the choice outside, so that the loops become vector code.
    switch self {
    case .identity: for i in 0..<count { values[i] = z[i] }
    case .tanh: for i in 0..<count { values[i] = hyperbolicTangent(z[i]) }
    case .relu: for i in 0..<count { values[i] = z[i] > 0 ? z[i] : 0 }
    case .elu: for i in 0..<count { values[i] = z[i] > 0 ? z[i] : exponential(z[i]) - 1 }
    case .silu: for i in 0..<count { values[i] = z[i] * logistic(z[i]) }
    case .sigmoid: for i in 0..<count { values[i] = logistic(z[i]) }
    }
  }

  /// Multiplies gradients with respect to values by f′(z), which makes them gradients with respect to z.
  ///
  /// - Parameters:
  ///   - z: What f was applied to.
  ///   - values: f(z), from which most slopes follow without another exponential.
  func chain(
    _ gradient: UnsafeMutablePointer<Double>,
    z: UnsafePointer<Double>,
    values: UnsafePointer<Double>,
    count: Int
  ) {
    switch self {
    case .identity: break
    case .tanh: for i in 0..<count { gradient[i] *= 1 - values[i] * values[i] }
    case .relu: for i in 0..<count { gradient[i] = z[i] > 0 ? gradient[i] : 0 }
    case .elu: for i in 0..<count { gradient[i] *= z[i] > 0 ? 1 : values[i] + 1 }
    case .silu:
      for i in 0..<count {
        let s = logistic(z[i])
        gradient[i] *= s * (1 + z[i] * (1 - s))
      }
    case .sigmoid: for i in 0..<count { gradient[i] *= values[i] * (1 - values[i]) }
    }
  }
}

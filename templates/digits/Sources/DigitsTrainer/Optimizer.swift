#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Moves parameters against their gradient.
struct Optimizer {
  enum Rule: String, CaseIterable {
    /// Stochastic gradient descent with momentum.
    case sgd
    /// Adam (Kingma and Ba, 2015) with its usual β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸.
    case adam

    /// Numbers remembered for each parameter.
    var stateCount: Int { self == .adam ? 2 : 1 }
  }

  struct Settings: Equatable {
    var rule: Rule
    var learningRate: Float

    /// The share of the velocity that stays at each step, in 0 ..< 1. `adam` ignores it.
    var momentum: Float

    /// Each step takes `learningRate` × `weightDecay` off every parameter, apart from the gradient: "decoupled" decay
    /// (Loshchilov and Hutter, 2019), for both rules.
    var weightDecay: Float
  }

  let settings: Settings

  /// Steps taken so far.
  private(set) var step = 0

  /// For `sgd` the velocity; for `adam` the running mean of the gradient.
  private(set) var first: [Float]

  /// For `adam` the running mean of the squared gradient; empty for `sgd`.
  private(set) var second: [Float]

  init(_ settings: Settings, parameterCount: Int) {
    self.settings = settings
    first = Array(repeating: 0, count: parameterCount)
    second = Array(repeating: 0, count: (settings.rule.stateCount - 1) * parameterCount)
  }

  /// Goes on from the state of an earlier run with the same rule and the same number of parameters.
  mutating func resume(step: Int, first: [Float], second: [Float]) {
    precondition(first.count == self.first.count && second.count == self.second.count)
    self.step = step
    self.first = first
    self.second = second
  }

  mutating func update(_ parameters: inout [Float], gradients: [Float]) {
    precondition(parameters.count == first.count && gradients.count == first.count)
    step += 1
    switch settings.rule {
    case .sgd:
      settings.descend(&parameters, gradients, velocity: &first, count: parameters.count)
    case .adam:
      settings.adapt(&parameters, gradients, mean: &first, square: &second, step: step, count: parameters.count)
    }
  }
}

// One step of each rule, over bare memory: each pointer is to `count` numbers.
extension Optimizer.Settings {
  fileprivate func descend(
    _ parameters: UnsafeMutablePointer<Float>,
    _ gradients: UnsafePointer<Float>,
    velocity: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    let kept = 1 - learningRate * weightDecay
    for index in 0..<count {
      velocity[index] = flushed(momentum * velocity[index] + gradients[index])
      parameters[index] = kept * parameters[index] - learningRate * velocity[index]
    }
  }

  fileprivate func adapt(
    _ parameters: UnsafeMutablePointer<Float>,
    _ gradients: UnsafePointer<Float>,
    mean: UnsafeMutablePointer<Float>,
    square: UnsafeMutablePointer<Float>,
    step: Int,
    count: Int
  ) {
    let kept = 1 - learningRate * weightDecay
    // Both means begin at zero; these factors take that bias away (Kingma and Ba, section 3).
    let meanScale = 1 / (1 - pow(0.9, Float(step)))
    let squareScale = 1 / (1 - pow(0.999, Float(step)))
    for index in 0..<count {
      let gradient = gradients[index]
      mean[index] = flushed(0.9 * mean[index] + 0.1 * gradient)
      square[index] = 0.999 * square[index] + 0.001 * gradient * gradient
      let direction = mean[index] * meanScale / ((square[index] * squareScale).squareRoot() + 1e-8)
      parameters[index] = kept * parameters[index] - learningRate * direction
    }
  }
}

/// Zero for a number too small to matter.
///
/// What is remembered of a weight that has no gradient any more shrinks at each step, down to subnormal numbers, with
/// which most processors are many times slower.
private func flushed(_ value: Float) -> Float {
  value.magnitude < 1e-30 ? 0 : value
}

/// Adam (Kingma, Ba, 2015) with decoupled weight decay (Loshchilov, Hutter, 2019) and clipping of the gradient's norm.
///
/// Notation: θ parameters, g gradient, m and v its running first and second moments, t the number of updates, η
/// `learningRate`, λ `weightDecay`.
///
///     g ← g · min(1, `maximumNorm`/‖g‖)                                                         (1)
///     m ← β₁ m + (1 − β₁) g,   v ← β₂ v + (1 − β₂) g²                                          (2)
///     θ ← θ − η (m/(1 − β₁ᵗ))/(√(v/(1 − β₂ᵗ)) + ε) − η λ θ                                     (3)
package struct Adam: Sendable, Hashable {
  package var learningRate: Double
  package var beta1 = 0.9
  package var beta2 = 0.999
  package var epsilon = 1e-8
  package var weightDecay = 0.0
  /// Larger gradients are scaled down to this Euclidean norm.
  package var maximumNorm = Double.infinity

  /// m, v and t: the state to save with the parameters.
  package private(set) var firstMoments: [Double]
  package private(set) var secondMoments: [Double]
  package private(set) var updates = 0

  /// - Parameter count: Number of parameters.
  package init(count: Int, learningRate: Double = 1e-3) {
    self.learningRate = learningRate
    firstMoments = [Double](repeating: 0, count: count)
    secondMoments = [Double](repeating: 0, count: count)
  }

  /// Moves the parameters against the gradient. O(count), about 5 ns each.
  ///
  /// - Returns: false, with nothing changed, if the gradient is not finite: one overflow must not spoil a network.
  @discardableResult
  package mutating func update(_ parameters: inout [Double], gradient: [Double]) -> Bool {
    precondition(
      parameters.count == firstMoments.count && gradient.count == firstMoments.count,
      "every parameter has a derivative"
    )
    let norm = euclideanNorm(gradient)
    guard norm.isFinite else { return false }
    updates += 1
    let clip = norm > maximumNorm ? maximumNorm / norm : 1
    let correction1 = 1 - power(beta1, Double(updates))
    let correction2 = 1 - power(beta2, Double(updates))
    let step = learningRate / correction1
    let scale = 1 / correction2
    let decay = 1 - learningRate * weightDecay
    let (b1, b2, epsilon) = (beta1, beta2, epsilon)
    let count = parameters.count
    parameters.withUnsafeMutableBufferPointer { theta in
      gradient.withUnsafeBufferPointer { gradient in
        firstMoments.withUnsafeMutableBufferPointer { m in
          secondMoments.withUnsafeMutableBufferPointer { v in
            for i in 0..<count {
              let g = clip * gradient[i]
              m[i] = b1 * m[i] + (1 - b1) * g
              v[i] = b2 * v[i] + (1 - b2) * g * g
              theta[i] = decay * theta[i] - step * m[i] / ((scale * v[i]).squareRoot() + epsilon)
            }
          }
        }
      }
    }
    return true
  }

  /// Forgets the moments, as before the first update.
  package mutating func reset() {
    for i in firstMoments.indices { (firstMoments[i], secondMoments[i]) = (0, 0) }
    updates = 0
  }
}

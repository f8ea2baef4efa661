import TuneMath

/// The value function: K networks that judge actions by where they land.
///
/// An action's consequence is known (1), so its value depends on the landing alone, as in games with afterstates (R. Sutton,
/// A. Barto, "Reinforcement learning", 2018, section 6.8). With the reward of (2):
///
///     Q_k(x, a) = U_k(x′) − φ(x)                                                    (5)
///     U_k(x′) = (1 − γ) φ(x′) + γ min(U_i, U_j)(x″),   x″ = x′ + δ ∘ π(x′)              (6)
///
/// (6) is what r + γ Q(x′, π(x′)) becomes. The lesser of two critics, here two of the K drawn at random, is not carried away by
/// its own errors: clipped double Q-learning (S. Fujimoto et al., "Addressing function approximation error in actor-critic
/// methods", 2018; TD3), and with K > 2 randomized ensembles of it (X. Chen et al., REDQ, 2021).
///
/// | symbol | name here | shape |
/// |---|---|---|
/// | U_k = f_k + β p_k | ``values(_:)`` | D → 32 → 32 → 1, tanh |
/// | p_k | `priors` | as f_k, never trained |
/// | w_ik | `weights` | n × K: how much trial i counts for critic k, exponential with mean 1 |
///
/// p_k and w_ik make the critics disagree where there are no trials, which is how much there is to learn there (I. Osband
/// et al., "Randomized prior functions for deep reinforcement learning", 2018). With a world model β = 0.
struct Critics: Sendable {
  private(set) var networks: [Perceptron]
  private let priors: [Perceptron]
  private var optimizers: [Adam]
  private var tapes: [Perceptron.Tape]
  /// β.
  private let priorScale: Double

  static let learningRate = 3e-3
  /// Larger errors count as this.
  private static let largestError = 3.0

  /// K.
  var count: Int { networks.count }

  init(dimension: Int, count: Int, priorScale: Double, using source: inout RandomSource) {
    let shape = Perceptron.Shape(inputs: dimension, hidden: [32, 32], outputs: 1)
    var made: [Perceptron] = []
    var priors: [Perceptron] = []
    for _ in 0..<count {
      var network = Perceptron(shape)
      network.initialize(.lecun, hiddenBias: 0.5, outputScale: 0.1, using: &source)
      made.append(network)
      var prior = Perceptron(shape)
      prior.initialize(.lecun, hiddenBias: 0.5, using: &source)
      priors.append(prior)
    }
    networks = made
    self.priors = priors
    self.priorScale = priorScale
    optimizers = made.map {
      var optimizer = Adam(count: $0.parameters.count, learningRate: Critics.learningRate)
      optimizer.beta2 = 0.99
      return optimizer
    }
    tapes = Array(repeating: Perceptron.Tape(), count: count)
  }

  /// U_k of each state: a list for each critic.
  mutating func values(_ states: Rows) -> [[Double]] {
    let inputs = Self.inputs(states)
    return networks.indices.map { value(of: $0, inputs, states.count) }
  }

  /// The lesser U of two critics, for each state.
  mutating func lesser(_ i: Int, _ j: Int, _ states: Rows) -> [Double] {
    let inputs = Self.inputs(states)
    let (a, b) = (value(of: i, inputs, states.count), value(of: j, inputs, states.count))
    return a.indices.map { min(a[$0], b[$0]) }
  }

  /// Mean and standard deviation of U over the critics, for each state.
  mutating func judge(_ states: Rows) -> (means: [Double], sds: [Double]) {
    let values = values(states)
    let k = Double(count)
    let means = (0..<states.count).map { i in values.reduce(0) { $0 + $1[i] } / k }
    let sds = means.indices.map { i in
      (values.reduce(0) { $0 + ($1[i] - means[i]) * ($1[i] - means[i]) } / k).squareRoot()
    }
    return (means, sds)
  }

  /// ∂Ū/∂x of each state: D for each.
  mutating func slopes(_ states: Rows) -> [Double] {
    let inputs = Self.inputs(states)
    var slopes = [Double](repeating: 0, count: inputs.count)
    // x enters as 2x − 1.
    let share = [Double](repeating: 2 / Double(count), count: states.count)
    for k in networks.indices {
      _ = networks[k].forward(inputs, rows: states.count, tape: &tapes[k])
      add(networks[k].inputGradient(share, tape: &tapes[k]), 1, to: &slopes)
      if priorScale > 0 {
        _ = priors[k].forward(inputs, rows: states.count, tape: &tapes[k])
        add(priors[k].inputGradient(share, tape: &tapes[k]), priorScale, to: &slopes)
      }
    }
    return slopes
  }

  /// One step of Adam towards the targets, the squared error weighted.
  ///
  /// - Parameters:
  ///   - targets: (6) of each state.
  ///   - weights: K for each state.
  mutating func improve(_ states: Rows, targets: [Double], weights: [Double]) {
    let inputs = Self.inputs(states)
    for k in networks.indices {
      let values = value(of: k, inputs, states.count)
      let errors = values.indices.map { i in
        let error = (values[i] - targets[i]) * weights[i * count + k]
        return min(max(error, -Critics.largestError), Critics.largestError) / Double(states.count)
      }
      var gradient = [Double](repeating: 0, count: networks[k].parameters.count)
      networks[k].backward(errors, tape: &tapes[k], gradient: &gradient)
      var parameters = networks[k].parameters
      optimizers[k].update(&parameters, gradient: gradient)
      networks[k].parameters = parameters
    }
  }

  /// Follow other critics, as their targets: θ ← θ + τ (θ′ − θ).
  mutating func follow(_ other: Critics, rate: Double) {
    for k in networks.indices { networks[k].follow(other.networks[k], rate: rate) }
  }

  private mutating func value(of k: Int, _ inputs: [Double], _ rows: Int) -> [Double] {
    let prior = priorScale > 0 ? priors[k].forward(inputs, rows: rows, tape: &tapes[k]) : []
    // The network comes last: the tape is then its own, for the backward pass.
    var values = networks[k].forward(inputs, rows: rows, tape: &tapes[k])
    for i in prior.indices { values[i] += priorScale * prior[i] }
    return values
  }

  private static func inputs(_ states: Rows) -> [Double] { states.elements.map { 2 * $0 - 1 } }
}

private func add(_ values: [Double], _ factor: Double, to sums: inout [Double]) {
  for i in sums.indices { sums[i] += factor * values[i] }
}

import TuneMath

/// The policy network: proposes an adjustment to a configuration.
///
/// | symbol | meaning | shape |
/// |---|---|---|
/// | s | state: the configuration x with its ``Surroundings`` | D × 13 |
/// | a = π(s; θ) | action, in [−1, 1] | D |
///
/// One small perceptron (13 → 16 → 1, tanh) is asked for every coordinate by itself: what it sees is the coordinate's
/// value and what is known along that coordinate. So one policy is at home in every space, of whatever parameters, can be
/// saved in one experiment and reused in another, and learns from every coordinate at once.
///
/// It learns by the deterministic policy gradient (D. Silver et al., 2014): uphill on what the critics U_k think of the
/// landing x′ of (1),
///
///     ∇_θ J = mean_x Σ_d δ_d ∂Ū/∂x′_d ∇_θ a_d,   Ū = mean_k U_k                                    (4)
///
/// less 10⁻³ |a|²/2, which keeps actions from sticking to their bounds.
struct Policy: Sendable {
  private(set) var network: Perceptron
  private var optimizer: Adam
  private var tape = Perceptron.Tape()

  static let shape = Perceptron.Shape(
    inputs: Surroundings.featureCount,
    hidden: [16],
    outputs: 1,
    outputActivation: .tanh
  )
  static let learningRate = 2e-3
  private static let penalty = 1e-3

  /// A policy whose actions are all near 0.
  init(using source: inout RandomSource) {
    var network = Perceptron(Policy.shape)
    network.initialize(.lecun, hiddenBias: 0.5, outputScale: 0.1, using: &source)
    self.init(network)
  }

  init(_ network: Perceptron) {
    self.network = network
    optimizer = Adam(count: network.parameters.count, learningRate: Policy.learningRate)
    optimizer.beta2 = 0.99
  }

  /// a: D for each state.
  func actions(_ states: Rows, in surroundings: Surroundings) -> [Double] {
    network(surroundings.features(states), rows: states.elements.count)
  }

  /// a, remembered for ``climb(_:after:steps:)``.
  mutating func practise(_ states: Rows, in surroundings: Surroundings) -> [Double] {
    network.forward(surroundings.features(states), rows: states.elements.count, tape: &tape)
  }

  /// One step of Adam along (4), right after these actions were practised.
  ///
  /// - Parameters:
  ///   - steps: δ.
  ///   - slopes: ∂Ū/∂x′ at the actions' landings, D for each.
  mutating func climb(_ slopes: [Double], after actions: [Double], steps: [Double]) {
    let count = Double(actions.count / max(1, steps.count))
    // Adam descends, so signs are turned.
    let outputGradient = actions.indices.map { place in
      (Policy.penalty * actions[place] - steps[place % steps.count] * slopes[place]) / count
    }
    var gradient = [Double](repeating: 0, count: network.parameters.count)
    network.backward(outputGradient, tape: &tape, gradient: &gradient)
    var parameters = network.parameters
    optimizer.update(&parameters, gradient: gradient)
    network.parameters = parameters
  }

  /// Follows another policy, as its target: θ ← θ + τ (θ′ − θ).
  mutating func follow(_ other: Policy, rate: Double) { network.follow(other.network, rate: rate) }
}

extension Perceptron {
  /// Polyak averaging: moves the parameters a share τ of the way to another network's, θ ← θ + τ (θ′ − θ). A target
  /// network follows its network so.
  package mutating func follow(_ other: Perceptron, rate: Double) {
    precondition(shape == other.shape, "averages need equal shapes")
    var average = parameters
    for i in average.indices { average[i] += rate * (other.parameters[i] - average[i]) }
    parameters = average
  }
}

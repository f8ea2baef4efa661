import Testing

@testable import DigitsTrainer

@Suite struct OptimizerTests {
  private func settings(_ rule: Optimizer.Rule, momentum: Float = 0, weightDecay: Float = 0) -> Optimizer.Settings {
    Optimizer.Settings(rule: rule, learningRate: 0.1, momentum: momentum, weightDecay: weightDecay)
  }

  @Test func `sgd goes against the gradient and keeps a share of its velocity`() {
    var optimizer = Optimizer(settings(.sgd, momentum: 0.5), parameterCount: 2)
    var parameters: [Float] = [1, 1]
    optimizer.update(&parameters, gradients: [1, -2])
    optimizer.update(&parameters, gradients: [1, -2])
    // Velocities 1 and then 0.5 × 1 + 1.
    #expect(abs(parameters[0] - (1 - 0.1 * 2.5)) < 1e-6)
    #expect(abs(parameters[1] - (1 + 0.2 * 2.5)) < 1e-6)
    #expect(optimizer.step == 2)
  }

  @Test func `adam moves by its learning rate under a constant gradient of any size`() {
    var optimizer = Optimizer(settings(.adam), parameterCount: 2)
    var parameters: [Float] = [0, 0]
    for _ in 0..<5 { optimizer.update(&parameters, gradients: [100, -0.01]) }
    #expect(abs(parameters[0] + 0.5) < 1e-4)
    #expect(abs(parameters[1] - 0.5) < 1e-4)
  }

  @Test(arguments: Optimizer.Rule.allCases)
  func `weight decay shrinks a parameter without a gradient`(rule: Optimizer.Rule) {
    var optimizer = Optimizer(settings(rule, weightDecay: 0.5), parameterCount: 1)
    var parameters: [Float] = [1]
    for _ in 0..<3 { optimizer.update(&parameters, gradients: [0]) }
    #expect(abs(parameters[0] - 0.95 * 0.95 * 0.95) < 1e-6)
  }

  @Test func `what is remembered ends at zero and not among the slow subnormal numbers`() {
    var optimizer = Optimizer(settings(.adam), parameterCount: 1)
    var parameters: [Float] = [1]
    optimizer.update(&parameters, gradients: [1])
    for _ in 0..<1000 { optimizer.update(&parameters, gradients: [0]) }
    #expect(optimizer.first == [0])
  }
}

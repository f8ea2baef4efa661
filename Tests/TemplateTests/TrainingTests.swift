import Testing

@testable import DigitsTrainer

@Suite struct TrainingTests {
  private func training(_ arguments: [String] = [], digits: Result<Dataset, any Error>) throws -> Training {
    let small = ["--filters=3", "--hidden=12", "--activation=relu", "--optimizer=adam", "--batch-size=16"]
    let data = try digits.get()
    return Training(try Options(arguments: small + arguments), data: data, split: Split(labels: data.labels))
  }

  @Test func `three epochs are enough to recognise most digits`() throws {
    var training = try training(["--learning-rate=0.01"], digits: TemplateFiles.allDigits)
    let before = training.evaluate(training.split.validation)
    let losses = (0..<3).map { _ in training.runEpoch() }
    let after = training.evaluate(training.split.validation)
    #expect(before.metrics.accuracy < 0.3)
    #expect(after.metrics.accuracy > 0.85)
    #expect(after.loss < before.loss)
    #expect(losses[2] < losses[0])
  }

  @Test func `equal seeds give equal weights, and other seeds others`() throws {
    func weights(seed: Int) throws -> [Float] {
      var training = try training(["--seed=\(seed)", "--dropout=0.3"], digits: TemplateFiles.fewDigits)
      _ = training.runEpoch()
      return training.network.parameters
    }
    #expect(try weights(seed: 4) == weights(seed: 4))
    #expect(try weights(seed: 4) != weights(seed: 5))
  }

  @Test func `each epoch has its own chances`() throws {
    // Weights that hardly move: what differs from epoch to epoch is what drops out.
    var training = try training(["--learning-rate=1e-20", "--dropout=0.5"], digits: TemplateFiles.fewDigits)
    let losses = (0..<3).map { _ in training.runEpoch() }
    #expect(Set(losses).count == 3)
  }

  @Test(arguments: Optimizer.Rule.allCases)
  func `training that goes on from a checkpoint ends as if it had never stopped`(rule: Optimizer.Rule) throws {
    let arguments = ["--dropout=0.3", "--optimizer=\(rule)", "--momentum=0.9"]
    var whole = try training(arguments, digits: TemplateFiles.fewDigits)
    for _ in 0..<3 { _ = whole.runEpoch() }

    var first = try training(arguments, digits: TemplateFiles.fewDigits)
    _ = first.runEpoch()
    var second = try training(arguments, digits: TemplateFiles.fewDigits)
    try second.resume(from: Snapshot(bytes: first.snapshot.bytes, name: "checkpoint"))
    for _ in 0..<2 { _ = second.runEpoch() }

    #expect(second.epoch == 3)
    #expect(second.network.parameters == whole.network.parameters)
    #expect(second.snapshot == whole.snapshot)
  }

  @Test func `a checkpoint of another network is refused`() throws {
    let small = try training(digits: TemplateFiles.fewDigits)
    var large = try training(["--hidden=13"], digits: TemplateFiles.fewDigits)
    let error = try #require(throws: TrainerError.self) { try large.resume(from: small.snapshot) }
    #expect(error.description.contains("filters 3, hidden 12, relu"))
  }

  @Test func `another optimizer takes the weights of a checkpoint and begins its own memory`() throws {
    var adam = try training(digits: TemplateFiles.fewDigits)
    _ = adam.runEpoch()
    var sgd = try training(["--optimizer=sgd"], digits: TemplateFiles.fewDigits)
    try sgd.resume(from: adam.snapshot)
    #expect(sgd.network.parameters == adam.network.parameters)
    #expect(sgd.optimizer.step == 0)
  }
}

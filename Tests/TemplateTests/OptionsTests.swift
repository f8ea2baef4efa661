import Testing

@testable import DigitsTrainer

@Suite struct OptionsTests {
  @Test func `both forms of an option are understood`() throws {
    let separate = try Options(arguments: ["--learning-rate", "1e-05", "--optimizer", "adam", "--hidden", "64"])
    let joined = try Options(arguments: ["--learning-rate=1e-05", "--optimizer=adam", "--hidden=64"])
    #expect(separate == joined)
    #expect(separate.optimizer.learningRate == 1e-5)
    #expect(separate.optimizer.rule == .adam)
    #expect(separate.shape.hidden == 64)
  }

  @Test func `the environment of a trial gives seed, folders and budget`() throws {
    let environment = [
      "TUNE_TRIAL_DIR": "trials/0007", "TUNE_SEED": "18446744073709551615", "TUNE_BUDGET": "3", "TUNE_CHECKPOINT": "c",
    ]
    let options = try Options(arguments: ["--epochs=20"], environment: { environment[$0] })
    #expect(options.output == "trials/0007")
    #expect(options.seed == .max)
    #expect(options.epochs == 3)
    #expect(options.checkpoint == "c")
  }

  @Test func `an empty variable is none, and a fraction of an epoch is an epoch`() throws {
    #expect(try Options(environment: { _ in "" }) == Options())
    #expect(try Options(environment: { $0 == "TUNE_BUDGET" ? "0.4" : nil }).epochs == 1)
  }

  @Test func `the command line comes before the environment's seed and folder`() throws {
    let environment = ["TUNE_SEED": "5", "TUNE_TRIAL_DIR": "e"]
    let options = try Options(arguments: ["--seed=-1", "--output=o"], environment: { environment[$0] })
    #expect(options.seed == .max)
    #expect(options.output == "o")
  }

  @Test(arguments: [
    (["--learning-rate", "0"], "--learning-rate: expected a number above 0, not '0'"),
    (["--learning-rate", "nan"], "--learning-rate: expected a number above 0, not 'nan'"),
    (["--momentum=1"], "--momentum: expected a number from 0 to below 1, not '1'"),
    (["--dropout=x"], "--dropout: expected a number from 0 to below 1, not 'x'"),
    (["--weight-decay=-1"], "--weight-decay: expected a number of at least 0, not '-1'"),
    (["--hidden=0"], "--hidden: expected a whole number from 1 to 4096, not '0'"),
    (["--epochs=2.5"], "--epochs: expected a whole number from 1 to 1000000, not '2.5'"),
    (["--seed=one"], "--seed: expected a whole number, not 'one'"),
    (["--optimizer=adamm"], "--optimizer: expected one of sgd, adam, not 'adamm'"),
    (["--activation="], "--activation: expected one of relu, tanh, sigmoid, not ''"),
    (["--lr=1"], "unknown option '--lr'; --help lists the options"),
    (["12"], "unknown option '12'; --help lists the options"),
    (["--hidden"], "--hidden needs a value"),
  ])
  func `a mistake is answered with what to write`(arguments: [String], message: String) throws {
    let error = try #require(throws: TrainerError.self) { try Options(arguments: arguments) }
    #expect(error.description == message)
  }
}

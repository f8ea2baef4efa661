import SystemPackage
import Testing
import TuneExecution
import TuneModel

@Suite struct AttemptEnvironmentTests {
  private var environment = AttemptEnvironment(
    trial: 42,
    trialDirectory: "/results/trials/0042",
    parameters: "/results/trials/0042/parameters.json",
    metrics: "/results/trials/0042/metrics.jsonl",
    checkpoint: "/results/trials/0042/checkpoint",
    seed: 18_446_744_073_709_551_615,
    assignment: ["learning_rate": .float(0.001), "layers": .int(3), "amsgrad": .bool(true), "loss": .string("a b")]
  )

  @Test func tellsAboutTheTrial() {
    let variables = environment.variables(inheriting: ["HOME": "/home/someone"])
    #expect(variables["HOME"] == "/home/someone")
    #expect(variables["TUNE_TRIAL"] == "42")
    #expect(variables["TUNE_TRIAL_DIR"] == "/results/trials/0042")
    #expect(variables["TUNE_PARAMETERS"] == "/results/trials/0042/parameters.json")
    #expect(variables["TUNE_METRICS"] == "/results/trials/0042/metrics.jsonl")
    #expect(variables["TUNE_CHECKPOINT"] == "/results/trials/0042/checkpoint")
    #expect(variables["TUNE_SEED"] == "18446744073709551615")
    #expect(variables["TUNE_FOLD"] == nil)
    #expect(variables["TUNE_BUDGET"] == nil)
  }

  @Test func namesParametersInCapitals() {
    let variables = environment.variables(inheriting: [:])
    #expect(variables["TUNE_PARAM_LEARNING_RATE"] == "0.001")
    #expect(variables["TUNE_PARAM_LAYERS"] == "3")
    #expect(variables["TUNE_PARAM_AMSGRAD"] == "true")
    #expect(variables["TUNE_PARAM_LOSS"] == "a b")
    #expect(AttemptEnvironment.variable(forParameter: "größe-1.x") == "TUNE_PARAM_GR_SSE_1_X")
  }

  @Test func writesWholeBudgetsWithoutAFraction() {
    var environment = environment
    environment.fold = 2
    environment.budget = 20
    #expect(environment.variables(inheriting: [:])["TUNE_BUDGET"] == "20")
    #expect(environment.variables(inheriting: [:])["TUNE_FOLD"] == "2")
    environment.budget = 0.5
    #expect(environment.variables(inheriting: [:])["TUNE_BUDGET"] == "0.5")
  }

  @Test func doesNotPassOnWhatAnOuterExperimentSet() {
    let variables = environment.variables(inheriting: [
      "TUNE_FOLD": "3", "TUNE_BUDGET": "9", "TUNE_PARAM_MOMENTUM": "0.9", "TUNE_TRIAL": "1", "TUNE_ATTEMPT": "outer#1",
      "TUNER": "mine",
    ])
    #expect(variables["TUNE_FOLD"] == nil)
    #expect(variables["TUNE_BUDGET"] == nil)
    #expect(variables["TUNE_PARAM_MOMENTUM"] == nil)
    #expect(variables["TUNE_TRIAL"] == "42")
    #expect(variables["TUNER"] == "mine")
    // It tells the outer experiment's processes, to which these belong.
    #expect(variables["TUNE_ATTEMPT"] == "outer#1")
  }

  @Test func letsTheManifestOverrideWhatIsInheritedButNotTheContract() {
    var environment = environment
    environment.entries = [
      .init(name: "OMP_NUM_THREADS", value: "1"), .init(name: "PYTHONUNBUFFERED", value: "0"),
      .init(name: "TUNE_SEED", value: "7"),
    ]
    let variables = environment.variables(inheriting: ["OMP_NUM_THREADS": "8"])
    #expect(variables["OMP_NUM_THREADS"] == "1")
    #expect(variables["PYTHONUNBUFFERED"] == "0")
    #expect(variables["TUNE_SEED"] == "18446744073709551615")
  }

  @Test func asksPythonForItsOutputAtOnceUnlessSomebodyDecidedOtherwise() {
    #expect(environment.variables(inheriting: [:])["PYTHONUNBUFFERED"] == "1")
    #expect(environment.variables(inheriting: ["PYTHONUNBUFFERED": ""])["PYTHONUNBUFFERED"] == "")
  }
}

package import SystemPackage
package import TuneModel

/// What a train command finds in its environment.
package struct AttemptEnvironment: Hashable, Sendable {
  package var trial: Int
  package var trialDirectory: FilePath
  /// The JSON file with the parameters.
  package var parameters: FilePath
  /// The file of JSON lines that the command may append metrics to.
  package var metrics: FilePath
  /// The directory to resume from and to save to.
  package var checkpoint: FilePath
  package var seed: UInt64
  package var fold: Int?
  package var budget: Double?
  package var assignment: Assignment
  /// The manifest's own entries, placeholders filled in.
  package var entries: [Experiment.EnvironmentEntry]

  package init(
    trial: Int,
    trialDirectory: FilePath,
    parameters: FilePath,
    metrics: FilePath,
    checkpoint: FilePath,
    seed: UInt64,
    fold: Int? = nil,
    budget: Double? = nil,
    assignment: Assignment,
    entries: [Experiment.EnvironmentEntry] = []
  ) {
    self.trial = trial
    self.trialDirectory = trialDirectory
    self.parameters = parameters
    self.metrics = metrics
    self.checkpoint = checkpoint
    self.seed = seed
    self.fold = fold
    self.budget = budget
    self.assignment = assignment
    self.entries = entries
  }

  /// All variables: those inherited, then the manifest's entries, then ours.
  ///
  /// Of the inherited ones, those that an outer experiment set for itself are left out: a trial may run a tuner. Python
  /// is asked not to hold its output back, unless somebody decided otherwise: metrics are watched while they come.
  package func variables(inheriting inherited: [String: String]) -> [String: String] {
    var variables = inherited.filter { !Self.isOurs($0.key) }
    if variables["PYTHONUNBUFFERED"] == nil { variables["PYTHONUNBUFFERED"] = "1" }
    for entry in entries { variables[entry.name] = entry.value }
    for (name, value) in assignment { variables[Self.variable(forParameter: name)] = value.description }
    variables["TUNE_TRIAL"] = String(trial)
    variables["TUNE_TRIAL_DIR"] = trialDirectory.string
    variables["TUNE_PARAMETERS"] = parameters.string
    variables["TUNE_METRICS"] = metrics.string
    variables["TUNE_CHECKPOINT"] = checkpoint.string
    variables["TUNE_SEED"] = String(seed)
    if let fold { variables["TUNE_FOLD"] = String(fold) }
    if let budget { variables["TUNE_BUDGET"] = Self.text(budget) }
    return variables
  }

  /// `TUNE_PARAM_` and the parameter's name in capitals; what is neither a letter from A to Z nor a digit becomes `_`.
  package static func variable(forParameter name: String) -> String {
    var variable = "TUNE_PARAM_"
    for scalar in name.uppercased().unicodeScalars {
      let isKept = ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
      variable.unicodeScalars.append(isKept ? scalar : "_")
    }
    return variable
  }

  private static func isOurs(_ name: String) -> Bool {
    name.hasPrefix("TUNE_") && (ours.contains(name) || name.hasPrefix("TUNE_PARAM_"))
  }

  private static let ours: Set<String> = [
    "TUNE_TRIAL", "TUNE_TRIAL_DIR", "TUNE_PARAMETERS", "TUNE_METRICS", "TUNE_CHECKPOINT", "TUNE_SEED", "TUNE_FOLD",
    "TUNE_BUDGET",
  ]

  /// Budgets are usually whole numbers of epochs, which programs read as such.
  private static func text(_ budget: Double) -> String {
    Int(exactly: budget).map(String.init) ?? budget.description
  }
}

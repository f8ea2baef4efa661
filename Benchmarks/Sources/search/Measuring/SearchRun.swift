import Foundation

/// One search of one task from beginning to end, as a line of the results file.
struct SearchRun: Codable, Sendable {
  struct Key: Hashable, Codable, Sendable {
    var task: String
    var strategy: String
    var batch: Int
    var seed: Int
  }

  var key: Key
  /// True values of the best trial at each budget; nil while every trial had failed.
  var incumbents: [Double?]
  /// The median over proposals.
  var secondsPerProposal: Double
  var peakMemory: Int?

  init(_ key: Key, _ task: BenchmarkTask, tool: URL) throws {
    let serve = try ServeProcess(tool, task, strategy: key.strategy, seed: key.seed, batch: key.batch)
    defer { serve.end() }
    var noise = task.noiseGenerator(seed: key.seed)
    var incumbent = Incumbent()
    var seconds: [Double] = []
    let total = BenchmarkTask.budgets.max() ?? 0
    var count = 0
    while count < total {
      let asked = try serve.ask(min(key.batch, total - count))
      // A finite space has been searched through: the incumbent stays.
      guard !asked.trials.isEmpty else { break }
      for trial in asked.trials {
        let truth = task.value(trial.parameters)
        let seen = truth.map { task.observed($0, &noise) }
        incumbent.add(seen: seen, truth: truth)
        seconds.append(asked.seconds / Double(asked.trials.count))
        try serve.tell(trial.id, seen)
      }
      count += asked.trials.count
    }
    var incumbents = incumbent.atBudgets
    while incumbents.count < BenchmarkTask.budgets.count { incumbents.append(incumbents.last ?? nil) }
    self.key = key
    self.incumbents = incumbents
    secondsPerProposal = seconds.median
    peakMemory = serve.peakMemory
  }
}

extension [Double] {
  /// Not a number when there is none.
  var median: Double {
    guard !isEmpty else { return .nan }
    let ordered = sorted()
    return (ordered[(count - 1) / 2] + ordered[count / 2]) / 2
  }

  var mean: Double { isEmpty ? .nan : reduce(0, +) / Double(count) }
}

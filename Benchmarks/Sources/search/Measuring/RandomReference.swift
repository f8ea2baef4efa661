/// What random search reaches: the 0 of the score.
struct RandomReference: Sendable {
  private let task: BenchmarkTask
  /// The median over many runs, at each budget.
  let medians: [Double]

  init(_ task: BenchmarkTask, runs: Int = 201) {
    self.task = task
    let incumbents = (0..<runs).map { run in
      var generator = SeededGenerator("random \(task.name) \(run)")
      var noise = SeededGenerator("random noise \(task.name) \(run)")
      var incumbent = Incumbent()
      var tried: Set<Assignment> = []
      for _ in 0..<(BenchmarkTask.budgets.max() ?? 0) {
        var assignment = task.space.sample(&generator)
        if task.space.isFinite {
          // As `random`, which never repeats itself; every table has far more rows than there are trials.
          while !tried.insert(assignment).inserted { assignment = task.space.sample(&generator) }
        }
        let truth = task.value(assignment)
        incumbent.add(seen: truth.map { task.observed($0, &noise) }, truth: truth)
      }
      return incumbent.atBudgets.map { $0 ?? .infinity }
    }
    medians = BenchmarkTask.budgets.indices.map { budget in incumbents.map { $0[budget] }.median }
  }

  /// 100 at the best known value, 0 at random's median, cut off at ±100; one per budget.
  ///
  /// Nil where random's median is the best known value: at that budget the task tells nothing.
  func scores(_ incumbents: [Double?]) -> [Double?] {
    zip(incumbents, medians).map { value, median in
      let range = median - task.best
      guard range > 1e-9 else { return nil }
      guard let value else { return -100 }
      return Swift.min(Swift.max(100 * (1 - (value - task.best) / range), -100), 100)
    }
  }
}

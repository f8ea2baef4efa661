import TuneModel

/// The finished trials as a model sees them, in the order in which they ended.
struct Observations: Sendable {
  /// Of several objectives it is the first one's loss that stands here; see ``scalarized(forTrial:)``.
  enum Result: Sendable, Hashable {
    case completed(Double)
    /// Stopped early at this loss.
    case pruned(Double)
    /// Without a finite loss.
    case failed
  }

  let geometry: CubeGeometry
  private(set) var rows: Rows
  private(set) var results: [Result] = []
  /// Numbers of the trials.
  private(set) var numbers: [Int] = []
  /// One for each objective, of each trial; kept only where there are several.
  private(set) var losses: [[Double]] = []
  /// By what the losses were made one, where there are several.
  private(set) var tradeOff: TradeOff?

  let problem: Problem

  init(_ problem: Problem, _ geometry: CubeGeometry) {
    self.problem = problem
    self.geometry = geometry
    rows = Rows(dimension: geometry.dimension)
  }

  var count: Int { results.count }

  /// Learns what is new in a history.
  mutating func update(with history: History) {
    for trial in history.finished.dropFirst(count) {
      rows.append(geometry.row(of: trial.assignment))
      numbers.append(trial.number)
      var loss = problem.loss(of: trial)
      if problem.objectives.count > 1 {
        let all = problem.losses(of: trial)
        losses.append(all)
        if !all.allSatisfy(\.isFinite) { loss = nil }
      }
      let result: Result =
        switch trial.outcome {
        case .completed: loss.map(Result.completed) ?? .failed
        case .pruned: loss.map(Result.pruned) ?? .failed
        case .failed: .failed
        }
      results.append(result)
    }
  }

  /// The same trials with other results.
  func replacing(_ results: [Result], _ tradeOff: TradeOff) -> Observations {
    var copy = self
    copy.results = results
    copy.tradeOff = tradeOff
    return copy
  }

  /// The best completed trial of the first `n`, as an index; the earliest of equals.
  func best(ofFirst n: Int) -> Int? {
    var best: (index: Int, loss: Double)?
    for i in 0..<n {
      if case .completed(let loss) = results[i], best.map({ loss < $0.loss }) ?? true { best = (i, loss) }
    }
    return best?.index
  }
}

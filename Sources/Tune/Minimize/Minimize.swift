import TuneModel
import TuneSearch

/// Finds where a function is smallest, in as few evaluations as possible.
///
/// The strategies are those of experiments, but nothing is written to files. Evaluations that throw count as failed: the
/// search learns from them and goes on. Evaluated one at a time, a function without randomness gives the same trials
/// every time.
///
/// - Parameters:
///   - objective: What is made smallest. It may be called several times at once if `parallel` is above 1.
///   - space: Where.
///   - trials: How many evaluations there are; fewer when the space has no more.
///   - strategy: The name of a strategy, as manifests have it.
///   - seed: Where the search's randomness starts.
///   - parallel: How many evaluations run at a time.
/// - Throws: ``SearchError`` when the space or the strategy is none, or nothing worked: no trial gave a value, or not one
///   of the first five. `CancellationError` when the task was cancelled.
public func minimize(
  _ objective: @escaping @Sendable (Parameters) async throws -> Double,
  in space: SearchSpace,
  trials: Int,
  strategy: String = "auto",
  seed: UInt64 = 0,
  parallel: Int = 1
) async throws -> SearchResult {
  let search = ClosureSearch(objective: objective, direction: .minimize, trials: trials, parallel: parallel)
  return try await search.run(space.space(), strategy: strategy, seed: seed)
}

/// Finds where a function is largest; see ``minimize(_:in:trials:strategy:seed:parallel:)``.
public func maximize(
  _ objective: @escaping @Sendable (Parameters) async throws -> Double,
  in space: SearchSpace,
  trials: Int,
  strategy: String = "auto",
  seed: UInt64 = 0,
  parallel: Int = 1
) async throws -> SearchResult {
  let search = ClosureSearch(objective: objective, direction: .maximize, trials: trials, parallel: parallel)
  return try await search.run(space.space(), strategy: strategy, seed: seed)
}

/// One search for a closure's best value.
private struct ClosureSearch {
  let objective: @Sendable (Parameters) async throws -> Double
  let direction: Objective.Direction
  let trials: Int
  let parallel: Int

  private struct Evaluation: Sendable {
    var asked: AskTell.Asked
    var result: Result<Double, any Error>
  }

  func run(_ space: Space, strategy: String, seed: UInt64) async throws -> SearchResult {
    let problem = Problem(
      space: space,
      objectives: [Objective(metric: "value", direction: direction)],
      seed: seed,
      trials: trials,
      parallel: max(1, parallel)
    )
    let choice = StrategyChoice(name: strategy)
    let declarations = StrategyCatalog.declarations.filter { !$0.continuesTrials }
    guard declarations.contains(where: { $0.name == strategy }),
      let search = AskTell(problem, search: Experiment.Search(strategy: choice, seed: seed))
    else {
      throw SearchError.strategy(strategy, known: declarations.map(\.name))
    }
    let ended = await evaluate(search)
    try Task.checkCancellation()
    return try result(ended.sorted { $0.number < $1.number }, problem.objectives[0])
  }

  /// The trials in the order in which they ended; not all when the task was cancelled.
  private func evaluate(_ search: AskTell) async -> [SearchResult.Trial] {
    var search = search
    var ended: [SearchResult.Trial] = []
    await withTaskGroup(of: Evaluation.self) { group in
      var begun = 0
      var running = 0
      while true {
        while running < max(1, parallel), begun < trials, !Task.isCancelled, !isHopeless(ended),
          let asked = search.ask(1).first
        {
          begun += 1
          running += 1
          let objective = objective
          group.addTask {
            do {
              return Evaluation(asked: asked, result: .success(try await objective(parameters(asked))))
            } catch {
              return Evaluation(asked: asked, result: .failure(error))
            }
          }
        }
        guard let evaluation = await group.next() else { return }
        running -= 1
        let trial = trial(evaluation)
        ended.append(trial)
        // Cannot fail: the trial was asked for, and has one value or none.
        try? search.tell(trial.number, trial.value.map { .values([$0]) } ?? .failed)
      }
    }
    return ended
  }

  /// Whether it is the function that fails, and not some of its places.
  private func isHopeless(_ ended: [SearchResult.Trial]) -> Bool {
    ended.count >= Scheduler.firstFailures && ended.allSatisfy { $0.value == nil }
  }

  private func trial(_ evaluation: Evaluation) -> SearchResult.Trial {
    var value: Double?
    var failure: String?
    switch evaluation.result {
    case .success(let number) where number.isFinite: value = number
    case .success(let number): failure = "the value is \(number.isNaN ? "not a number" : "infinite")"
    case .failure(let error): failure = "\(error)"
    }
    return SearchResult.Trial(
      number: evaluation.asked.id,
      parameters: parameters(evaluation.asked),
      value: value,
      failure: failure,
      reason: evaluation.asked.proposal.explanation.why
    )
  }

  private func result(_ trials: [SearchResult.Trial], _ objective: Objective) throws -> SearchResult {
    var best: (value: Double, parameters: Parameters)?
    for trial in trials {
      if let value = trial.value, best.map({ objective.isBetter(value, than: $0.value) }) ?? true {
        best = (value, trial.parameters)
      }
    }
    guard let best else { throw SearchError.noValue(trials.last?.failure ?? "there were no trials") }
    return SearchResult(value: best.value, parameters: best.parameters, trials: trials)
  }
}

private func parameters(_ asked: AskTell.Asked) -> Parameters { Parameters(assignment: asked.proposal.assignment) }

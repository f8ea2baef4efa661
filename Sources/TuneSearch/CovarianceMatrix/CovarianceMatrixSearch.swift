import JSON
import TuneMath
import TuneModel

/// CMA-ES: a normal distribution that learns where good trials are, and which steps lead to better ones.
///
/// For long searches over mostly continuous spaces: with thousands of trials it goes where models become slow, to
/// many digits. Integers and switches keep a margin (``LevelMargin``), choices have probabilities of their own
/// (``ChoiceDistribution``). The first distribution is learned from whatever was tried before
/// (``WarmStart``), an ``InitialDesign`` at least.
struct CovarianceMatrixSearch: Strategy {
  private let options: CovarianceMatrixOptions
  private let dimensions: EvolutionDimensions
  private var ground: Groundwork
  /// The state after `folded` finished trials.
  private var evolution: Evolution?
  private var folded = 0
  /// The same with the slots open that running trials have, and those looked at for the next. Kept apart: which slots are open
  /// changes when the known ones among them arrive, and that must depend on the finished trials only.
  private var ahead: Evolution?
  /// How many finished trials the evolution started from.
  private var start: Int?

  static let entry = StrategyCatalog.Entry(
    StrategyDeclaration(
      name: "cmaes",
      summary: "CMA evolution strategy: for hundreds to thousands of trials in mostly continuous spaces.",
      options: CovarianceMatrixOptions.declarations
    )
  ) { problem, options in
    CovarianceMatrixSearch(problem, CovarianceMatrixOptions(options), name: "cmaes")
  }

  init(_ problem: Problem, _ options: CovarianceMatrixOptions, name: String) {
    self.options = options
    ground = Groundwork(problem, name: name, designed: options.startup)
    dimensions = EvolutionDimensions(ground.geometry)
  }

  mutating func propose(_ count: Int, given history: History) -> [Proposal] {
    history.inTurn(count) { history in
      ground.update(with: history)
      guard ground.geometry.dimension > 0 else { return ground.drawn(history) }
      // A restarted experiment may have fewer trials than its design once had; its evolution goes on.
      if ground.isDesigning(history), history.evolutionStart == nil, let proposal = ground.designed(history) {
        return proposal
      }
      fold(history)
      return sampled(history) ?? ground.drawn(history)
    }
  }

  // MARK: The fold

  private mutating func fold(_ history: History) {
    if start == nil {
      start = history.evolutionStart ?? history.finished.count
      folded = start ?? 0
      evolution = Evolution(
        dimensions,
        start: warmStart(first: folded),
        populationSize: populationSize,
        seed: ground.problem.seed
      )
      for i in 0..<folded { learn(history.finished[i], i) }
      evolution?.advance()
    }
    while folded < history.finished.count {
      learn(history.finished[folded], folded)
      evolution?.advance()
      folded += 1
    }
  }

  private mutating func learn(_ trial: FinishedTrial, _ index: Int) {
    ahead = nil
    let loss: Double? =
      switch ground.observations.results[index] {
      case .completed(let loss), .pruned(let loss): loss
      case .failed: nil
      }
    let details = trial.explanation.details
    let slot = details["generation"]?.int == evolution?.generation ? details["slot"]?.int : nil
    evolution?.learn(
      trial: trial.number,
      key: AssignmentKey(trial.assignment, in: ground.problem.space),
      loss: loss,
      slot: slot
    )
  }

  private var populationSize: Int {
    options.population ?? max(EvolutionConstants.populationSize(dimension: dimensions.count), ground.problem.parallel)
  }

  private func warmStart(first n: Int) -> WarmStart {
    guard !dimensions.numbers.isEmpty else { return WarmStart(points: [], dimension: 1, alpha: options.step) }
    let losses = NormalizedLosses(ground.observations.results.prefix(n)).values
    let finite = (0..<n).filter { ground.observations.results[$0] != .failed }
    let points = finite.sorted { losses[$0] != losses[$1] ? losses[$0] < losses[$1] : $0 < $1 }.map { i in
      dimensions.numbers.map { number in
        let unit = ground.observations.rows[i, number.axis]
        return unit == CubeGeometry.inactive ? Space.inactiveUnit : unit
      }
    }
    return WarmStart(points: points, dimension: dimensions.numbers.count, alpha: options.step)
  }

  // MARK: Proposals

  private mutating func sampled(_ history: History) -> Proposal? {
    if ahead == nil { ahead = evolution }
    // Slots that are running are among these; each looked at is one more opened.
    for number in 0..<Evolution.slotLimit {
      ahead?.open(upTo: number)
      guard let evolution = ahead,
        number < evolution.populationSize + 4 * max(ground.problem.parallel, history.pending.count) + 100
      else { return nil }
      let slot = evolution.slots[number]
      guard slot.result == nil, let assignment = ground.assignment(at: slot.row) else { continue }
      return Proposal(assignment, explanation(evolution, slot: number))
    }
    return nil
  }

  private func explanation(_ evolution: Evolution, slot: Int) -> Explanation {
    let generation = evolution.generation + 1
    return Explanation(
      strategy: ground.name,
      phase: "generation \(generation)",
      why: generation == 1
        ? "sampled around the best of what was tried before"
        : "sampled around the mean of the better half of generation \(generation - 1)",
      parents: evolution.parents.sorted(),
      details: [
        "generation": .integer(evolution.generation), "slot": .integer(slot), "start": .integer(start ?? 0),
        "step_size": .number(evolution.distribution.sigma),
      ]
    )
  }
}

extension History {
  /// How many trials had ended when the evolution began, as its own trials say.
  fileprivate var evolutionStart: Int? {
    (finished.map { ($0.number, $0.explanation) } + pending.map { ($0.number, $0.explanation) })
      .filter { $0.1.details["slot"] != nil }
      .min { $0.0 < $1.0 }?
      .1.details["start"]?.int
      .map { Swift.min(max(0, $0), finished.count) }
  }
}

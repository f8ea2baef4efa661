import JSON
import TuneMath
import TuneModel

/// A steady-state genetic algorithm for mixed and conditional spaces, and NSGA-II for several objectives.
///
/// | symbol | name here | meaning |
/// |---|---|---|
/// | μ | `population` | how many of the best finished trials may become parents |
/// | k | `tournament` | members drawn for a parent, of which the best is taken |
/// | d | `dimensions` | parameters searched |
/// | p_m | `mutation` | probability that a gene is mutated |
/// | η_m | ``mutationIndex`` | how small mutations are, mostly |
///
/// There are no generations to wait for: each proposal is a child of the μ best trials that have finished, whichever
/// are still running (D. Whitley, "The GENITOR algorithm", ICGA 1989). So nothing that was good is ever lost, and the
/// search is a function of the history alone.
///
/// 1. The first trials, 10 or μ of them, are the middle of the space and a Latin hypercube sample.
/// 2. Two parents, each the winner of a tournament.
/// 3. Their numbers are combined by a ``Crossover``, their categories taken from either. A gene that only one parent
///    has (its parameter being inactive in the other) is inherited; one that neither has is drawn anew.
/// 4. Some genes are mutated: numbers by a polynomial step, categories by drawing.
/// 5. A child that breaks a constraint or has been tried is made again, with ever stronger mutation.
struct GeneticSearch: Strategy {
  private let problem: Problem
  private let options: GeneticOptions
  private let sample: InitialSample
  private var population: Population
  private var untried: UntriedPoints

  /// μ grows to this many times the square root of the number of trials.
  private static let growth = 1.2
  /// η_m: 4 gives steps of a sixth of the range on average. Finer ones stay in the basin that was found first.
  private static let mutationIndex = 4.0
  /// Children made before one is drawn at random.
  private static let attempts = 20

  init(_ problem: Problem, _ options: GeneticOptions) {
    self.problem = problem
    self.options = options
    sample = InitialSample(
      problem.space,
      count: options.population ?? max(10, problem.parallel),
      range: options.initialRange,
      seed: problem.seed
    )
    population = Population(problem)
    untried = UntriedPoints(problem.space)
  }

  static let entry = StrategyCatalog.Entry(
    StrategyDeclaration(
      name: "genetic",
      summary: "A genetic algorithm: the best trials so far are crossed and mutated.",
      options: GeneticOptions.declarations,
      supportsSeveralObjectives: true
    )
  ) { problem, options in GeneticSearch(problem, GeneticOptions(options)) }

  mutating func propose(_ count: Int, given history: History) -> [Proposal] {
    history.inTurn(count) { history in
      untried.update(with: history)
      population.update(with: history)
      var source = RandomSource(seed: problem.seed, history.nextNumber, "genetic")
      let count = history.finished.count + history.pending.count
      if count < firstSize { return first(count, using: &source) }
      return child(history, using: &source) ?? drawn(using: &source)
    }
  }

  /// μ. More trials can feed more parents, and need them not to converge too early.
  private func size(_ history: History) -> Int {
    options.population ?? max(12, firstSize, Int(Self.growth * Double(history.finished.count).squareRoot()))
  }

  // MARK: The first population

  private var firstSize: Int { sample.count }

  private mutating func first(_ index: Int, using source: inout RandomSource) -> Proposal? {
    guard let assignment = untried.assignment(at: sample.point(index)) else { return drawn(using: &source) }
    let why = index == 0 ? "the middle of the space" : "one of the first population, which is spread evenly"
    return Proposal(assignment, Explanation(strategy: "genetic", phase: "design", why: why))
  }

  private mutating func drawn(using source: inout RandomSource) -> Proposal? {
    untried.random(using: &source).map {
      Proposal($0, Explanation(strategy: "genetic", phase: "design", why: "drawn at random from what is untried"))
    }
  }

  // MARK: Children

  private func child(_ history: History, using source: inout RandomSource) -> Proposal? {
    let members = population.best(size(history))
    guard members.count > 1 else { return nil }
    let spreads = members.spreads(dimensions: problem.space.dimensions.count)
    for attempt in 0..<Self.attempts {
      let first = winner(of: members, using: &source)
      let second = winner(of: members, using: &source)
      let crossover = options.crossover ?? source.choice(of: Crossover.allCases)
      var genes = cross(first, second, crossover, spreads, using: &source)
      let mutated = mutate(&genes, strength: 1 + 0.5 * Double(attempt), using: &source)
      guard let assignment = untried.assignment(at: genes) else { continue }
      return Proposal(assignment, explanation(first, second, crossover, mutated, assignment))
    }
    return nil
  }

  /// The best of `tournament` members, drawn with replacement.
  private func winner(of members: [Individual], using source: inout RandomSource) -> Individual {
    var best = source.integer(below: members.count)
    for _ in 1..<max(1, options.tournament) { best = min(best, source.integer(below: members.count)) }
    return members[best]
  }

  private func cross(
    _ first: Individual,
    _ second: Individual,
    _ crossover: Crossover,
    _ spreads: [Double],
    using source: inout RandomSource
  ) -> [Double] {
    problem.space.dimensions.indices.map { index in
      switch (first.genes[index], second.genes[index]) {
      case (let x?, let y?):
        guard problem.space.dimensions[index].domain.isNumeric else { return source.bernoulli(0.5) ? x : y }
        let combined = crossover.combine(x, y, spread: spreads[index], using: &source)
        return min(1, max(0, combined))
      case (let gene?, nil), (nil, let gene?): return gene
      case (nil, nil): return source.uniform()
      }
    }
  }

  /// - Returns: Which genes were mutated.
  private func mutate(_ genes: inout [Double], strength: Double, using source: inout RandomSource) -> [Int] {
    let probability = options.mutation ?? max(1 / Double(genes.count), 0.1)
    var mutated: [Int] = []
    for index in genes.indices where source.bernoulli(min(1, probability * strength)) {
      mutated.append(index)
      if problem.space.dimensions[index].domain.isNumeric {
        let step = polynomialStep(source.uniform(), index: Self.mutationIndex / strength)
        genes[index] = min(1, max(0, genes[index] + step))
      } else {
        genes[index] = source.uniform()
      }
    }
    return mutated
  }

  private func explanation(
    _ first: Individual,
    _ second: Individual,
    _ crossover: Crossover,
    _ mutated: [Int],
    _ assignment: Assignment
  ) -> Explanation {
    let names = mutated.map { problem.space.dimensions[$0].name }.filter { assignment[$0] != nil }
    let parents = first.number == second.number ? [first.number] : [first.number, second.number].sorted()
    let kinship =
      parents.count == 1 ? "child of trial \(parents[0])" : "child of trials \(parents[0]) and \(parents[1])"
    return Explanation(
      strategy: "genetic",
      phase: "children",
      why: kinship + (names.isEmpty ? "" : ", with \(names.joined(separator: ", ")) mutated"),
      parents: parents,
      details: [
        "crossover": .string(crossover.rawValue), "mutated": .array(names.map(JSONValue.string)),
      ]
    )
  }
}

import JSON
import TuneMath
import TuneModel

/// Population-based training: parameters are adapted while models train, and what is found is a schedule, not a
/// constant.
///
/// M. Jaderberg et al., "Population based training of neural networks", 2017, with all members of a generation compared
/// with each other, so that the same trials follow whatever runs at the same time and whichever ends first.
///
/// A trial is one member's training for one interval. It goes on from the checkpoint of another trial, which is copied
/// for it, and never shared:
///
/// 1. The first generation starts from a Latin hypercube sample and whatever the manifest says is worth starting from.
/// 2. When all members of a generation have ended, they are ranked; failures are last.
/// 3. *Exploit*: each of the last ⌊share · members⌋, and each that failed, goes on from the checkpoint of one of the
///    first ones, drawn at random, and takes over its parameters.
/// 4. *Explore*: those parameters are perturbed: a number times or divided by `factor`, a level up or down, a category
///    kept; or drawn anew, with the probability `resample`.
/// 5. All others go on from their own checkpoints, with their own parameters.
struct PopulationSearch: Strategy {
  private let problem: Problem
  private let options: PopulationOptions
  private var first: [Assignment] = []

  static let name = "population"

  static let entry = StrategyCatalog.Entry(
    StrategyDeclaration(
      name: name,
      summary: "Population-based training: parameters are adapted while models train, from checkpoint to checkpoint.",
      options: PopulationOptions.declarations,
      continuesTrials: true
    )
  ) { problem, options in
    PopulationSearch(problem, PopulationOptions(options))
  }

  init(_ problem: Problem, _ options: PopulationOptions) {
    self.problem = problem
    self.options = options
  }

  /// Names assignments that the first members start with; those outside of the space are left out.
  mutating func begin(with assignments: [Assignment]) {
    first = assignments.filter(problem.space.contains)
  }

  mutating func propose(_ count: Int, given history: History) -> [Proposal] {
    history.inTurn(count) { history in
      let lineage = Lineage(history)
      guard let generation = (1...options.generations).first(where: { lineage.count($0) < options.members }) else {
        return nil
      }
      let member = lineage.firstMissing(in: generation, members: options.members)
      if generation == 1 { return founder(member) }
      // A generation begins when the one before has ended.
      guard lineage.ended(generation - 1) == options.members else { return nil }
      return successor(member, generation, lineage, history)
    }
  }

  // MARK: The first generation

  private func founder(_ member: Int) -> Proposal? {
    var known = first
    if let defaults = problem.space.defaults, !known.contains(defaults) { known.insert(defaults, at: 0) }
    if member < known.count {
      return proposal(known[member], 1, member, from: nil, phase: "start", why: "a starting point of the manifest")
    }
    let sample = InitialSample(problem.space, count: options.members, seed: problem.seed)
    // Row 0 is the middle, which the defaults stand for where there are any.
    for draw in 0..<100 {
      var source = RandomSource(seed: problem.seed, "founder", member, draw)
      let unit =
        draw == 0 ? sample.point(member) : problem.space.dimensions.map { _ in source.uniform() }
      let assignment = problem.space.decode(unit)
      if problem.space.contains(assignment) {
        return proposal(assignment, 1, member, from: nil, phase: "design", why: "the population starts spread out")
      }
    }
    return nil
  }

  // MARK: Later generations

  private func successor(_ member: Int, _ generation: Int, _ lineage: Lineage, _ history: History) -> Proposal? {
    let previous = lineage.generation(generation - 1)
    let ranked = previous.sorted { a, b in
      (problem.loss(of: a.trial) ?? .infinity, a.member) < (problem.loss(of: b.trial) ?? .infinity, b.member)
    }
    guard let own = previous.first(where: { $0.member == member }) else { return nil }
    let place = ranked.firstIndex { $0.member == member } ?? 0
    let few = max(1, Int(options.share * Double(options.members)))
    let worked = ranked.filter { problem.loss(of: $0.trial) != nil }
    let hasFailed = problem.loss(of: own.trial) == nil
    guard let best = worked.first else {
      // Nobody has a model to go on with.
      return proposal(
        drawn(generation, member),
        generation,
        member,
        from: nil,
        phase: "explore",
        why: "nobody had a result to go on from"
      )
    }
    guard hasFailed || (place >= options.members - few && own.member != best.member) else {
      return proposal(
        own.trial.assignment,
        generation,
        member,
        from: own.trial.number,
        phase: "continue",
        why: "member \(member + 1) goes on; it was \(ordinal(place + 1)) of \(options.members)"
      )
    }
    var source = RandomSource(seed: problem.seed, "exploit", generation, member)
    let parent = worked[min(worked.count - 1, source.integer(below: min(few, worked.count)))]
    let assignment = perturbed(parent.trial.assignment, &source)
    let reason = hasFailed ? "failed" : "was \(ordinal(place + 1)) of \(options.members)"
    return proposal(
      assignment,
      generation,
      member,
      from: parent.trial.number,
      phase: "exploit",
      why:
        "member \(member + 1) \(reason), so it goes on from trial \(parent.trial.number) with its parameters perturbed"
    )
  }

  private func ordinal(_ number: Int) -> String {
    switch (number % 10, number % 100) {
    case (1, let rest) where rest != 11: "\(number)st"
    case (2, let rest) where rest != 12: "\(number)nd"
    case (3, let rest) where rest != 13: "\(number)rd"
    default: "\(number)th"
    }
  }

  private func drawn(_ generation: Int, _ member: Int) -> Assignment {
    var source = RandomSource(seed: problem.seed, "drawn", generation, member)
    for _ in 0..<100 {
      let assignment = problem.space.decode(problem.space.dimensions.map { _ in source.uniform() })
      if problem.space.contains(assignment) { return assignment }
    }
    return problem.space.completed(Assignment())
  }

  /// The parameters of a member, changed a little; the same where no change meets the constraints.
  private func perturbed(_ assignment: Assignment, _ source: inout RandomSource) -> Assignment {
    let space = problem.space
    let unit = space.encode(assignment)
    for _ in 0..<20 {
      let changed = zip(space.dimensions, unit).map { parameter, u in
        guard assignment[parameter.name] != nil else { return source.uniform() }
        if source.uniform() < options.resample { return source.uniform() }
        return perturbed(u, parameter.domain, &source)
      }
      let result = space.decode(changed)
      if space.contains(result) { return result }
    }
    return assignment
  }

  private func perturbed(_ u: Double, _ domain: Domain, _ source: inout RandomSource) -> Double {
    let isUp = source.uniform() < 0.5
    guard domain.isNumeric else { return u }
    if let level = domain.level(atUnit: u), let count = domain.cardinality {
      guard let value = domain.value(atUnit: u).number, value > 0, count > 2 else {
        return domain.unit(ofLevel: min(count - 1, max(0, level + (isUp ? 1 : -1)))) ?? u
      }
      // By the factor, as far as levels allow, and by one level at least.
      let wanted = isUp ? value * options.factor : value / options.factor
      var next = level
      repeat { next += isUp ? 1 : -1 } while next > 0 && next < count - 1 && isBefore(domain, next, wanted, isUp)
      return domain.unit(ofLevel: min(count - 1, max(0, next))) ?? u
    }
    guard case .continuous(let range) = domain, range.max > range.min else { return u }
    let value = range.value(atUnit: u)
    guard range.min >= 0, value > 0 else {
      return min(1, max(0, u + (isUp ? 1 : -1) * (options.factor - 1) / 2))
    }
    return range.unit(of: min(range.max, max(range.min, isUp ? value * options.factor : value / options.factor)))
  }

  /// Whether the value after a level is still on this side of what is wanted.
  private func isBefore(_ domain: Domain, _ level: Int, _ wanted: Double, _ isUp: Bool) -> Bool {
    let beyond = level + (isUp ? 1 : -1)
    guard let unit = domain.unit(ofLevel: beyond), let value = domain.value(atUnit: unit).number else { return false }
    return isUp ? value <= wanted : value >= wanted
  }

  // MARK: Proposals

  private func proposal(
    _ assignment: Assignment,
    _ generation: Int,
    _ member: Int,
    from parent: Int?,
    phase: String,
    why: String
  ) -> Proposal {
    var explanation = Explanation(
      strategy: Self.name,
      member: "member \(member + 1)",
      phase: phase,
      why: why,
      parents: parent.map { [$0] } ?? [],
      details: ["generation": .integer(generation), "place": .integer(member)]
    )
    explanation.continues = parent
    explanation.budget = options.budget(ofGeneration: generation)
    return Proposal(assignment, explanation)
  }
}

/// The trials of a population by generation, as their explanations tell.
private struct Lineage {
  struct Entry {
    var member: Int
    var trial: FinishedTrial
  }

  private var finished: [Int: [Entry]] = [:]
  private var members: [Int: Set<Int>] = [:]

  init(_ history: History) {
    for trial in history.finished {
      guard let (generation, member) = Lineage.place(trial.explanation) else { continue }
      if members[generation, default: []].insert(member).inserted {
        finished[generation, default: []].append(Entry(member: member, trial: trial))
      }
    }
    for trial in history.pending {
      guard let (generation, member) = Lineage.place(trial.explanation) else { continue }
      members[generation, default: []].insert(member)
    }
  }

  private static func place(_ explanation: Explanation) -> (generation: Int, member: Int)? {
    guard let generation = explanation.details["generation"]?.int, let member = explanation.details["place"]?.int else {
      return nil
    }
    return (generation, member)
  }

  /// How many members a generation has, running ones included.
  func count(_ generation: Int) -> Int { members[generation]?.count ?? 0 }

  func ended(_ generation: Int) -> Int { finished[generation]?.count ?? 0 }

  func firstMissing(in generation: Int, members count: Int) -> Int {
    (0..<count).first { !(members[generation]?.contains($0) ?? false) } ?? 0
  }

  /// Members that have ended, by place.
  func generation(_ generation: Int) -> [Entry] {
    (finished[generation] ?? []).sorted { $0.member < $1.member }
  }
}

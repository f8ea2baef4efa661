import TuneMath
import TuneModel

/// A finished trial as a possible parent.
struct Individual: Sendable {
  /// The trial's number.
  var number: Int
  /// Its coordinate in each of the space's dimensions; nil where the dimension is not active.
  var genes: [Double?]
  /// One for each objective; ∞ for a trial without a value.
  var losses: [Double]
}

/// The finished trials, and the best of them.
///
/// Notation of NSGA-II (see ``Pareto``): a trial's rank is the front it is on, and within a front those in sparse
/// regions come first. With one objective that is the order by loss.
struct Population: Sendable {
  private let problem: Problem
  private var individuals: [Individual] = []
  /// Indices of the individuals, best first, for one objective.
  private var byLoss: [Int] = []
  /// The individuals sorted into fronts, for several objectives.
  private var sorted = ParetoFronts()
  private var finishedCount = 0

  init(_ problem: Problem) { self.problem = problem }

  /// Learns what is new in a history.
  mutating func update(with history: History) {
    for trial in history.finished.dropFirst(finishedCount) {
      let losses = problem.losses(of: trial)
      // A trial without any value is no parent.
      guard losses.contains(where: \.isFinite) else { continue }
      individuals.append(Individual(number: trial.number, genes: genes(of: trial.assignment), losses: losses))
      if losses.count == 1 { insertByLoss(individuals.count - 1) } else { sorted.add(losses) }
    }
    finishedCount = history.finished.count
  }

  private func genes(of assignment: Assignment) -> [Double?] {
    problem.space.dimensions.map { parameter in
      assignment[parameter.name].flatMap { parameter.domain.unit(of: $0) }
    }
  }

  private mutating func insertByLoss(_ index: Int) {
    let new = individuals[index]
    // Equal losses stay in the order of the trials' numbers, so that the order of completion does not matter.
    func isBefore(_ other: Individual) -> Bool { (other.losses[0], other.number) < (new.losses[0], new.number) }
    var (low, high) = (0, byLoss.count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(individuals[byLoss[middle]]) { low = middle + 1 } else { high = middle }
    }
    byLoss.insert(index, at: low)
  }

  /// Up to `count` members that survive, best first.
  /// - Complexity: O(count) for one objective; O(front · log(front)) for several.
  func best(_ count: Int) -> [Individual] {
    if problem.objectives.count == 1 { return byLoss.prefix(count).map { individuals[$0] } }
    var members: [Individual] = []
    for front in sorted.fronts where members.count < count {
      let crowding = Pareto.crowdingDistances(of: front.map { individuals[$0].losses })
      let order = front.indices.sorted { (crowding[$1], $0) < (crowding[$0], $1) }
      members += order.map { individuals[front[$0]] }
    }
    return Array(members.prefix(count))
  }
}

extension [Individual] {
  /// The standard deviation of the members' genes in each dimension, over those that have one.
  func spreads(dimensions: Int) -> [Double] {
    (0..<dimensions).map { dimension in
      let genes = compactMap { $0.genes[dimension] }
      // One value has no spread; a third of the range is that of a uniform draw, nearly.
      guard genes.count > 1 else { return 0.3 }
      let mean = genes.reduce(0, +) / Double(genes.count)
      return (genes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(genes.count)).squareRoot()
    }
  }
}

import TuneMath
import TuneModel

/// An evolution strategy that lives in the records: its state is a fold over the finished trials.
///
/// A generation has λ *slots*. What a slot samples depends on the seed, the generation, the slot's number and the distribution,
/// all of which the history determines, so samples are made again rather than stored. A slot gets the result of
/// the first trial with its assignment, whoever proposed that; a slot whose assignment was tried before has its result
/// at once, and one that meets no constraint counts as failed. A generation ends when λ slots have results.
///
/// Where trials run in parallel and all λ slots are running, further slots are opened; results that arrive after the end of
/// their generation are not used.
struct Evolution: Sendable {
  struct Slot: Sendable {
    /// y, after repair: x = m + σ A y lies in the cube.
    var step: [Double]
    var row: [Double]
    var assignment: Assignment
    var key: AssignmentKey
    /// Whether some draw met the constraints.
    var isFeasible: Bool
    var result: Result?
  }

  struct Result: Sendable {
    /// ∞ for a failure.
    var loss: Double
    /// The trial; nil for what was never run.
    var trial: Int?
    /// Place in the order of arrival within the generation.
    var arrival: Int
  }

  let dimensions: EvolutionDimensions
  private let seed: UInt64
  private(set) var distribution: SearchDistribution
  /// A.
  private var stretch: [Double]
  private var choices: [ChoiceDistribution]
  /// Counts generations over restarts.
  private(set) var generation = 0
  private var restarts = 0
  private(set) var slots: [Slot] = []
  private var arrivals = 0
  /// The better half of the last generation that ended.
  private(set) var parents: [Int] = []
  /// The first result of each assignment so far.
  private var known: [AssignmentKey: Result] = [:]

  init(_ dimensions: EvolutionDimensions, start: WarmStart, populationSize: Int, seed: UInt64) {
    self.dimensions = dimensions
    self.seed = seed
    let constants = EvolutionConstants(dimension: max(1, dimensions.numbers.count), populationSize: populationSize)
    distribution = SearchDistribution(
      mean: start.mean,
      sigma: start.sigma,
      covariance: start.covariance,
      constants
    )
    stretch = [Double](repeating: 1, count: constants.dimension)
    choices = dimensions.choices.map { ChoiceDistribution(levels: $0.levels) }
    correctMargins()
  }

  var populationSize: Int { distribution.constants.populationSize }

  // MARK: Results

  /// Learns of a finished trial.
  ///
  /// - Parameters:
  ///   - loss: nil for a failure.
  ///   - slot: the number of the slot that the trial was proposed for, if it was for this generation.
  mutating func learn(trial number: Int, key: AssignmentKey, loss: Double?, slot: Int?) {
    if known[key] == nil { known[key] = Result(loss: loss ?? .infinity, trial: number, arrival: 0) }
    if let slot, slot < Evolution.slotLimit { open(upTo: slot) }
    for i in slots.indices where slots[i].result == nil && slots[i].key == key {
      arrivals += 1
      slots[i].result = Result(loss: loss ?? .infinity, trial: number, arrival: arrivals)
    }
  }

  /// Begins the first generation, or ends the present one and begins the next if its results are there.
  ///
  /// In a discrete space all of a generation can be known in advance; then the next is begun at once, but not for ever.
  mutating func advance() {
    for round in 0..<Evolution.roundLimit {
      if slots.isEmpty { open(upTo: populationSize - 1) }
      let results = slots.filter { $0.result != nil }
      guard results.count >= populationSize else { return }
      let arrived = results.sorted { ($0.result?.arrival ?? 0) < ($1.result?.arrival ?? 0) }
      end(with: Array(arrived.prefix(populationSize)))
      if distribution.isExhausted || round % 50 == 49 { restart() }
    }
  }

  private mutating func end(with members: [Slot]) {
    let ranked = members.enumerated().sorted {
      let (a, b) = ($0.element.result?.loss ?? .infinity, $1.element.result?.loss ?? .infinity)
      return a != b ? a < b : $0.offset < $1.offset
    }.map(\.element)
    parents = ranked.prefix(populationSize / 2).compactMap { $0.result?.trial }
    let weights = distribution.constants.weights
    let rate = dimensions.choiceRate(effectiveSize: distribution.constants.effectiveSize)
    for (c, choice) in dimensions.choices.enumerated() {
      choices[c].update(
        ranked.map { dimensions.level($0.row, choice) },
        weights: weights,
        rate: rate,
        margin: dimensions.choiceMargin(choice)
      )
    }
    distribution.update(ranked.map(\.step))
    correctMargins()
    generation += 1
    slots = []
    arrivals = 0
  }

  /// From a random point with twice the samples a generation (A. Auger, N. Hansen, "A restart CMA evolution strategy", 2005).
  private mutating func restart() {
    restarts += 1
    var source = RandomSource(seed: seed, generation, "cmaes", "restart")
    let constants = EvolutionConstants(
      dimension: distribution.constants.dimension,
      populationSize: min(2 * populationSize, 1_000)
    )
    distribution = SearchDistribution(mean: source.point(constants.dimension), sigma: 0.3, constants)
    stretch = [Double](repeating: 1, count: constants.dimension)
    choices = dimensions.choices.map { ChoiceDistribution(levels: $0.levels) }
    correctMargins()
    slots = []
    arrivals = 0
  }

  private mutating func correctMargins() {
    let alpha = 1 / Double(populationSize * max(1, dimensions.count))
    for (j, number) in dimensions.numbers.enumerated() {
      guard let margin = number.margin else { continue }
      let corrected = margin.corrected(
        mean: distribution.mean[j],
        deviation: distribution.deviation(j),
        stretch: stretch[j],
        alpha: alpha
      )
      distribution.mean[j] = corrected.mean
      stretch[j] = corrected.stretch
    }
  }

  // MARK: Samples

  /// More slots than this are never open: what is proposed beyond comes from elsewhere.
  static let slotLimit = 10_000
  private static let roundLimit = 200
  private static let drawLimit = 100

  /// Opens slots up to a number, if they are not open yet.
  mutating func open(upTo last: Int) {
    while slots.count <= last {
      var slot = sample(slots.count)
      if let earlier = known[slot.key] {
        arrivals += 1
        slot.result = Result(loss: earlier.loss, trial: earlier.trial, arrival: arrivals)
      } else if !slot.isFeasible {
        arrivals += 1
        slot.result = Result(loss: .infinity, trial: nil, arrival: arrivals)
      }
      slots.append(slot)
    }
  }

  private func sample(_ number: Int) -> Slot {
    var source = RandomSource(seed: seed, generation, number, "cmaes")
    let space = dimensions.geometry.space
    var slot = draw(&source)
    for _ in 1..<Evolution.drawLimit where !slot.isFeasible { slot = draw(&source) }
    if !slot.isFeasible, space.constraints.isEmpty { slot.isFeasible = true }
    return slot
  }

  /// One draw; feasible if it lies in the cube without repair and meets the constraints.
  private func draw(_ source: inout RandomSource) -> Slot {
    let geometry = dimensions.geometry
    var row = [Double](repeating: Space.inactiveUnit, count: geometry.dimension)
    var step = distribution.step(source.normals(distribution.constants.dimension))
    var isInside = true
    for (j, number) in dimensions.numbers.enumerated() {
      let scale = distribution.sigma * stretch[j]
      let x = distribution.mean[j] + scale * step[j]
      let repaired = min(max(x, 0), 1)
      if repaired != x {
        // Levels at the ends own everything beyond them; a number is moved to the bound.
        if number.margin == nil { isInside = false }
        step[j] = (repaired - distribution.mean[j]) / scale
      }
      row[number.axis] = repaired
    }
    for (c, choice) in dimensions.choices.enumerated() {
      let level = choices[c].level(at: source.uniform())
      row[choice.axis] = geometry.axes[choice.axis].domain.unit(ofLevel: level) ?? Space.inactiveUnit
    }
    geometry.canonicalize(&row)
    let assignment = geometry.assignment(row)
    let isFeasible = isInside && geometry.space.satisfiesConstraints(assignment)
    return Slot(
      step: step,
      row: row,
      assignment: assignment,
      key: AssignmentKey(assignment, in: geometry.space),
      isFeasible: isFeasible
    )
  }
}

import TuneModel

/// What asynchronous successive halving decides at the rungs of one ladder.
///
/// L. Li, K. Jamieson, A. Rostamizadeh, E. Gonina, J. Ben-Tzur, M. Hardt, B. Recht, A. Talwalkar, "A system for massively
/// parallel hyperparameter tuning", MLSys 2020: algorithm 2 is ``promotion(among:)``; ``stopping(_:among:)`` is the
/// variant that lets trials run and stops them at the rungs, for train commands that cannot resume.
///
/// A trial's value at a rung is what its objective would be if it had ended with the first report at or past the rung.
struct SuccessiveHalving: Sendable {
  let rule: String
  let ladder: RungLadder
  let problem: PruningProblem

  /// Why the trial should stop: at one of the rungs that it has reached since it was judged last, it is not among the
  /// best 1/η of those that have reached the rung, itself included, and not the best either.
  func stopping(_ trial: TrialProgress, among peers: [TrialProgress]) -> Pruning? {
    guard let last = trial.curve.lastStep else { return nil }
    for rung in ladder.rungs(upTo: last) {
      guard let arrival = trial.curve.arrival(at: Double(rung)), arrival > trial.judged ?? -.infinity,
        let own = trial.curve.outcome(at: Double(rung))
      else { continue }
      let entrants = [own] + peers.compactMap { $0.number == trial.number ? nil : $0.outcome(at: rung) }
      if let pruning = pruning(
        entrants,
        at: rung,
        step: arrival,
        survivors: max(1, ladder.survivors(of: entrants.count))
      ) {
        return pruning
      }
    }
    return nil
  }

  /// The paused trial that should go on: from the highest rung down, the best of those that are among the best 1/η of
  /// their rung and have not been promoted from it.
  func promotion(among peers: [TrialProgress]) -> Promotion? {
    let highest = peers.reduce(0) { max($0, $1.curve.lastStep ?? 0, Double($1.budget ?? 0)) }
    for rung in ladder.rungs(upTo: highest).reversed() {
      let entrants = peers.compactMap { trial in trial.outcome(at: rung).map { (trial: trial, outcome: $0) } }
      let survivors = ladder.survivors(of: entrants.count)
      guard survivors > 0 else { continue }
      let better = Standings.betterCounts(entrants.map(\.outcome))
      let candidates = entrants.indices.filter { index in
        let trial = entrants[index].trial
        return better[index] < survivors && trial.state == .paused
          && self.rung(of: trial) == rung && entrants[index].outcome.contains(where: \.isFinite)
      }
      let chosen = candidates.min {
        (better[$0], entrants[$0].trial.number) < (better[$1], entrants[$1].trial.number)
      }
      if let chosen { return Promotion(number: entrants[chosen].trial.number, budget: ladder.next(after: rung)) }
    }
    return nil
  }

  /// The best of the paused trials that have come furthest, whether it has earned to go on or not.
  func leader(among peers: [TrialProgress]) -> Promotion? {
    let paused = peers.compactMap { trial -> (trial: TrialProgress, rung: Int, outcome: [Double])? in
      guard trial.state == .paused, let rung = rung(of: trial), let outcome = trial.outcome(at: rung) else {
        return nil
      }
      return (trial, rung, outcome)
    }
    guard let rung = paused.map(\.rung).max() else { return nil }
    let furthest = paused.filter { $0.rung == rung }
    let better = Standings.betterCounts(furthest.map(\.outcome))
    let chosen = furthest.indices.min {
      (better[$0], furthest[$0].trial.number) < (better[$1], furthest[$1].trial.number)
    }
    return chosen.map { Promotion(number: furthest[$0].trial.number, budget: ladder.next(after: rung)) }
  }

  /// Why a paused trial does not go on.
  func farewell(to trial: TrialProgress, among peers: [TrialProgress]) -> Pruning? {
    guard trial.state == .paused, let rung = rung(of: trial), let own = trial.outcome(at: rung) else { return nil }
    let entrants = [own] + peers.compactMap { $0.number == trial.number ? nil : $0.outcome(at: rung) }
    let survivors = ladder.survivors(of: entrants.count)
    if let pruning = pruning(entrants, at: rung, step: Double(rung), survivors: survivors) { return pruning }
    return Pruning(
      rule: rule,
      step: Double(rung),
      value: problem.objectives[0].loss(own[0]),
      words: "was not resumed from the rung of \(PruningWords.count(rung, "step")) before the experiment ended"
    )
  }

  /// The highest rung that a trial has reached.
  private func rung(of trial: TrialProgress) -> Int? {
    ladder.rungs(upTo: max(trial.curve.lastStep ?? 0, Double(trial.budget ?? 0))).last { trial.outcome(at: $0) != nil }
  }

  /// Why the first of the entrants is not one of the survivors; nil when it is.
  private func pruning(_ entrants: [[Double]], at rung: Int, step: Double, survivors: Int) -> Pruning? {
    let own = entrants[0]
    let objective = problem.objectives[0]
    let words = PruningWords.self
    let place = "the rung of \(words.count(rung, "step"))"
    guard own.count == 1 else {
      let better = Standings.betterCounts(entrants)[0]
      guard better >= survivors else { return nil }
      return Pruning(
        rule: rule,
        step: step,
        value: objective.loss(own[0]),
        words: "\(better) of \(words.count(entrants.count, "trial")) had a better trade-off of the objectives"
          + " at \(place), and \(survivors) may go on"
      )
    }
    let better = entrants.count { $0[0] < own[0] }
    guard better >= survivors else { return nil }
    let value = objective.loss(own[0])
    let reference = survivors == 0 ? nil : objective.loss(entrants.map { $0[0] }.sorted()[survivors - 1])
    let limit = reference.map { ", down to \(words.number($0))" } ?? ""
    return Pruning(
      rule: rule,
      step: step,
      value: value,
      reference: reference,
      words: "\(objective.metric) \(words.number(value)) at \(place); the best \(survivors) of"
        + " \(words.count(entrants.count, "trial")) go on\(limit)"
    )
  }
}

extension TrialProgress {
  /// What the trial had reached with this budget; nil while it has not used it. A trial that ended at its budget has
  /// used it, also when the steps that it reports count from 0.
  func outcome(at rung: Int) -> [Double]? {
    if let outcome = curve.outcome(at: Double(rung)) { return outcome }
    guard state == .paused || state == .completed, let budget, budget >= rung, let last = curve.lastStep else {
      return nil
    }
    return curve.outcome(at: last)
  }
}

/// A trial as pruners see it.
package struct TrialProgress: Hashable, Sendable {
  package enum State: Hashable, Sendable {
    case running
    /// Ended at the budget that it had, and may go on.
    case paused
    case completed, pruned, failed
  }

  package var number: Int
  package var state: State
  package var curve: LearningCurve
  /// Of a trial with folds or repeats, the first objective's value of each one that has ended, by its number.
  package var folds: [Int: Double]
  /// The budget that the running attempt was given; nil where the experiment has none.
  package var budget: Int?
  /// The last step at which the trial was judged before. What happened up to there is not judged again.
  package var judged: Double?

  package init(
    number: Int,
    state: State = .running,
    curve: LearningCurve,
    folds: [Int: Double] = [:],
    budget: Int? = nil,
    judged: Double? = nil
  ) {
    self.number = number
    self.state = state
    self.curve = curve
    self.folds = folds
    self.budget = budget
    self.judged = judged
  }
}

/// What is known of an experiment's trials at a moment.
package struct PruningHistory: Hashable, Sendable {
  package private(set) var trials: [TrialProgress]
  private var places: [Int: Int]

  package init(_ trials: [TrialProgress] = []) {
    self.trials = []
    places = [:]
    for trial in trials { self[trial.number] = trial }
  }

  /// The trial with this number. A trial that is set to nil stays.
  package subscript(number: Int) -> TrialProgress? {
    get { places[number].map { trials[$0] } }
    set {
      guard let newValue else { return }
      if let place = places[number] {
        trials[place] = newValue
      } else {
        places[number] = trials.count
        trials.append(newValue)
      }
    }
  }

  /// Changes a trial in place; nothing happens when there is no such trial.
  package mutating func update(_ number: Int, _ change: (inout TrialProgress) -> Void) {
    if let place = places[number] { change(&trials[place]) }
  }

  func completed(without number: Int) -> Int {
    trials.count { $0.state == .completed && $0.number != number }
  }
}

import Foundation
import JSON
import TuneMath
import TuneModel

@testable import TunePruning

/// Curves of real trainings (`Recorded/record_curves.py`), replayed as an experiment under a pruner.
struct Replay {
  /// Accuracy after each epoch, of each training.
  static let curves: [[Double]] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Recorded/curves.json")
    let value = (try? Data(contentsOf: file)).flatMap { data in try? JSONValue(parsing: Array(data)) }
    return value?["curves"]?.array?.map { $0.array?.compactMap(\.double) ?? [] } ?? []
  }()

  /// Epochs that were trained, in all.
  private(set) var epochs = 0
  /// The best last value of a trial that ran to its end.
  private(set) var best = 0.0
  private let scene: Scene
  private let pruner: any Pruner
  private var history = PruningHistory()
  /// The trainings in the order in which they are proposed: trial 1 is the first.
  private let order: [Int]
  private var next = 0

  /// Runs all trainings in an order drawn with `seed`, so many at a time, all equally fast.
  init(_ name: String, _ options: JSONObject, seed: UInt64, parallel: Int = 4) {
    scene = Scene([Objective(metric: "accuracy", direction: .maximize)])
    pruner = scene.pruner(name, options, seed: seed)
    var source = RandomSource(seed: seed)
    order = source.permutation(Self.curves.count)
    var running: [Int] = []
    while true {
      while running.count < parallel, let number = start() { running.append(number) }
      if running.isEmpty { return }
      running = running.filter { goOn($0) }
    }
  }

  /// A paused trial that goes on, or else the next one.
  private mutating func start() -> Int? {
    if let promotion = pruner.promotion(given: history, isLast: false) {
      history.update(promotion.number) { trial in
        trial.state = .running
        trial.budget = promotion.budget
      }
      return promotion.number
    }
    guard next < order.count else { return nil }
    next += 1
    history[next] = TrialProgress(
      number: next,
      state: .running,
      curve: LearningCurve(scene.objectives),
      budget: pruner.firstBudget(ofTrial: next)
    )
    return next
  }

  /// Trains an epoch; whether the trial then still runs.
  private mutating func goOn(_ number: Int) -> Bool {
    let curve = Self.curves[order[number - 1]]
    let epoch = Int(history[number]?.curve.lastStep ?? 0) + 1
    epochs += 1
    history.update(number) { $0.curve.add(MetricPoint("accuracy", step: Double(epoch), value: curve[epoch - 1])) }
    guard let trial = history[number] else { return false }
    let decision = pruner.decide(trial, given: history)
    history.update(number) { $0.judged = Double(epoch) }
    switch decision {
    case .stop: history.update(number) { $0.state = .pruned }
    case .pause: history.update(number) { $0.state = .paused }
    case .goOn:
      if epoch < curve.count { return true }
      best = max(best, curve[epoch - 1])
      history.update(number) { $0.state = .completed }
    }
    return false
  }
}

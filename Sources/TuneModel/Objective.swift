/// A metric being optimized.
package struct Objective: Hashable, Sendable {
  package enum Direction: String, Hashable, Sendable, CaseIterable {
    case minimize, maximize
  }

  /// Which of a metric's values over the steps counts.
  package enum Reduction: String, Hashable, Sendable, CaseIterable {
    case last, best, mean
  }

  package var metric: String
  package var direction: Direction
  /// The experiment stops when a trial is at least this good.
  package var target: Double?
  package var reduction: Reduction

  package init(metric: String, direction: Direction, target: Double? = nil, reduction: Reduction = .last) {
    self.metric = metric
    self.direction = direction
    self.target = target
    self.reduction = reduction
  }

  /// The value as something to minimize.
  package func loss(_ value: Double) -> Double {
    direction == .minimize ? value : -value
  }

  package func isBetter(_ a: Double, than b: Double) -> Bool {
    loss(a) < loss(b)
  }

  package func meetsTarget(_ value: Double) -> Bool {
    target.map { loss(value) <= loss($0) } ?? false
  }
}

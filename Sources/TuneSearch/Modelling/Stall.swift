import TuneMath

/// Whether a search has stalled: trials in a row that a model proposed did not bring the improvement it was asked for.
///
/// A model whose hyperparameters are fitted can be sure and wrong: it takes the valley that it knows for the only one, or
/// noise for a slope, and asks at one place again and again. Expected improvement need not find the minimum then, but it does
/// when some trials are made whatever the model says, and hardly later than with the right model (A. Bull, "Convergence rates of
/// efficient global optimization algorithms", 2011, on ε-greedy search). Here ε is 0 while the model keeps its promises, since
/// trials are few, and one in ``interval`` while it does not.
///
/// With z_i the warped loss of finished trial i, in the order in which they ended, trial i *is an improvement* if
///
///     z_i ≤ z_b − ξ (max(0, median z) − min z)
///
/// with b the last improvement before it, the first trial to begin with. The mean of z is 0; the median sinks to the minimum
/// when most trials crowd there.
struct Stall: Sendable {
  /// How many trials of the model have ended since the last improvement.
  let trials: Int

  /// From so many trials on a search has stalled.
  static let patience = 10
  /// One in so many trials then goes elsewhere, not before this one.
  static let interval = 3
  static let first = 20

  /// - Parameters:
  ///   - z: warped losses in the order in which the trials ended; mean 0.
  ///   - designed: how many of them no model proposed.
  ///   - improvement: ξ; by default what ``GaussianProcessOptions`` asks for by default.
  init(_ z: [Double], designed: Int, improvement: Double = GaussianProcessOptions().improvement) {
    let asked = improvement * (max(0, Statistics.median(z)) - (z.min() ?? 0))
    var best = Double.infinity
    var last = 0
    for (i, value) in z.enumerated() where value < best && value <= best - asked {
      best = value
      last = i
    }
    trials = z.count - max(last + 1, designed)
  }

  var isReached: Bool { trials >= Stall.patience }

  /// Whether a trial goes elsewhere while the search is stalled.
  static func isTurn(_ trial: Int) -> Bool { trial >= first && trial % interval == interval - 1 }
}

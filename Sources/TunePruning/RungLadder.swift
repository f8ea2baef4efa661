import JSON
import TuneModel

/// The budgets at which successive halving compares trials: `first · reduction^k`, below the largest one.
struct RungLadder: Hashable, Sendable {
  var first: Int
  /// Where trials end; nil where the manifest does not say.
  var maximum: Int?
  /// η: one in so many goes on.
  var reduction: Int

  /// The rungs up to `step`, ascending.
  func rungs(upTo step: Double) -> [Int] {
    var rungs: [Int] = []
    var rung = first
    while Double(rung) <= step, rung < maximum ?? .max {
      rungs.append(rung)
      let (next, overflows) = rung.multipliedReportingOverflow(by: reduction)
      if overflows { break }
      rung = next
    }
    return rungs
  }

  /// The budget of the first attempt: the first rung, or the largest budget where that is smaller.
  var start: Int { min(first, maximum ?? .max) }

  /// The budget after `rung`.
  func next(after rung: Int) -> Int {
    let (next, overflows) = rung.multipliedReportingOverflow(by: reduction)
    return min(overflows ? .max : next, maximum ?? .max)
  }

  /// How many of `entrants` go on.
  func survivors(of entrants: Int) -> Int { entrants / reduction }
}

import TuneModel

/// The coordinates at which a grid visits each dimension, at growing *resolutions*.
///
/// Resolution 0 has at most 3 levels of a numeric dimension (both ends and the middle), resolution 1 at most 5,
/// then 9, 17, …: each halves the gaps of the one before and holds all of its levels. A dimension with fewer values
/// has them all, and a categorical one has all of its values at every resolution.
struct GridLevels {
  let space: Space
  /// How many values a continuous dimension has in all; nil: as many as the resolution asks for.
  let points: Int?

  /// - Returns: The levels of each of the space's dimensions, ascending, as coordinates of the unit interval.
  func levels(resolution: Int) -> [[Double]] {
    let most = 2 << resolution + 1
    return space.dimensions.map { parameter in
      guard let all = count(parameter.domain) else {
        return (0..<most).map { Double($0) / Double(most - 1) }
      }
      guard parameter.domain.isNumeric, all > most else {
        return (0..<all).map { coordinate($0, of: all, parameter.domain) }
      }
      return (0..<most).map { step in
        // Rounds i·(all − 1)/(most − 1) without overflow; even steps are those of the resolution before.
        let level = (Double(step) * Double(all - 1) / Double(most - 1)).rounded()
        return coordinate(Int(level), of: all, parameter.domain)
      }
    }
  }

  /// The coarsest resolution that has every level; nil when there is always a finer one.
  var finest: Int? {
    var resolution = 0
    for parameter in space.dimensions where parameter.domain.isNumeric {
      guard let all = count(parameter.domain) else { return nil }
      while 2 << resolution + 1 < all { resolution += 1 }
    }
    return resolution
  }

  private func count(_ domain: Domain) -> Int? { domain.cardinality ?? points }

  private func coordinate(_ level: Int, of count: Int, _ domain: Domain) -> Double {
    // A continuous range is divided into equal steps with both its ends, on its scale.
    domain.unit(ofLevel: level) ?? (count == 1 ? 0.5 : Double(level) / Double(count - 1))
  }
}

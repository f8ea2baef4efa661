package import TuneModel

/// The space with its categories spread out, for methods that move by vectors.
///
/// A numeric dimension keeps its coordinate of the unit cube. A categorical or boolean one becomes one coordinate per
/// value, a *weight* in [0, 1], and has the value of the largest weight: so all its values are neighbours of each
/// other, and moving towards a point is moving towards its values.
package struct RelaxedSpace: Sendable {
  /// Where a dimension of the space is found.
  private enum Place: Hashable {
    case number(Int)
    case weights(Range<Int>)
  }

  package let space: Space
  /// The number of coordinates.
  package let count: Int

  private let places: [Place]

  package init(_ space: Space) {
    self.space = space
    var places: [Place] = []
    var count = 0
    for parameter in space.dimensions {
      let width = parameter.domain.isNumeric ? 1 : parameter.domain.cardinality ?? 1
      places.append(parameter.domain.isNumeric ? .number(count) : .weights(count..<count + width))
      count += width
    }
    self.places = places
    self.count = count
  }

  /// The point of the unit cube that a relaxed point stands for; of equal weights the first counts.
  ///
  /// - Parameter relaxed: `count` coordinates; those outside [0, 1] are clamped.
  package func point(of relaxed: [Double]) -> [Double] {
    precondition(relaxed.count == count, "a relaxed point has one coordinate per number and per category")
    return zip(places, space.dimensions).map { place, parameter in
      switch place {
      case .number(let index): return min(1, max(0, relaxed[index]))
      case .weights(let range):
        var heaviest = range.lowerBound
        for index in range where relaxed[index] > relaxed[heaviest] { heaviest = index }
        return parameter.domain.unit(ofLevel: heaviest - range.lowerBound) ?? Space.inactiveUnit
      }
    }
  }

  /// The relaxed point of an assignment: weight 1 for the value of a category, 0 for its others. A number that is
  /// not active is in the middle, a category that is not active has equal weights.
  package func relax(_ assignment: Assignment) -> [Double] {
    var relaxed = [Double](repeating: Space.inactiveUnit, count: count)
    for (place, parameter) in zip(places, space.dimensions) {
      guard let value = assignment[parameter.name], let unit = parameter.domain.unit(of: value) else { continue }
      switch place {
      case .number(let index): relaxed[index] = unit
      case .weights(let range):
        let level = parameter.domain.level(atUnit: unit)
        for index in range { relaxed[index] = index - range.lowerBound == level ? 1 : 0 }
      }
    }
    return relaxed
  }
}

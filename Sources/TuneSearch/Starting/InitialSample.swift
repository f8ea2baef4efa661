import TuneMath
package import TuneModel

/// Where a population begins: the middle, then a Latin hypercube sample around it.
package struct InitialSample: Sendable {
  /// How many points there are.
  package let count: Int

  private let points: [Double]
  private let dimensions: Int

  /// - Parameters:
  ///   - count: how many points, the middle included.
  ///   - range: the share of each numeric range that the points are in; 1: all of it.
  package init(_ space: Space, count: Int, range: Double = 1, seed: UInt64) {
    self.count = count
    dimensions = space.dimensions.count
    var source = RandomSource(seed: seed, "initial sample")
    var points = latinHypercube(count: count, dimensions: dimensions, using: &source)
    let middle = space.encode(space.completed(Assignment()))
    for index in points.indices {
      let (row, dimension) = index.quotientAndRemainder(dividingBy: dimensions)
      let hasOrder = space.dimensions[dimension].domain.isNumeric
      if row == 0 {
        points[index] = middle[dimension]
      } else if hasOrder {
        // The part of the range that is nearest to having its middle where it should be.
        let low = min(1 - range, max(0, middle[dimension] - range / 2))
        points[index] = low + range * points[index]
      }
    }
    self.points = points
  }

  /// A point of the unit cube.
  package func point(_ index: Int) -> [Double] {
    Array(points[index * dimensions..<(index + 1) * dimensions])
  }
}

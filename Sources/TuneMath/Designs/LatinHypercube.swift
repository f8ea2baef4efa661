/// A Latin hypercube sample: in every dimension, exactly one point in each of `count` equal intervals (McKay, Beckman,
/// Conover, 1979). Unlike a Sobol sequence it is even for any count, and only as a whole.
///
/// - Returns: `count` × `dimensions` values in [0, 1), row-major.
package func latinHypercube(count: Int, dimensions: Int, using source: inout RandomSource) -> [Double] {
  var points = [Double](repeating: 0, count: count * dimensions)
  for j in 0..<dimensions {
    for (i, cell) in source.permutation(count).enumerated() {
      // Rounding must not lift the last cell's points to 1.
      points[i * dimensions + j] = min((Double(cell) + source.uniform()) / Double(count), 1.0.nextDown)
    }
  }
  return points
}

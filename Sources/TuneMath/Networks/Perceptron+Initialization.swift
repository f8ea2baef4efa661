extension Perceptron {
  /// How weights are drawn.
  package enum Initialization: Sendable, Hashable {
    /// Normal with variance 1/n, n the inputs of the layer (LeCun): keeps variances through tanh layers.
    case lecun
    /// Normal with variance 2/n (He et al., 2015): the same for relu, which halves them.
    case he
    /// Orthonormal rows or columns, whichever are fewer, times a gain (Saxe et al., 2014).
    case orthogonal(gain: Double)
  }

  /// Draws all weights anew. Biases become 0 unless said otherwise, gains 1 and offsets 0.
  ///
  /// - Parameters:
  ///   - hiddenBias: Standard deviation of the biases of hidden layers: with 0, all units of the first layer bend at the
  ///     origin of the inputs.
  ///   - outputScale: Factor on the last layer's weights. A small one makes a policy begin near its middle action.
  package mutating func initialize(
    _ initialization: Initialization,
    hiddenBias: Double = 0,
    outputScale: Double = 1,
    using source: inout RandomSource
  ) {
    var drawn = Perceptron(shape).parameters
    for (index, layer) in layers.enumerated() {
      let isOutput = index == layers.count - 1
      let weights = Self.weights(layer, initialization, using: &source)
      for (i, weight) in weights.enumerated() { drawn[layer.weights + i] = isOutput ? outputScale * weight : weight }
      guard !isOutput else { continue }
      for i in 0..<layer.outputs { drawn[layer.biases + i] = hiddenBias * source.normal() }
    }
    parameters = drawn
  }

  private static func weights(
    _ layer: Layer,
    _ initialization: Initialization,
    using source: inout RandomSource
  ) -> [Double] {
    let count = layer.inputs * layer.outputs
    let fanIn = Double(max(layer.inputs, 1))
    switch initialization {
    case .lecun: return source.normals(count).map { $0 / fanIn.squareRoot() }
    case .he: return source.normals(count).map { $0 * (2 / fanIn).squareRoot() }
    case .orthogonal(let gain):
      let isWide = layer.outputs <= layer.inputs
      let rows = orthonormalRows(
        count: min(layer.outputs, layer.inputs),
        dimensions: max(layer.outputs, layer.inputs),
        using: &source
      )
      return (isWide ? rows : rows.transposed).elements.map { gain * $0 }
    }
  }
}

/// Uniformly random orthonormal vectors, as rows: Gaussian ones made orthogonal by Gram and Schmidt, twice for accuracy.
///
/// - Precondition: There are at most as many as they have dimensions.
package func orthonormalRows(count: Int, dimensions: Int, using source: inout RandomSource) -> Matrix {
  precondition(count <= dimensions, "more orthogonal vectors than dimensions do not exist")
  var rows: [[Double]] = []
  while rows.count < count {
    var row = source.normals(dimensions)
    for _ in 0..<2 {
      for other in rows {
        let share = innerProduct(row, other)
        for k in row.indices { row[k] -= share * other[k] }
      }
      let norm = euclideanNorm(row)
      for k in row.indices { row[k] /= norm }
    }
    // A draw inside the span of the others has probability 0, but must not become NaN.
    if row.allSatisfy(\.isFinite) { rows.append(row) }
  }
  return Matrix(rows: count, columns: dimensions, elements: rows.flatMap { $0 })
}

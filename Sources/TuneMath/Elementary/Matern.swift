/// Matérn correlation functions of the squared scaled distance r² = Σ (xᵢ − yᵢ)²/ℓᵢ², over whole arrays.
///
/// In two passes over blocks that stay in the cache, because a root and an exponential in one loop are not turned into
/// vector code. About 6 ns a value.
package enum Matern {
  /// Replaces each r² by k(r) = (1 + t + t²/3) e⁻ᵗ, t = √5 r (smoothness 5/2).
  package static func fiveHalves(_ squares: UnsafeMutableBufferPointer<Double>) {
    inBlocks(squares) { block in
      for i in block.indices { block[i] = (5 * block[i]).squareRoot() }
      for i in block.indices {
        let t = block[i]
        block[i] = (1 + t + t * t * (1.0 / 3)) * exponential(-t)
      }
    }
  }

  /// As ``fiveHalves(_:)``, and the slope with respect to the squared distance, dk/dr² = −5/6 (1 + t) e⁻ᵗ, into
  /// `slopes`: finite at 0, and all that derivatives with respect to points and length scales need.
  package static func fiveHalves(
    _ squares: UnsafeMutableBufferPointer<Double>,
    slopes: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(squares.count == slopes.count, "every distance has a slope")
    for start in stride(from: 0, to: squares.count, by: blockSize) {
      let block = UnsafeMutableBufferPointer(rebasing: squares[start..<min(start + blockSize, squares.count)])
      let slope = UnsafeMutableBufferPointer(rebasing: slopes[start..<min(start + blockSize, squares.count)])
      for i in block.indices { block[i] = (5 * block[i]).squareRoot() }
      for i in block.indices { slope[i] = exponential(-block[i]) }
      for i in block.indices {
        let t = block[i]
        let e = slope[i]
        block[i] = (1 + t + t * t * (1.0 / 3)) * e
        slope[i] = (-5.0 / 6) * (1 + t) * e
      }
    }
  }

  /// Replaces each r² by k(r) = (1 + t) e⁻ᵗ, t = √3 r (smoothness 3/2).
  package static func threeHalves(_ squares: UnsafeMutableBufferPointer<Double>) {
    inBlocks(squares) { block in
      for i in block.indices { block[i] = (3 * block[i]).squareRoot() }
      for i in block.indices { block[i] = (1 + block[i]) * exponential(-block[i]) }
    }
  }

  private static let blockSize = 1024

  @inline(__always)
  private static func inBlocks(
    _ values: UnsafeMutableBufferPointer<Double>,
    _ body: (UnsafeMutableBufferPointer<Double>) -> Void
  ) {
    for start in stride(from: 0, to: values.count, by: blockSize) {
      body(UnsafeMutableBufferPointer(rebasing: values[start..<min(start + blockSize, values.count)]))
    }
  }
}

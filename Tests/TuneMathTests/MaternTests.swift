import Testing
import TuneMath

@Suite struct MaternTests {
  /// Squared distances over many magnitudes, more than one block of the vectorised loops.
  let squares: [Double] = [0, 1e-300, 1e-20, 1e6] + (0..<1500).map { Double($0) * Double($0) * 1e-4 }

  func apply(_ body: (UnsafeMutableBufferPointer<Double>) -> Void) -> [Double] {
    var values = squares
    values.withUnsafeMutableBufferPointer { body($0) }
    return values
  }

  @Test func correlationsAgreeWithTheirFormulas() {
    let five = apply { Matern.fiveHalves($0) }
    let three = apply { Matern.threeHalves($0) }
    for (i, square) in squares.enumerated() {
      let t = (5 * square).squareRoot()
      #expect(agree(five[i], (1 + t + t * t / 3) * exponential(-t), relative: 1e-14))
      let u = (3 * square).squareRoot()
      #expect(agree(three[i], (1 + u) * exponential(-u), relative: 1e-14))
    }
    #expect(five[0] == 1 && three[0] == 1)
  }

  @Test func slopesAreDerivativesWithRespectToTheSquaredDistance() {
    var slopes = [Double](repeating: 0, count: squares.count)
    let values = slopes.withUnsafeMutableBufferPointer { slopes in
      apply { Matern.fiveHalves($0, slopes: slopes) }
    }
    #expect(values == apply { Matern.fiveHalves($0) })
    #expect(slopes[0] == -5.0 / 6)
    func k(_ square: Double) -> Double {
      var value = [square]
      value.withUnsafeMutableBufferPointer { Matern.fiveHalves($0) }
      return value[0]
    }
    for i in stride(from: 10, to: squares.count, by: 37) {
      let h = squares[i] * 1e-5
      let difference = (k(squares[i] + h) - k(squares[i] - h)) / (2 * h)
      #expect(agree(slopes[i], difference, relative: 1e-6, absolute: 1e-9))
    }
  }
}

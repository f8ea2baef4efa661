/// The Sobol sequence: points that fill the unit cube evenly, at every length and above all at powers of two.
///
/// Notation: x_ij is coordinate j of point i, v_jk the k-th direction number of dimension j, g(i) = i ⊕ ⌊i/2⌋ the Gray
/// code of i with bits g₀, g₁, …
///
///     x_ij = g₀ v_j1 ⊕ g₁ v_j2 ⊕ …                       (Antonov, Saleev, 1979)
///
/// Any point can be computed without those before it. Of every aligned block of 2ᵏ points, k ≤ 32, exactly one
/// lies in each interval [a 2⁻ᵏ, (a + 1) 2⁻ᵏ) of every coordinate; scrambling keeps that.
///
/// Dimensions beyond the ``SobolDirectionNumbers`` reuse the table in blocks, each with its own scrambled order of the
/// points (padding, Burley 2020): every coordinate stays stratified, pairs from different blocks are as independent
/// draws.
package struct Sobol: Sendable {
  package enum Scrambling: Sendable, Hashable {
    /// The published sequence. Its first point is the origin.
    case none
    /// All points are shifted by one random vector, bitwise.
    case digitalShift(seed: UInt64)
    /// Nested uniform scrambling: every point is uniform, and errors of smooth averages shrink faster.
    case owen(seed: UInt64)
  }

  package let dimensions: Int
  package let scrambling: Scrambling

  /// Seed of each dimension's scrambling, and of each block's order.
  private let seeds: [UInt32]
  private let orders: [UInt32]

  /// - Parameter scrambling: Different seeds give different, each time evenly distributed points.
  package init(dimensions: Int, scrambling: Scrambling = .none) {
    precondition(dimensions >= 0, "a cube has no negative number of dimensions")
    self.dimensions = dimensions
    self.scrambling = scrambling
    let seed: UInt64 =
      switch scrambling {
      case .none: 0
      case .digitalShift(let seed), .owen(let seed): seed
      }
    var scramblers = RandomSource(seed: seed, "sobol", "scrambling")
    seeds = (0..<dimensions).map { _ in UInt32(truncatingIfNeeded: scramblers.next() >> 32) }
    var shuffles = RandomSource(seed: seed, "sobol", "order")
    let blocks = (dimensions + SobolDirectionNumbers.dimensions - 1) / SobolDirectionNumbers.dimensions
    orders = (0..<blocks).map { _ in UInt32(truncatingIfNeeded: shuffles.next() >> 32) }
  }

  /// Point number `index`, in [0, 1)ᵈ, a multiple of 2⁻³². About 20 ns a coordinate.
  package func point(_ index: Int) -> [Double] {
    points(index..<index + 1)
  }

  /// The points of a range of numbers, row-major: point i of the range occupies d values from i·d on.
  ///
  /// - Precondition: 0 ≤ numbers ≤ 2³².
  package func points(_ range: Range<Int>) -> [Double] {
    precondition(range.lowerBound >= 0 && range.upperBound <= 1 << 32, "the sequence has 2³² points")
    var points = [Double](repeating: 0, count: range.count * dimensions)
    let table = SobolDirectionNumbers.table
    for j in 0..<dimensions {
      let (block, column) = j.quotientAndRemainder(dividingBy: SobolDirectionNumbers.dimensions)
      let directions = table[column]
      // The first block is the plain sequence. Within it, successive points differ by one direction number.
      var position = j
      var fraction: UInt32 = 0
      for (offset, index) in range.enumerated() {
        let number = UInt32(truncatingIfNeeded: index)
        if block > 0 {
          fraction = Self.combine(directions, number: OwenScrambling.scramble(number, seed: orders[block]))
        } else if offset == 0 {
          fraction = Self.combine(directions, number: number)
        } else {
          fraction ^= directions[number.trailingZeroBitCount]
        }
        points[position] = Double(scramble(fraction, dimension: j)) * 0x1p-32
        position += dimensions
      }
    }
    return points
  }

  private func scramble(_ fraction: UInt32, dimension: Int) -> UInt32 {
    switch scrambling {
    case .none: fraction
    case .digitalShift: fraction ^ seeds[dimension]
    case .owen: OwenScrambling.scramble(fraction, seed: seeds[dimension])
    }
  }

  private static func combine(_ directions: [UInt32], number: UInt32) -> UInt32 {
    var gray = number ^ (number >> 1)
    var fraction: UInt32 = 0
    while gray != 0 {
      fraction ^= directions[gray.trailingZeroBitCount]
      gray &= gray &- 1
    }
    return fraction
  }
}

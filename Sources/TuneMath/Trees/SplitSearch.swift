/// Finds the split of a box that leaves the least squared error.
struct SplitSearch {
  struct Split {
    let dimension: Int
    /// The levels of the box that go to the left; not empty, nor all.
    let left: UInt64
    /// How much less the squared error is.
    let gain: Double
  }

  private let sample: LevelSample
  private let weights: [Double]
  /// The rows' values times their weights.
  private let weighted: [Double]
  private let minimum: Double
  /// Of the level at each place: the weight of its rows, and the weighted sum of their values.
  private var counts = [Double](repeating: 0, count: 64)
  private var sums = [Double](repeating: 0, count: 64)

  init(_ sample: LevelSample, weights: [Double], minimum: Double) {
    self.sample = sample
    self.weights = weights
    weighted = zip(weights, sample.values).map { $0 * $1 }
    self.minimum = minimum
  }

  func mean(_ rows: ArraySlice<Int>) -> Double {
    var count = 0.0
    var sum = 0.0
    for row in rows {
      count += weights[row]
      sum += weighted[row]
    }
    return count > 0 ? sum / count : 0
  }

  /// Nil where no split parts rows that differ.
  mutating func best(_ rows: ArraySlice<Int>, box: [UInt64]) -> Split? {
    var count = 0.0
    var sum = 0.0
    var squares = 0.0
    for row in rows {
      count += weights[row]
      sum += weighted[row]
      squares += weighted[row] * sample.values[row]
    }
    guard count >= 2 * minimum else { return nil }
    // What is left of the squares when the mean is taken away, up to rounding.
    let error = squares - sum * sum / count
    guard error > 1e-12 * squares else { return nil }
    var best: (gain: Double, split: Split)?
    let stride = sample.space.dimensions.count
    for dimension in 0..<stride where box[dimension] & (box[dimension] &- 1) != 0 {
      let present = collect(rows, dimension, stride)
      guard present & (present &- 1) != 0 else { continue }
      let isOrdered = sample.space.dimensions[dimension].isOrdered
      let found =
        isOrdered ? cut(present, box[dimension], count, sum) : choice(present, box[dimension], count, sum)
      guard let found, found.gain > (best?.gain ?? 0) + 1e-12 * error else { continue }
      best = (found.gain, Split(dimension: dimension, left: found.left, gain: found.gain))
    }
    return best?.split
  }

  /// Counts the rows of each level of a dimension; returns those that occur.
  ///
  /// Nearly all of a forest's time goes here, so the loop is over plain memory.
  private mutating func collect(_ rows: ArraySlice<Int>, _ dimension: Int, _ stride: Int) -> UInt64 {
    var present: UInt64 = 0
    rows.withUnsafeBufferPointer { rows in
      sample.levels.withUnsafeBufferPointer { levels in
        counts.withUnsafeMutableBufferPointer { counts in
          sums.withUnsafeMutableBufferPointer { sums in
            for place in 0..<rows.count {
              let row = rows[place]
              let level = Int(levels[row &* stride &+ dimension])
              let bit: UInt64 = 1 &<< UInt64(level)
              if present & bit == 0 {
                present |= bit
                counts[level] = 0
                sums[level] = 0
              }
              counts[level] += weights[row]
              sums[level] += weighted[row]
            }
          }
        }
      }
    }
    return present
  }

  /// How much less the squared error is with these rows on the left; nil where a side is too small.
  private func gain(_ leftCount: Double, _ leftSum: Double, _ count: Double, _ sum: Double) -> Double? {
    let (rightCount, rightSum) = (count - leftCount, sum - leftSum)
    guard leftCount >= minimum, rightCount >= minimum else { return nil }
    return leftSum * leftSum / leftCount + rightSum * rightSum / rightCount - sum * sum / count
  }

  /// Between two levels; rows without the dimension on either side.
  private func cut(
    _ present: UInt64,
    _ box: UInt64,
    _ count: Double,
    _ sum: Double
  ) -> (gain: Double, left: UInt64)? {
    let inactive = present & LevelSpace.inactiveBit != 0
    let extra = inactive ? (count: counts[LevelSpace.inactive], sum: sums[LevelSpace.inactive]) : (count: 0, sum: 0)
    var best: (gain: Double, left: UInt64)?
    func consider(_ gain: Double?, _ left: UInt64) {
      if let gain, gain > (best?.gain ?? 0) { best = (gain, left) }
    }
    var leftCount = 0.0
    var leftSum = 0.0
    var rest = present & ~LevelSpace.inactiveBit
    while rest != 0 {
      let level = rest.trailingZeroBitCount
      rest &= rest &- 1
      leftCount += counts[level]
      leftSum += sums[level]
      if rest == 0 {
        // Those that exist, and those that do not.
        if inactive { consider(gain(leftCount, leftSum, count, sum), box & ~LevelSpace.inactiveBit) }
        break
      }
      let place = (level + rest.trailingZeroBitCount + 1) / 2
      let below = box & ((1 << UInt64(place)) - 1)
      let alone = gain(leftCount, leftSum, count, sum)
      guard box & LevelSpace.inactiveBit != 0 else {
        consider(alone, below)
        continue
      }
      if inactive {
        consider(alone, below)
        consider(gain(leftCount + extra.count, leftSum + extra.sum, count, sum), below | LevelSpace.inactiveBit)
      } else {
        // Nothing is known of where it does not exist: the larger side is the likelier guess.
        consider(alone, 2 * leftCount >= count ? below | LevelSpace.inactiveBit : below)
      }
    }
    return best
  }

  /// Between two sets of choices, of which not existing is one.
  private func choice(
    _ present: UInt64,
    _ box: UInt64,
    _ count: Double,
    _ sum: Double
  ) -> (gain: Double, left: UInt64)? {
    let order = BitIndices(present).sorted { a, b in
      let (x, y) = (sums[a] / counts[a], sums[b] / counts[b])
      return x == y ? a < b : x < y
    }
    var best: (gain: Double, left: UInt64)?
    var leftCount = 0.0
    var leftSum = 0.0
    var left: UInt64 = 0
    for level in order.dropLast() {
      leftCount += counts[level]
      leftSum += sums[level]
      left |= 1 << UInt64(level)
      guard let gain = gain(leftCount, leftSum, count, sum), gain > (best?.gain ?? 0) else { continue }
      // Choices that do not occur here go with the larger side.
      best = (gain, 2 * leftCount >= count ? left | (box & ~present) : left)
    }
    return best
  }
}

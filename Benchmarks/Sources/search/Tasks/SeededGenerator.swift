import Foundation

/// SplitMix64 (Steele, Lea and Flood, 2014): the same numbers on every system, from a seed in words.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  /// Different words give independent numbers (FNV-1a of their bytes).
  init(_ words: String) {
    state = words.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// In [0, 1).
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * unit()
  }

  mutating func below(_ count: Int) -> Int { min(Int(unit() * Double(count)), count - 1) }

  /// Standard normal (Box and Muller).
  mutating func normal() -> Double { (-2 * log(1 - unit())).squareRoot() * cos(2 * .pi * unit()) }
}

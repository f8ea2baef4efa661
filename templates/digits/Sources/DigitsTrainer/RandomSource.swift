#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A small source of random numbers with a seed: SplitMix64 (Steele, Lea and Flood, 2014).
///
/// The standard library does not promise that `shuffle` or `random(in:)` give the same values in the next release.
/// This source does: equal seeds give equal splits, weights and dropout masks, whatever the toolchain.
struct RandomSource {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  /// A source of its own for each pair of numbers, such as the seed of a run and an epoch.
  init(seed: UInt64, stream: UInt64) {
    var mixer = RandomSource(seed: seed)
    state = mixer.next() ^ (stream &* 0xD1B5_4A32_D192_ED03)
  }

  /// The next 64 random bits.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A number in [0, 1): the upper 24 bits, all that a `Float` can tell apart.
  mutating func uniform() -> Float {
    Float(next() >> 40) * 0x1p-24
  }

  /// A number from the standard normal distribution, made of two uniform ones (Box and Muller, 1958).
  mutating func normal() -> Float {
    // 1 - uniform, because the logarithm of zero is no number.
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// An index in 0 ..< `count`.
  mutating func index(below count: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }

  /// Puts the elements in a random order: the shuffle of Fisher and Yates.
  mutating func shuffle<Element>(_ elements: inout [Element]) {
    for end in stride(from: elements.count, to: 1, by: -1) {
      elements.swapAt(end - 1, index(below: end))
    }
  }
}

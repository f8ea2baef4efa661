/// A seeded source of random numbers that gives the same numbers on every platform and in every version.
///
/// The generator is xoshiro256++ 1.0 (Blackman, Vigna, 2019), its state filled by SplitMix64. Everything above it
/// (uniform, normal, shuffle, …) is our own as well, since the standard library may change how it draws.
///
/// A source has an *identity*, its seed and path, besides its state. Streams are made by naming what they are for:
///
///     var source = RandomSource(seed: 7, trial.number, "candidates")
///     var child = source.split("mutations")
///
/// A child depends on the identity and the key only, not on how much was drawn before. So work can be added, left out
/// or reordered without changing the numbers of the rest.
package struct RandomSource: RandomNumberGenerator, Sendable, Hashable {
  /// Hash of the seed and the path.
  package let identity: UInt64

  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  /// The stream of a seed, or with a path the stream that the path names: `RandomSource(seed: 7, 12, "noise")` is
  /// `RandomSource(seed: 7).split(12).split("noise")`.
  package init(seed: UInt64, _ path: any StreamKey...) {
    self.init(identity: path.reduce(seed) { Self.descend(from: $0, key: $1.streamKey) })
  }

  private init(identity: UInt64) {
    self.identity = identity
    var words = SplitMix64(seed: identity)
    s0 = words.next()
    s1 = words.next()
    s2 = words.next()
    s3 = words.next()
  }

  /// Starts from the generator's four state words, not all zero. For comparing with published sequences.
  init(state: (UInt64, UInt64, UInt64, UInt64)) {
    identity = 0
    (s0, s1, s2, s3) = state
  }

  /// The independent stream with this key. Draws nothing from this source and does not depend on what was drawn.
  package func split(_ key: any StreamKey) -> RandomSource {
    RandomSource(identity: Self.descend(from: identity, key: key.streamKey))
  }

  /// 64 random bits; period 2²⁵⁶ − 1.
  package mutating func next() -> UInt64 {
    let result = rotate(s0 &+ s3, by: 23) &+ s0
    let shifted = s1 &<< 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = rotate(s3, by: 45)
    return result
  }

  /// Injective in each argument, and not symmetric: the order of a path matters.
  private static func descend(from identity: UInt64, key: UInt64) -> UInt64 {
    let parent = SplitMix64.mix(identity &+ 0x9E37_79B9_7F4A_7C15)
    let child = SplitMix64.mix(key ^ 0xD1B5_4A32_D192_ED03)
    return SplitMix64.mix(parent &+ child)
  }
}

@inline(__always)
private func rotate(_ x: UInt64, by bits: UInt64) -> UInt64 {
  (x &<< bits) | (x &>> (64 &- bits))
}

/// What can name a stream of random numbers: an integer, or text.
package protocol StreamKey: Sendable {
  var streamKey: UInt64 { get }
}

extension Int: StreamKey {
  package var streamKey: UInt64 { UInt64(bitPattern: Int64(self)) }
}

extension UInt64: StreamKey {
  package var streamKey: UInt64 { self }
}

extension String: StreamKey {
  package var streamKey: UInt64 { StableHash(self).value }
}

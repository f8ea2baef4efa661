/// A 64-bit hash that is the same in every process, on every platform and in every version.
///
/// `Hasher` is none of these. Bytes go through FNV-1a (Fowler, Noll, Vo); ``value`` mixes the result, because the high
/// bits of FNV-1a are weak for short inputs. Good for seeds and digests of our own data, not against an adversary.
package struct StableHash: Sendable {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  package init() {}

  /// Hashes one string, as UTF-8.
  package init(_ string: String) { combine(string) }

  /// The hash of everything combined so far.
  package var value: UInt64 { SplitMix64.mix(state) }

  /// FNV-1a's own value, without the final mixing.
  package var fnv1a: UInt64 { state }

  package mutating func combine(bytes: some Sequence<UInt8>) {
    for byte in bytes { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
  }

  /// Eight bytes, least significant first.
  package mutating func combine(_ bits: UInt64) {
    for shift: UInt64 in stride(from: 0, to: 64, by: 8) {
      state = (state ^ ((bits &>> shift) & 0xFF)) &* 0x0000_0100_0000_01B3
    }
  }

  package mutating func combine(_ integer: Int) { combine(UInt64(bitPattern: Int64(integer))) }

  /// The bit pattern; −0 counts as 0, and all NaNs as one, because nothing that we hash tells them apart.
  package mutating func combine(_ number: Double) {
    combine(number == 0 ? 0 : number.isNaN ? Double.nan.bitPattern : number.bitPattern)
  }

  /// The UTF-8 bytes and a byte that no UTF-8 has, so that "ab", "c" and "a", "bc" differ.
  package mutating func combine(_ string: String) {
    combine(bytes: string.utf8)
    combine(bytes: CollectionOfOne(0xFF))
  }
}

/// Nested uniform scrambling (A. B. Owen, 1995) of 32-bit binary fractions by a hash.
///
/// Each bit is flipped, or not, by a coin that depends on the seed and on all higher bits. So points that shared a
/// dyadic interval still share one: the stratification of a net survives, while every point becomes uniform.
///
/// After B. Burley, "Practical hash-based Owen scrambling", JCGT 9(4) (2020): on the reversed bits, a hash in which
/// each bit of the result depends on lower bits only (S. Laine, T. Karras, 2011), with the constants that N. Vegdahl
/// found by search.
enum OwenScrambling {
  static func scramble(_ fraction: UInt32, seed: UInt32) -> UInt32 {
    reverse(hash(reverse(fraction), seed: seed))
  }

  /// Multiplying by an even number, adding, and multiplying by an odd one all carry upwards only.
  @inline(__always)
  private static func hash(_ bits: UInt32, seed: UInt32) -> UInt32 {
    var x = bits
    x ^= x &* 0x3D20_ADEA
    x &+= seed
    x &*= (seed >> 16) | 1
    x ^= x &* 0x0552_6C56
    x ^= x &* 0x53A2_2864
    return x
  }

  @inline(__always)
  private static func reverse(_ bits: UInt32) -> UInt32 {
    var x = bits.byteSwapped
    x = ((x & 0x0F0F_0F0F) << 4) | ((x >> 4) & 0x0F0F_0F0F)
    x = ((x & 0x3333_3333) << 2) | ((x >> 2) & 0x3333_3333)
    return ((x & 0x5555_5555) << 1) | ((x >> 1) & 0x5555_5555)
  }
}

/// The seed that a trial's train command gets.
package enum TrialSeed {
  /// A number below 2^31, as every language's generators take it, that differs between trials and between
  /// experiments with different seeds. The finalizer of SplitMix64 (Steele, Lea and Flood 2014).
  package static func seed(experiment: UInt64, trial: Int) -> UInt64 {
    var z = experiment &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(truncatingIfNeeded: trial) &* 0xD1B5_4A32_D192_ED03
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return (z ^ (z >> 31)) & 0x7FFF_FFFF
  }
}

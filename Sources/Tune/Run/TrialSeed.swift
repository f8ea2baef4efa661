package import TuneModel

/// The seed that a trial's train command gets.
package enum TrialSeed {
  /// A number below 2^31, as every language's generators take it, that differs between trials and between
  /// experiments with different seeds. The finalizer of SplitMix64 (Steele, Lea and Flood 2014).
  package static func seed(experiment: UInt64, trial: Int) -> UInt64 {
    mixed(experiment, UInt64(truncatingIfNeeded: trial))
  }

  /// The seed of a run that every trial has.
  package static func seed(experiment: UInt64, part: TrialPart) -> UInt64 {
    // Beyond the numbers of trials, and each kind beyond the one before.
    let number: UInt64 =
      switch part {
      case .seed(let number): (1 << 40) + UInt64(number)
      case .fold(let number): (2 << 40) + UInt64(number)
      case .confirmation(let number): (3 << 40) + UInt64(number)
      }
    return mixed(experiment, number)
  }

  private static func mixed(_ experiment: UInt64, _ number: UInt64) -> UInt64 {
    var z = experiment &* 0x9E37_79B9_7F4A_7C15 &+ number &* 0xD1B5_4A32_D192_ED03
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return (z ^ (z >> 31)) & 0x7FFF_FFFF
  }
}

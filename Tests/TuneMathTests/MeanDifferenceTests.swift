import Testing

@testable import TuneMath

/// References are SciPy's: `ttest_ind(equal_var=False)`, `ttest_1samp`, and the quantiles of `t`.
@Suite struct MeanDifferenceTests {
  let sample: [Double] = [3.1, -2, 5.5, 0.25, 7, 7, -1, 4]
  let other: [Double] = [1, -1, 4, 2, 9]
  let partner: [Double] = [1, -1, 4, 2, 9, 3, -4, 4]

  private func expect(_ result: MeanDifference?, _ p: Double, _ low: Double, _ high: Double) throws {
    let result = try #require(result)
    #expect(agree(result.pValue, p, relative: 1e-11))
    #expect(agree(result.low, low, relative: 1e-11))
    #expect(agree(result.high, high, relative: 1e-11))
  }

  @Test func `independent values agree with references`() throws {
    let result = MeanDifference.welch(sample, other)
    try expect(result, 0.993136324156452, -4.879043389746933, 4.841543389746933)
    #expect(agree(result?.difference ?? 0, -0.01875, relative: 1e-13))
  }

  @Test func `paired values agree with references`() throws {
    let differences = zip(sample, partner).map { $0 - $1 }
    try expect(.paired(differences), 0.3885939931070494, -1.1499878227373583, 2.612487822737358)
  }

  @Test func `one value against several agrees with references`() throws {
    try expect(.fromOne(sample, 9), 0.15317285933577768, -14.902274906393497, 2.8647749063934986)
  }

  @Test func `without noise nothing is said`() {
    #expect(MeanDifference.welch([1, 1, 1], [2, 2]) == nil)
    #expect(MeanDifference.welch([1], [2, 3]) == nil)
    #expect(MeanDifference.welch([1, .nan], [2, 3]) == nil)
    #expect(MeanDifference.paired([0.5, 0.5]) == nil)
    #expect(MeanDifference.paired([]) == nil)
    #expect(MeanDifference.fromOne([1, 1], 2) == nil)
    #expect(MeanDifference.fromOne([1, .infinity], 2) == nil)
    // One that does not spread has a partner that does.
    #expect(MeanDifference.welch([1, 1, 1], [2, 3]) != nil)
  }
}

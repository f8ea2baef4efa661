import Testing

@testable import TuneMath

/// References are SciPy's and NumPy's, or computed with 30 and more digits.
@Suite struct StatisticsTests {
  let sample: [Double] = [3.1, -2, 5.5, 0.25, 7, 7, -1, 4]
  let partner: [Double] = [1, -1, 4, 2, 9, 3, -4, 4]

  // MARK: Description

  @Test func momentsAgreeWithReferences() {
    #expect(Statistics.mean(sample) == 2.98125)
    #expect(agree(Statistics.variance(sample), 12.545669642857144, relative: 1e-15))
    #expect(agree(Statistics.standardDeviation(sample), 12.545669642857144.squareRoot(), relative: 1e-15))
  }

  @Test func momentsSurviveOffsetsAndExtremes() {
    // The textbook formula Σx² − n·mean² would lose all digits here.
    #expect(agree(Statistics.variance(sample.map { $0 + 1e8 }), 12.545669642857144, relative: 1e-7))
    #expect(Statistics.mean([1e308, 1e308, 1e308]) == 1e308)
    #expect(Statistics.mean([]).isNaN)
    #expect(Statistics.variance([1]).isNaN)
    #expect(Statistics.variance([0.1, 0.1, 0.1]) == 0)
    #expect(Statistics.mean([1, .nan]).isNaN)
  }

  @Test func quantilesAreOfTypeSeven() {
    let expected: [(Double, Double)] = [(0, -2), (0.1, -1.3), (0.25, -0.0625), (0.5, 3.55), (0.9, 7), (1, 7)]
    for (q, value) in expected { #expect(agree(Statistics.quantile(q, of: sample), value, relative: 1e-14)) }
    #expect(Statistics.median(sample) == 3.55)
    #expect(Statistics.median([5]) == 5)
    #expect(Statistics.median([]).isNaN)
    #expect(Statistics.median([1, .nan]).isNaN)
    #expect(Statistics.quantile(1.5, of: sample).isNaN)
    #expect(Statistics.median([.infinity, .infinity]) == .infinity)
  }

  @Test func ranksShareTies() {
    #expect(Statistics.ranks(sample) == [4, 1, 6, 3, 7.5, 7.5, 2, 5])
    #expect(Statistics.denseRanks(sample) == [4, 1, 6, 3, 7, 7, 2, 5])
    #expect(Statistics.ranks([]) == [])
    #expect(Statistics.ranks([.nan, 1, .nan, -.infinity]) == [3.5, 2, 3.5, 1])
    #expect(Statistics.ascendingOrder([2, .nan, 1, 2]) == [2, 0, 3, 1])
  }

  @Test func correlationsAgreeWithReferences() {
    #expect(agree(Statistics.pearson(sample, partner), 0.8174860535216489, relative: 1e-14))
    #expect(agree(Statistics.spearman(sample, partner), 0.8433734939759037, relative: 1e-14))
    #expect(Statistics.spearman([1, 2, 3], [1, 8, 27]) == 1)
    #expect(Statistics.pearson([1, 1, 1], [1, 2, 3]).isNaN)
    #expect(Statistics.pearson([], []).isNaN)
    #expect(agree(Statistics.pearson([0, 1e150, 2e150], [0, 1e80, 2e80]), 1, relative: 1e-15))
  }

  // MARK: Special functions

  @Test func logGammaAgreesWithReferences() {
    let references: [(Double, Double)] = [
      (0.1, 2.252712651734206), (0.5, 0.5723649429247001), (1, 0), (1.5, -0.12078223763524522), (2, 0),
      (3.7, 1.428072326665388), (10, 12.801827480081469), (50.5, 146.51925549072064),
      (171, 706.5730622457874), (1e5, 1051287.7089736569),
    ]
    for (x, value) in references {
      #expect(agree(GammaFunction.logGamma(x), value, relative: 1e-15, absolute: 4e-15), "ln Γ(\(x))")
    }
    #expect(GammaFunction.logGamma(0).isNaN)
  }

  @Test func incompleteGammaAgreesWithReferences() {
    let references: [(a: Double, x: Double, lower: Double, upper: Double)] = [
      (0.5, 0.1, 0.345279153981423, 0.654720846018577),
      (1, 1, 0.6321205588285577, 0.36787944117144233),
      (3, 2.5, 0.45618688411667047, 0.5438131158833295),
      (3, 10, 0.9972306042844884, 0.002769395715511576),
      (50, 40, 0.07033506665939496, 0.9296649333406051),
      (50, 70, 0.994859497541494, 0.005140502458505894),
      (1e-3, 1e-5, 0.9891230446957827, 0.01087695530421733),
      (200, 200, 0.5094034180072363, 0.4905965819927637),
      (0.5, 30, 0.9999999999999906, 9.485737571073848e-15),
      (1000, 1100, 0.99894067674607, 0.0010593232539299773),
    ]
    for (a, x, lower, upper) in references {
      #expect(agree(GammaFunction.regularizedLower(a, x), lower, relative: 2e-12), "P(\(a), \(x))")
      #expect(agree(GammaFunction.regularizedUpper(a, x), upper, relative: 2e-12), "Q(\(a), \(x))")
    }
    #expect(GammaFunction.regularizedLower(2, 0) == 0)
    #expect(GammaFunction.regularizedUpper(2, .infinity) == 0)
    #expect(GammaFunction.regularizedLower(-1, 1).isNaN)
  }

  @Test func incompleteBetaAgreesWithReferences() {
    let references: [(a: Double, b: Double, x: Double, value: Double)] = [
      (0.5, 0.5, 0.3, 0.36901011956554536), (2, 3, 0.4, 0.5248), (5, 0.5, 0.9, 0.3166429150200123),
      (30, 40, 0.45, 0.6447480085585681), (0.1, 5, 1e-4, 0.4870017223509281), (1, 1, 0.25, 0.25),
      (200, 300, 0.35, 0.01034177025468759), (2, 3, 0.999, 0.999999996003), (1e4, 1e4, 0.505, 0.9213529911183359),
    ]
    for (a, b, x, value) in references {
      #expect(agree(BetaFunction.regularized(x, a, b), value, relative: 1e-11), "I_\(x)(\(a), \(b))")
      #expect(agree(BetaFunction.regularized(x, a, b), 1 - BetaFunction.regularized(1 - x, b, a), relative: 1e-9))
    }
    #expect(BetaFunction.regularized(0, 2, 3) == 0)
    #expect(BetaFunction.regularized(1, 2, 3) == 1)
    #expect(BetaFunction.regularized(1.1, 2, 3).isNaN)
  }

  @Test func studentDistributionAgreesWithReferences() {
    let references: [(t: Double, nu: Double, p: Double)] = [
      (0, 5, 0.5), (1.5, 1, 0.8128329581890011), (-2.3, 2, 0.07407407407407408), (-2.3, 7, 0.02749554760218579),
      (4, 30, 0.9998090771819581), (-15, 10, 1.7481457182767654e-08), (0.01, 3, 0.503675444293574),
      (-3, 1000, 0.0013833545221190963), (2.5, 4.5, 0.9700471567488997), (-40, 200, 1.1243698267601098e-97),
    ]
    for (t, nu, p) in references {
      #expect(agree(StudentT.cdf(t, degreesOfFreedom: nu), p, relative: 2e-12), "t = \(t), ν = \(nu)")
    }
    #expect(StudentT.cdf(-.infinity, degreesOfFreedom: 3) == 0)
    #expect(StudentT.cdf(1e200, degreesOfFreedom: 3) == 1)
    let quantiles: [(p: Double, nu: Double, t: Double)] = [
      (0.975, 1, 12.706204736174694), (0.975, 4, 2.7764451051977934), (0.9, 10.5, 1.3675851988338203),
      (0.001, 3, -10.214531852407385), (0.5, 8, 0), (0.95, 1e4, 1.645006018069243),
    ]
    for (p, nu, t) in quantiles {
      #expect(agree(StudentT.quantile(p, degreesOfFreedom: nu), t, relative: 1e-10), "p = \(p), ν = \(nu)")
    }
    #expect(StudentT.quantile(0, degreesOfFreedom: 3) == -.infinity)
    #expect(StudentT.quantile(2, degreesOfFreedom: 3).isNaN)
  }

  // MARK: Expected improvement

  @Test func logImprovementAgreesWithReferences() {
    let references: [(z: Double, log: Double, slope: Double?)] = [
      (5, 1.6094379231264313, 0.19999994053122006), (1, 0.08002621884930694, 0.7766387252017393),
      (0, -0.9189385332046728, 1.2533141373155003), (-0.5, -1.6205162643873199, 1.5598731483480797),
      (-1, -2.4851210257126413, 1.9042712333296918), (-1.5, -3.52993592080571, 2.2795806941564463),
      (-4.99, -16.690729996795877, 5.3524172382768835), (-5.01, -16.797966327739523, 5.371217079666808),
      (-10, -55.55312203612235, 10.194383033412553), (-30, -457.724653760598, 30.06644615416242),
      (-1e3, -500014.73445209116, nil), (-1e6, -500000000028.55, nil), (-1e10, -5e19, nil),
    ]
    for (z, log, slope) in references {
      let value = StandardNormal.logImprovement(z)
      #expect(agree(value.log, log, relative: 1e-13), "ln h(\(z))")
      if let slope { #expect(agree(value.slope, slope, relative: 1e-12), "slope at \(z)") }
    }
  }

  @Test func logExpectedImprovementScalesWithTheUnit() {
    let unit = StandardNormal.logExpectedImprovement(mean: -0.7, sd: 1)
    #expect(unit == StandardNormal.logImprovement(-0.7).log)
    let scaled = StandardNormal.logExpectedImprovement(mean: -0.7e6, sd: 1e6)
    #expect((scaled - unit - logarithm(1e6)).magnitude < 1e-12)
    #expect(StandardNormal.logExpectedImprovement(mean: 0, sd: 0) == -.infinity)
  }

  @Test func logImprovementRisesSmoothlyAcrossItsBranches() {
    var previous = StandardNormal.logImprovement(-7)
    let step = 4e-3
    for z in stride(from: -7 + step, through: 1, by: step) {
      let value = StandardNormal.logImprovement(z)
      #expect(value.log > previous.log)
      // The trapezoid rule of the slope gives the increase.
      #expect(agree(value.log - previous.log, 0.5 * step * (value.slope + previous.slope), relative: 1e-5))
      previous = value
    }
  }

  // MARK: Tests of paired differences

  @Test func studentTestAgreesWithReferences() {
    let a: [Double] = [125, 115, 130, 140, 140, 115, 140, 125, 140, 135]
    let b: [Double] = [110, 122, 125, 120, 141, 124, 123, 137, 135, 145]
    let differences = zip(a, b).map { $0 - $1 }
    let both = PairedTest.student(differences)
    #expect(agree(both.statistic, 0.6084315436571356, relative: 1e-13))
    #expect(agree(both.pValue, 0.557942390046916, relative: 1e-12))
    #expect(agree(PairedTest.student(differences, alternative: .greater).pValue, 0.278971195023458, relative: 1e-12))
    #expect(agree(PairedTest.student(differences, alternative: .less).pValue, 1 - 0.278971195023458, relative: 1e-12))
  }

  @Test func studentTestOfDegenerateDifferencesIsDefined() {
    #expect(PairedTest.student([]).pValue == 1)
    #expect(PairedTest.student([3]).pValue == 1)
    #expect(PairedTest.student([0, 0, 0]).pValue == 1)
    #expect(PairedTest.student([2, 2, 2]).pValue == 0)
    #expect(PairedTest.student([2, 2, 2], alternative: .less).pValue == 1)
  }

  @Test func wilcoxonTestIsExactForFewDifferences() {
    let differences: [Double] = [6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75]
    let both = PairedTest.wilcoxon(differences)
    #expect(both.statistic == 96)
    #expect(both.pValue == 0.041259765625)
    #expect(PairedTest.wilcoxon(differences, alternative: .greater).pValue == 0.0206298828125)
    #expect(PairedTest.wilcoxon(differences, alternative: .less).pValue == 0.982330322265625)
  }

  @Test func wilcoxonTestIsExactWithTiesAndZeros() {
    // All 2⁹ signs of the nine differences that are not 0 were enumerated for the reference.
    let differences: [Double] = [1, 1, -2, 3, 3, 3, -1, 5, 0, 2]
    let test = PairedTest.wilcoxon(differences, alternative: .greater)
    #expect(test.count == 9)
    #expect(test.statistic == 38.5)
    #expect(test.pValue == 0.03125)
    #expect(PairedTest.wilcoxon(differences, alternative: .less).pValue == 0.98046875)
  }

  @Test func wilcoxonTestOfManyDifferencesAgreesWithReferences() {
    let differences: [Double] = [
      0.5, 1.0, 0.5, -1.1, 1.1, 0.6, -0.3, 0.8, 0.6, 0.5, 0.2, 0.7, -0.5, 0.0, -0.3, 0.8, 0.2, -0.1, -0.6, -0.1,
      0.2, -0.1, 1.5, 1.2, -2.5, -1.7, 0.0, -0.2, 0.4, 0.4, 2.3, -0.9, -0.2, 2.2, 0.8, 0.9, -0.3, -1.4, 0.4, 0.3,
      -1.0, -0.5, 0.1, -0.7, 0.1, 0.3, 0.2, -0.3, 0.8, 1.1, 0.5, -0.6, 0.9, -0.3, 1.1, -0.9, 1.1, 0.2, -1.0, -0.1,
      0.3, 0.5, -0.8, -0.9, 0.4, -0.3, 0.4, 1.0, -1.4, 0.5, 1.4, -0.1, -0.6, 1.0, 0.5, 1.1, -0.1, -1.3, 0.1, -0.2,
    ]
    let references: [(Alternative, Double)] = [
      (.twoSided, 0.10789014311267978), (.greater, 0.05394507155633989), (.less, 0.9465988834071397),
    ]
    for (alternative, p) in references {
      let test = PairedTest.wilcoxon(differences, alternative: alternative)
      #expect(test.statistic == 1863.5)
      #expect(agree(test.pValue, p, relative: 1e-12))
    }
  }

  @Test func exactAndApproximateWilcoxonTestsMeetAtFifty() {
    var source = RandomSource(seed: 53)
    let differences = (0..<51).map { _ in source.normal(mean: 0.3, sd: 1) }
    let exact = PairedTest.wilcoxon(Array(differences.dropLast())).pValue
    let approximate = PairedTest.wilcoxon(Array(differences.dropLast()) + [1e-9]).pValue
    #expect(agree(exact, approximate, relative: 0.1))
  }

  @Test func wilcoxonTestOfNothingShowsNothing() {
    #expect(PairedTest.wilcoxon([]).pValue == 1)
    #expect(PairedTest.wilcoxon([0, 0]).pValue == 1)
    #expect(PairedTest.wilcoxon([1, .nan]).pValue == 1)
  }

  // MARK: Bootstrap

  @Test func bootstrapIntervalOfAMeanIsNearTheNormalOne() {
    var source = RandomSource(seed: 59)
    let sample = source.normals(400).map { 3 + 2 * $0 }
    let interval = Statistics.bootstrapInterval(of: sample, using: &source)
    let (mean, error) = (Statistics.mean(sample), Statistics.standardDeviation(sample) / 20)
    #expect(agree(interval.lower, mean - 1.96 * error, relative: 0, absolute: 0.2 * error))
    #expect(agree(interval.upper, mean + 1.96 * error, relative: 0, absolute: 0.2 * error))
  }

  @Test func bootstrapIntervalCoversAsOftenAsItSays() {
    var covered = 0
    for seed in 0..<100 as Range<UInt64> {
      var source = RandomSource(seed: seed, "coverage")
      let sample = source.normals(30)
      let interval = Statistics.bootstrapInterval(
        of: sample,
        level: 0.8,
        resamples: 200,
        using: &source,
        statistic: Statistics.median
      )
      if interval.lower <= 0 && 0 <= interval.upper { covered += 1 }
    }
    #expect((68...92).contains(covered))
  }

  @Test func bootstrapIntervalsOfDegenerateSamplesAreDefined() {
    var source = RandomSource(seed: 61)
    #expect(Statistics.bootstrapInterval(of: [], using: &source).lower.isNaN)
    #expect(Statistics.bootstrapInterval(of: [4], using: &source) == (4, 4))
    #expect(Statistics.bootstrapInterval(of: [4, .nan], using: &source).upper.isNaN)
  }
}

import Testing
import TuneMath

/// References computed with 50 to 900 digits.
@Suite struct StandardNormalTests {
  @Test func distributionFunctionIsAccurateInBothTails() {
    let references: [(x: Double, cdf: Double, log: Double)] = [
      (-40, 0, -804.6084420137538),
      (-37.5, 4.605353009581955e-308, -707.6689893175072),
      (-20, 2.7536241186062337e-89, -203.91715537109727),
      (-8, 6.220960574271784e-16, -35.01343715991455),
      (-3.3, 0.0004834241423837772, -7.634616148071128),
      (-1, 0.15865525393145705, -1.8410216450092636),
      (-0.7, 0.241963652223073, -1.4189677615315317),
      (-1e-9, 0.49999999960105773, -0.6931471813578298),
      (0.4, 0.6554217416103242, -0.42247637022777607),
      (1.5, 0.9331927987311419, -0.06914345561223398),
      (6, 0.9999999990134123, -9.865876455243758e-10),
      (9, 1, -1.1285884059538405e-19),
    ]
    for (x, cdf, log) in references {
      #expect(agree(StandardNormal.cdf(x), cdf, relative: 3e-15), "Φ(\(x))")
      #expect(agree(StandardNormal.logCDF(x), log, relative: 3e-15), "ln Φ(\(x))")
    }
    #expect(StandardNormal.cdf(-.infinity) == 0)
    #expect(StandardNormal.cdf(.infinity) == 1)
    #expect(StandardNormal.cdf(.nan).isNaN)
    #expect(agree(StandardNormal.logCDF(-1e150), -5e299, relative: 1e-15))
  }

  @Test func densityIsTheDerivativeOfTheDistributionFunction() {
    for x in stride(from: -6.0, through: 6, by: 0.37) {
      let h = 1e-4
      let slope = (StandardNormal.cdf(x + h) - StandardNormal.cdf(x - h)) / (2 * h)
      #expect(agree(StandardNormal.pdf(x), slope, relative: 1e-6, absolute: 1e-11))
      #expect(agree(logarithm(StandardNormal.pdf(x)), StandardNormal.logPDF(x), relative: 1e-14))
    }
  }

  @Test func scaledErrorFunctionAgreesWithReferences() {
    let references: [(x: Double, erfcx: Double)] = [
      (0, 1), (0.001, 0.9988726200811514), (0.5, 0.6156903441929259), (1, 0.427583576155807),
      (2, 0.25539567631050575), (5, 0.11070463773306863), (10, 0.05614099274382259),
      (26, 0.021683584850562907), (100, 0.005641613782989433), (1e10, 5.641895835477563e-11),
      (-0.5, 1.952360489182557), (-3, 16205.988853999586), (-20, 1.0442939379528289e174),
    ]
    for (x, value) in references {
      #expect(agree(ScaledErrorFunction.erfcx(x), value, relative: 1e-15), "erfcx(\(x))")
    }
    #expect(ScaledErrorFunction.erfcx(.infinity) == 0)
    #expect(ScaledErrorFunction.erfcx(-30) == .infinity)
  }

  @Test func quantileAgreesWithReferences() {
    let references: [(p: Double, x: Double)] = [
      (1e-300, -37.0470962993612), (1e-20, -9.262340089798407), (1e-5, -4.264890793922825),
      (0.01, -2.326347874040841), (0.074, -1.4466320671589785), (0.0750001, -1.4395307645017297),
      (0.3, -0.5244005127080408), (0.5, 0), (0.6, 0.2533471031357997), (0.93, 1.475791028179171),
      (0.9999, 3.7190164854557084),
    ]
    for (p, x) in references {
      #expect(agree(StandardNormal.quantile(p), x, relative: 2e-15), "Φ⁻¹(\(p))")
    }
    #expect(StandardNormal.quantile(0) == -.infinity)
    #expect(StandardNormal.quantile(1) == .infinity)
    #expect(StandardNormal.quantile(1.1).isNaN)
    #expect(StandardNormal.quantile(.nan).isNaN)
  }

  @Test func quantileOfALogProbabilityReachesBeyondTheSmallestDouble() {
    let references: [(l: Double, x: Double)] = [
      (-1e-10, 6.361340902411735), (-0.01, 2.328221737537176), (-0.5, 0.27028802073873587),
      (-3, -1.6469217205277147), (-30, -7.35766681500875), (-700, -37.295079632647415),
      (-740, -38.35188597820961), (-5000, -99.9447481748411), (-1e6, -1414.2077829910174),
    ]
    for (l, x) in references {
      #expect(agree(StandardNormal.quantile(logProbability: l), x, relative: 3e-15), "Φ⁻¹(exp(\(l)))")
    }
    #expect(StandardNormal.quantile(logProbability: 0) == .infinity)
    #expect(StandardNormal.quantile(logProbability: -.infinity) == -.infinity)
    #expect(StandardNormal.quantile(logProbability: 0.1).isNaN)
  }

  @Test func massOfAnIntervalIsAccurateHoweverNarrowOrFarOut() {
    let references: [(a: Double, b: Double, log: Double)] = [
      (-1, 1, -0.38171514630212605), (0.5, 0.5000001, -17.16203420968935), (-30, -29.99, -455.37037945483564),
      (45, 50, -1017.2260942419524), (3, 8, -6.60772622151081), (-0.2, 0.6, -1.1874218905130849),
      (10, 10.0000001, -67.03703469024042), (38, 40, -726.5572160188201),
    ]
    for (a, b, log) in references {
      // The ends of the narrow intervals are rounded, which is worth up to 10⁻⁹ of their width.
      let tolerance = b - a < 1e-3 ? 1e-9 : 1e-12
      #expect(agree(StandardNormal.logMass(from: a, to: b), log, relative: tolerance), "[\(a), \(b)]")
      #expect(agree(StandardNormal.logMass(from: -b, to: -a), log, relative: tolerance), "[\(-b), \(-a)]")
    }
    #expect(StandardNormal.logMass(from: -.infinity, to: .infinity) == 0)
    #expect(StandardNormal.logMass(from: 1, to: 1) == -.infinity)
    #expect(StandardNormal.logMass(from: 1e200, to: 2e200) == -.infinity)
    #expect(agree(StandardNormal.logMass(from: -.infinity, to: -2), StandardNormal.logCDF(-2), relative: 1e-15))
  }

  @Test func massAroundTheMeanHasASmallAbsoluteError() {
    for a in [0, 1e-9, 0.3, 1, 2.5, 7, 8.9, 9.1, 40, .infinity] {
      for b in [0, 0.1, 0.7, 4, 9, 1e9] {
        let mass = StandardNormal.mass(below: a, above: b)
        #expect((mass - exponential(StandardNormal.logMass(from: -a, to: b))).magnitude < 1e-15, "[\(-a), \(b)]")
      }
    }
  }

  @Test func truncatedQuantileInvertsTheTruncatedDistribution() {
    let intervals: [(Double, Double)] = [
      (-1, 2), (-8, -3), (3, 9), (-40, -38.5), (50, 51), (0.1, 0.1001), (-.infinity, -6), (-.infinity, .infinity),
    ]
    for (a, b) in intervals {
      var previous = a
      for u in stride(from: 0.05, to: 1, by: 0.05) {
        let x = StandardNormal.truncatedQuantile(u, from: a, to: b)
        #expect(x > previous && x < b)
        let share = exponential(StandardNormal.logMass(from: a, to: x) - StandardNormal.logMass(from: a, to: b))
        #expect(agree(share, u, relative: 1e-10), "u = \(u) of [\(a), \(b)]")
        previous = x
      }
    }
    #expect(StandardNormal.truncatedQuantile(0.3, from: 2, to: 2) == 2)
    #expect(StandardNormal.truncatedQuantile(0.3, from: 1e200, to: 2e200) == 1e200)
  }
}

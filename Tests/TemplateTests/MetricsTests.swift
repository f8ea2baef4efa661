import Testing

@testable import DigitsTrainer

@Suite struct MetricsTests {
  @Test func `nothing seen scores zero`() {
    let metrics = Metrics()
    #expect(metrics.accuracy == 0 && metrics.recall == 0 && metrics.f1 == 0)
  }

  @Test func `all right scores one`() {
    var metrics = Metrics()
    for digit in 0..<10 { metrics.add(truth: digit, prediction: digit) }
    #expect(metrics.accuracy == 1 && metrics.recall == 1 && metrics.f1 == 1)
  }

  @Test func `recall and F1 are averages over the digits`() {
    var metrics = Metrics()
    // Three of four zeros are recognised, and one of two ones; the other digits always.
    for prediction in [0, 0, 0, 1] { metrics.add(truth: 0, prediction: prediction) }
    for prediction in [1, 5] { metrics.add(truth: 1, prediction: prediction) }
    for digit in 2..<10 { metrics.add(truth: digit, prediction: digit) }

    #expect(metrics.accuracy == 12.0 / 14)
    #expect(abs(metrics.recall - (3.0 / 4 + 1.0 / 2 + 8) / 10) < 1e-12)
    // 2 TP / (2 TP + FP + FN): 6 / (6 + 0 + 1) for zero, 2 / (2 + 1 + 1) for one, 2 / (2 + 1 + 0) for five.
    #expect(abs(metrics.f1 - (6.0 / 7 + 2.0 / 4 + 2.0 / 3 + 7) / 10) < 1e-12)
  }

  @Test(arguments: [
    (0.0, "0.0000"), (0.04296, "0.0430"), (1.0, "1.0000"), (12.34567, "12.3457"), (-0.5, "-0.5000"),
    (-0.00001, "0.0000"), (Double.infinity, "inf"), (Double.nan, "nan"), (1e300, "1e+300"),
  ])
  func `numbers have four decimals`(number: Double, text: String) {
    #expect(fixed(number, digits: 4) == text)
  }
}

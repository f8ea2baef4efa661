import Testing
import TuneModel

@testable import TuneExecution

@Suite struct MetricSeriesTests {
  private func series(_ values: [Double], limit: Int = 2_000) -> MetricSeries {
    var series = MetricSeries(limit: limit)
    for value in values { series.append("loss", value: value) }
    return series
  }

  private func reduced(
    _ values: [Double],
    _ reduction: Objective.Reduction,
    _ direction: Objective.Direction = .minimize
  )
    -> Double?
  {
    series(values).reduced(Objective(metric: "loss", direction: direction, reduction: reduction))
  }

  @Test func reducesOverTheSteps() {
    #expect(reduced([3, 1, 2], .last) == 2)
    #expect(reduced([3, 1, 2], .best) == 1)
    #expect(reduced([3, 1, 2], .best, .maximize) == 3)
    #expect(reduced([3, 1, 2], .mean) == 2)
    #expect(reduced([], .last) == nil)
    #expect(MetricSeries(wanted: ["loss"]).reduced(Objective(metric: "loss", direction: .minimize)) == nil)
  }

  @Test func takesNotANumberForTheBestOnlyWhenThereIsNothingElse() {
    #expect(reduced([.nan, 2, 3, .nan], .best) == 2)
    #expect(reduced([.nan, -.infinity, 3], .best) == -.infinity)
    #expect(reduced([.nan, .nan], .best)?.isNaN == true)
    #expect(reduced([1, .nan], .last)?.isNaN == true)
    #expect(reduced([1, .nan, 2], .mean)?.isNaN == true)
    #expect(series([1, .nan]).nonFiniteNames == ["loss"])
  }

  @Test func replacesProvisionalValuesOfTheSameStep() {
    var series = MetricSeries()
    series.append("loss", step: 1, value: 9, isProvisional: true)
    series.append("loss", step: 1, value: 5, isProvisional: true)
    series.append("loss", step: 2, value: 4)
    series.append("loss", step: 2, value: 3)
    #expect(
      series.points
        == [5, 4, 3].enumerated().map { MetricPoint("loss", step: [1, 2, 2][$0.offset], value: $0.element) }
    )
    #expect(series.reduced(Objective(metric: "loss", direction: .minimize, reduction: .mean)) == 4)
    #expect(series.reduced(Objective(metric: "loss", direction: .maximize, reduction: .best)) == 5)
  }

  @Test func listsValuesInTheOrderOfTheirFirstAppearance() {
    var series = MetricSeries(wanted: ["accuracy"])
    series.append("loss", value: 3)
    series.append("accuracy", value: 0.5)
    series.append("accuracy", value: 0.9)
    series.append("accuracy", value: 0.8)
    series.append("loss", value: 2)
    let best = Objective(metric: "accuracy", direction: .maximize, reduction: .best)
    #expect(series.names == ["loss", "accuracy"])
    #expect(series.values(for: [best]).map { "\($0)=\($1)" } == ["loss=2.0", "accuracy=0.9"])
    #expect(series.values(for: []).map { "\($0)=\($1)" } == ["loss=2.0", "accuracy=0.8"])
  }

  @Test(arguments: [1, 2, 3, 10, 100, 1_999])
  func thinsEvenlyAndKeepsFirstAndLast(limit: Int) {
    for count in [1, 2, 5, 100, 5_000] {
      let series = series((0..<count).map(Double.init), limit: limit)
      let points = series.points
      #expect(points.count <= max(limit, 2))
      #expect(points.first?.value == 0)
      #expect(points.last?.value == Double(count - 1))
      #expect(series.isThinned == (count > max(limit, 2)) || limit == 1)
      #expect(zip(points, points.dropFirst()).allSatisfy { $0.value < $1.value })
      if count > limit, limit >= 100 { #expect(points.count >= limit / 2) }
      // What is dropped still counts.
      #expect(
        series.reduced(Objective(metric: "loss", direction: .maximize, reduction: .mean)) == Double(count - 1) / 2
      )
    }
  }

  @Test func thinsTheLongCurveAndSparesTheShortOne() {
    var series = MetricSeries(limit: 100)
    for epoch in 1...20 {
      for batch in 1...50 { series.append("batch", value: Double(batch)) }
      series.append("accuracy", step: Double(epoch), value: Double(epoch))
    }
    #expect(series.points.filter { $0.metric == "accuracy" }.map(\.value) == (1...20).map(Double.init))
    #expect(series.points.count <= 100)
    // In the order in which they were reported.
    #expect(series.points.last?.metric == "accuracy")
  }
}

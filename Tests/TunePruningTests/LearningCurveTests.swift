import Testing
import TuneModel

@testable import TunePruning

@Suite struct LearningCurveTests {
  private let scene = Scene(.minimize)

  @Test func `a budget is reached with the first report at or past it`() {
    let curve = scene.trial(1, [5, 4, 3], steps: [2, 5, 9]).curve
    #expect(curve.arrival(at: 1) == 2 && curve.outcome(at: 1) == [5])
    #expect(curve.arrival(at: 5) == 5 && curve.outcome(at: 5) == [4])
    #expect(curve.arrival(at: 6) == 9 && curve.outcome(at: 6) == [3])
    #expect(curve.arrival(at: 10) == nil && curve.outcome(at: 10) == nil)
    #expect(curve.lastStep == 9)
  }

  @Test func `the best up to a step is known once the step was reached`() {
    let curve = scene.trial(1, [5, 3, 4], steps: [2, 5, 9]).curve
    #expect(curve.best(upTo: 1) == nil)
    #expect(curve.best(upTo: 4) == [5])
    #expect(curve.best(upTo: 9) == [3])
    #expect(curve.best(upTo: 9.5) == nil)
  }

  @Test func `what a trial is worth at a step follows the objective`() {
    let values: [Double] = [1, 4, 1]
    #expect(Scene(.maximize, .last).trial(1, values).curve.outcome(at: 3) == [-1])
    #expect(Scene(.maximize, .best).trial(1, values).curve.outcome(at: 3) == [-4])
    #expect(Scene(.maximize, .mean).trial(1, values).curve.outcome(at: 3) == [-2])
  }

  @Test func `a later report of a step replaces the earlier one`() {
    let curve = scene.trial(1, [5, 1, 4, 3], steps: [1, 2, 3, 2]).curve
    #expect(curve == scene.trial(1, [5, 3, 4], steps: [1, 2, 3]).curve)
    #expect(curve.best(upTo: 3) == [3])
  }

  @Test func `values and steps that are no numbers`() {
    let curve = scene.trial(1, [.nan, -.infinity, 2, 1], steps: [1, 2, 3, .nan]).curve
    #expect(curve.outcome(at: 1) == [.infinity] && curve.outcome(at: 2) == [.infinity])
    #expect(curve.lastStep == 3)
    #expect(Scene(.minimize, .mean).trial(1, [1, .nan, 2]).curve.outcome(at: 3) == [.infinity])
  }

  @Test func `several metrics are reached together`() {
    let objectives = [Objective(metric: "a", direction: .minimize), Objective(metric: "b", direction: .maximize)]
    var curve = LearningCurve(
      objectives,
      points: [MetricPoint("a", step: 1, value: 5), MetricPoint("a", step: 2, value: 4)]
    )
    #expect(curve.lastStep == nil)
    curve.add(MetricPoint("c", step: 9, value: 0))
    curve.add(MetricPoint("b", step: 1, value: 7))
    #expect(curve.lastStep == 1 && curve.outcome(at: 1) == [5, -7] && curve.outcome(at: 2) == nil)
    #expect(curve.best(upTo: 2) == nil)
  }
}

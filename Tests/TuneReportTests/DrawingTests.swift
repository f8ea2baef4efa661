import Testing
import TuneModel

@testable import TuneMath
@testable import TuneReport

@Suite struct Drawing {
  @Test(arguments: [
    (0, "0"), (-0.0, "0"), (-0.004, "0"), (12, "12"), (0.5, "0.5"), (-3.07, "-3.07"), (1.005, "1"), (99.999, "100"),
    (0.1 + 0.2, "0.3"), (.nan, "0"), (.infinity, "0"), (1e300, "1000000000"), (-0.25, "-0.25"), (7.1, "7.1"),
  ])
  func `a coordinate has two decimals at most`(x: Double, text: String) {
    #expect(SVGPicture.number(x) == text)
  }

  @Test func `text in a picture is escaped`() {
    #expect(SVGPicture.escaped("<a href=\"x\">&\u{0}\n") == "&lt;a href=&quot;x&quot;&gt;&amp;\\u{0}\\n")
  }

  @Test(
    arguments: [
      (0, 1, 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
      (0.71, 0.97, 5, ["0.75", "0.80", "0.85", "0.90", "0.95"]),
      (-3, 12, 5, ["-2", "0", "2", "4", "6", "8", "10", "12"]),
      (0, 0.3, 3, ["0.0", "0.1", "0.2", "0.3"]),
      (16, 256, 4, ["50", "100", "150", "200", "250"]),
      (0, 3e9, 3, ["0", "1e+09", "2e+09", "3e+09"]),
      (1e-7, 5e-7, 4, ["1e-07", "2e-07", "3e-07", "4e-07", "5e-07"]),
      (5, 5, 4, ["5"]),
      (1e17, 1e17 + 64, 4, []),
    ] as [(Double, Double, Int, [String])]
  )
  func `linear ticks are round numbers`(low: Double, high: Double, count: Int, labels: [String]) {
    #expect(Ticks.linear(from: low, to: high, count: count).map(\.label) == labels)
  }

  @Test(
    arguments: [
      (1e-5, 0.1, 6, ["1e-05", "0.0001", "0.001", "0.01", "0.1"]),
      (1, 64, 6, ["1", "2", "5", "10", "20", "50"]),
      (1e-12, 1, 6, ["1e-12", "1e-10", "1e-08", "1e-06", "0.0001", "0.01", "1"]),
      (2, 5, 6, ["2.0", "2.5", "3.0", "3.5", "4.0", "4.5", "5.0"]),
      (0.3, 0.4, 5, ["0.30", "0.32", "0.34", "0.36", "0.38", "0.40"]),
      (0, 1, 5, []),
    ] as [(Double, Double, Int, [String])]
  )
  func `logarithmic ticks are powers of ten where there is room`(
    low: Double,
    high: Double,
    count: Int,
    labels: [String]
  ) {
    #expect(Ticks.logarithmic(from: low, to: high, count: count).map(\.label) == labels)
  }

  @Test func `logit ticks crowd towards the ends`() {
    #expect(Ticks.logit(from: 0.005, to: 0.999).map(\.label) == ["0.01", "0.1", "0.5", "0.9", "0.99", "0.999"])
  }

  @Test func `ticks of any range are few, ascending and inside it`() {
    var random = SplitMix(state: 5)
    for _ in 0..<5000 {
      let a = (random.unit() - 0.5) * Scale.log.inverse((random.unit() - 0.5) * 60)
      let b = a + random.unit() * Scale.log.inverse((random.unit() - 0.5) * 60)
      let ticks = Ticks.linear(from: a, to: b, count: 5)
      let margin = 1e-8 * (b - a) + 4 * max(a.magnitude, b.magnitude).ulp
      #expect(ticks.count <= 9)
      #expect(ticks.allSatisfy { $0.value >= a - margin && $0.value <= b + margin })
      #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.value < $1.value })
      let (low, high) = (a.magnitude, a.magnitude + (b - a))
      let decades = Ticks.logarithmic(from: low, to: high)
      #expect(decades.count <= 10, "\(low) to \(high)")
      #expect(decades.allSatisfy { $0.value >= low * (1 - 1e-8) && $0.value <= high * (1 + 1e-8) })
    }
  }

  @Test func `an axis maps its ends to its ends and clamps what is beyond`() {
    let axis = Axis(from: 1, to: 100, scale: .log, start: 200, end: 0, ticks: [])
    #expect(axis.position(1) == 200)
    #expect((axis.position(10) - 100).magnitude < 1e-9)
    #expect(axis.position(1e9) == 0)
    #expect(axis.position(-5) == 200)
    #expect(axis.contains(100) && axis.contains(1) && !axis.contains(101) && !axis.contains(-1) && !axis.contains(.nan))
  }

  @Test func `few very bad trials do not flatten the others`() {
    let objective = Objective(metric: "loss", direction: .minimize)
    let values = (0..<50).map { 1 + Double($0) / 50 } + [80, 90]
    let axis = ObjectiveAxis.axis(values, objective, start: 1, end: 0)
    #expect(axis.scale == .linear)
    #expect(axis.high < 10 && axis.low <= 1)
  }

  @Test func `losses over many decades get a logarithmic axis`() {
    let objective = Objective(metric: "loss", direction: .minimize)
    let axis = ObjectiveAxis.axis([1e-3, 0.1, 5, 2000], objective, start: 1, end: 0)
    #expect(axis.scale == .log)
    #expect(axis.contains(1e-3) && axis.contains(2000))
    #expect(ObjectiveAxis.axis([-1, 0.1, 5, 2000], objective, start: 1, end: 0).scale == .linear)
  }

  @Test(arguments: [[0.0], [5.0, 5.0], [1e-300], [1e300, -1e300], [.leastNonzeroMagnitude, 1e308]])
  func `an axis of extreme values still has finite ends`(values: [Double]) {
    for direction in Objective.Direction.allCases {
      let axis = ObjectiveAxis.axis(values, Objective(metric: "m", direction: direction), start: 1, end: 0)
      #expect(axis.low.isFinite && axis.high.isFinite && axis.low < axis.high)
      for value in values { #expect(axis.position(value).isFinite) }
    }
  }

  @Test func `an axis has no ticks above 1 for shares, and none below 0 for what is never negative`() {
    func ticks(_ values: [Double], _ landmarks: [Double] = [], _ direction: Objective.Direction = .maximize) -> [String]
    {
      let objective = Objective(metric: "m", direction: direction)
      return ObjectiveAxis.axis(values, landmarks: landmarks, objective, start: 1, end: 0).ticks.map(\.label)
    }
    #expect(ticks([0.5, 0.7, 0.995]) == ["0.5", "0.6", "0.7", "0.8", "0.9", "1.0"])
    #expect(ticks([1, 1]) == ["0.90", "0.95", "1.00"])
    #expect(ticks([0, 0.5, 1]) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(ticks([0.02, 0.5, 0.9], [], .minimize) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(ticks([0, 40, 90], [], .minimize).first == "0")
    // These are no shares, and no quantities.
    #expect(ticks([0.5, 0.7, 1.01]).last == "1.1")
    #expect(ticks([0.5, 0.7, 0.99], [1.06]).last == "1.1")
    #expect(ticks([-0.5, 0.5, 0.99]).first == "-0.5")
  }

  @Test func `whole numbers have no ticks between them`() {
    func labels(_ low: Double, _ high: Double, isInteger: Bool = true) -> [String] {
      let range = SteppedRange(min: low, max: high, step: isInteger ? 1 : 0.5, isInteger: isInteger)
      return ParameterAxis(.stepped(range), start: 0, end: 300).axis.ticks.map(\.label)
    }
    #expect(labels(2, 4) == ["2", "3", "4"])
    #expect(labels(1, 2) == ["1", "2"])
    #expect(labels(2, 4, isInteger: false) == ["2.0", "2.5", "3.0", "3.5", "4.0"])
  }

  @Test func `a curve over whole numbers on a logarithmic scale has one point for each`() throws {
    let domain = Domain.stepped(SteppedRange(min: 1, max: 50, step: 1, scale: .log, isInteger: true))
    let levels = ParameterLevels(Parameter("n", domain))
    let axis = LevelAxis(axis: ParameterAxis(domain, start: 0, end: 300), levels: levels)
    // The level of each value says the value, the others nonsense.
    let effects = (0..<levels.count).map { level in
      let value = levels.value(at: level)
      let mean = levels.level(of: value) == level ? value.number ?? .nan : 1000
      return (level: level, effect: AdditiveModel.Effect(mean: mean, sd: 0))
    }
    #expect(effects.contains { $0.effect.mean == 1000 })
    let points = EffectCurve(axis: axis, effects: effects, scale: .linear, good: []).points
    #expect(zip(points, points.dropFirst()).allSatisfy { $0.place < $1.place })
    #expect(points.prefix(4).map(\.effect.mean) == [1, 2, 3, 4])
    #expect(points.allSatisfy { $0.effect.mean < 51 })
  }

  @Test func `thinning keeps few points as they are and the first of many`() {
    let few = [Point(1, 1), Point(1, 1)]
    #expect(Thinning.grid(few, limit: 2) == few)
    var random = SplitMix(state: 1)
    let many = (0..<5000).map { _ in Point(700 * random.unit(), 250 * random.unit()) }
    let kept = Thinning.grid(many, limit: 800)
    #expect(kept.count <= 800 && kept.count > 200)
    #expect(kept.first == many.first)
    #expect(Thinning.grid(many, limit: 0).count == 1)
    #expect(Thinning.even(Array(0..<10), limit: 4) == [0, 3, 6, 9])
    #expect(Thinning.every(Array(0..<10), limit: 10) == Array(0..<10))
    #expect(Thinning.every(Array(0..<10), limit: 4) == [0, 4, 8])
    #expect(Thinning.every(Array(0..<12), limit: 4) == [0, 4, 8])
    #expect(Thinning.every([7], limit: 0) == [7])
  }

  @Test func `names that begin alike are cut at the beginning`() {
    let domain = Domain.categorical((1...8).map { .string("choice number \($0)") })
    #expect(ParameterAxis(domain, start: 0, end: 240).axis.ticks.map(\.label) == (1...8).map { "…\($0)" })
    let different = Domain.categorical([.string("stochastic gradient descent"), .string("adam")])
    #expect(ParameterAxis(different, start: 0, end: 120).axis.ticks.map(\.label) == ["stochas…", "adam"])
  }

  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2026-03-02T10:14:07.123Z", 1_772_446_447.123),
      ("2000-02-29T23:59:59Z", 951_868_799),
      ("2026-03-02 10:14:07Z", nil), ("", nil), ("2026-13-02T10:14:07Z", nil), ("2026-03-02T10:14:07", nil),
      ("2026-03-02T10:14:07.xZ", nil), ("２026-03-02T10:14Z", nil),
    ] as [(String, Double?)]
  )
  func `times in records are read`(text: String, seconds: Double?) {
    #expect(Timestamp.seconds(text) == seconds)
  }

  @Test func `lanes of a timeline do not overlap and pauses are left out`() throws {
    let space = Space([Parameter("x", .bool)])
    let starts = [0.0, 1, 5, 5, 10_000, 10_003]
    let records = starts.enumerated().map { index, start in
      var trial = TrialBuilder(index + 1, ["x": .bool(true)], by: Explanation(strategy: "random", why: "at random"))
      trial.record.attempts[0].started = Fixture.time(after: start)
      trial.record.attempts[0].duration = 4
      return trial.record
    }
    let plot = try #require(TimelinePlot(Standing(Fixture.experiment(space: space), records))?.plot())
    #expect(plot.alternative == "When each of 6 attempts ran, up to 2 at a time, over 16s.")
    let text = String(decoding: plot.bytes, as: UTF8.self)
    #expect(text.contains("since the start, without 1 pause"))
  }

  @Test func `names too wide for their place are cut`() {
    #expect(TextWidth.fit("adam", width: 100) == "adam")
    let cut = TextWidth.fit("a_very_long_category_name", width: 60)
    #expect(cut.hasSuffix("…") && TextWidth.of(cut) <= 60)
    #expect(TextWidth.fit("日本語の名前", width: 40).count <= 4)
  }
}

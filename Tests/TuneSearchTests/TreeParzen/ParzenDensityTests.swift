import JSON
import Testing
import TuneMath
import TuneModel

@testable import TuneSearch

@Suite struct ParzenDensityTests {
  private static let geometry = CubeGeometry(SampleSpace.mixed.space)
  private static let groups = ParameterGroups(geometry).groups

  private static func density(_ count: Int, _ group: [ParzenDensity.Dimension]) -> ParzenDensity {
    var source = RandomSource(seed: 5)
    let rows = Rows(
      dimension: geometry.dimension,
      (0..<count).map { _ in geometry.row(of: geometry.space.decode(source.point(geometry.dimension))) }
    )
    return ParzenDensity(group, rows: rows, rule: ParzenBandwidths(), geometry: geometry)
  }

  /// Each dimension in turn, by summing over its levels or integrating over its range.
  @Test(arguments: 0..<7)
  func `it sums to one`(axis: Int) throws {
    let dimension = try #require(Self.groups[0].first { $0.axis == axis })
    let density = Self.density(6, [dimension])
    var point = [Double](repeating: 0.5, count: 7)
    let levels = Self.geometry.axes[axis].kind.levels.flatMap { $0 <= 64 ? $0 : nil }
    let count = levels ?? 20_000
    var sum = 0.0
    for i in 0..<count {
      point[axis] =
        levels == nil
        ? (Double(i) + 0.5) / Double(count) : Self.geometry.axes[axis].domain.unit(ofLevel: i) ?? 0.5
      sum += exponential(density.logDensity(point, in: Self.geometry))
    }
    #expect((sum / (levels == nil ? Double(count) : 1) - 1).magnitude < 1e-6)
  }

  @Test func `without observations it is uniform`() {
    let density = Self.density(0, Self.groups[0])
    var source = RandomSource(seed: 1)
    let space = Self.geometry.space
    let first = density.logDensity(Self.geometry.row(of: space.decode(source.point(7))), in: Self.geometry)
    let second = density.logDensity(Self.geometry.row(of: space.decode(source.point(7))), in: Self.geometry)
    #expect((first - second).magnitude < 1e-12)
    // Six dimensions of levels, of which that of 1,009 is taken for continuous.
    let expected = -[8.0, 11, 4, 4, 2].reduce(0) { $0 + logarithm($1) }
    #expect((first - expected).magnitude < 1e-12)
  }

  @Test func `draws follow the density`() throws {
    let dimension = try #require(Self.groups[0].first { $0.axis == 1 })
    let density = Self.density(5, [dimension])
    var counts = [Double](repeating: 0, count: 8)
    var source = RandomSource(seed: 2)
    var point = [Double](repeating: 0.5, count: 7)
    for _ in 0..<20_000 {
      density.sample(into: &point, in: Self.geometry, using: &source)
      counts[Self.geometry.level(point[1], of: 1)] += 1
    }
    for level in 0..<8 {
      point[1] = Self.geometry.axes[1].domain.unit(ofLevel: level) ?? 0.5
      let expected = exponential(density.logDensity(point, in: Self.geometry))
      #expect((counts[level] / 20_000 - expected).magnitude < 0.015)
    }
  }

  @Test func `a corner of a thousand dimensions is no overflow`() {
    let count = 1_200
    let space = Space((0..<count).map { Parameter("x\($0)", .continuous(ContinuousRange(min: 0, max: 1))) })
    let geometry = CubeGeometry(space)
    let corner = [Double](repeating: 0, count: count)
    let density = ParzenDensity(
      ParameterGroups(geometry).groups[0],
      rows: Rows(dimension: count, [corner]),
      rule: ParzenBandwidths(),
      geometry: geometry
    )
    // One observation's bandwidth is that of a uniform distribution; half of each kernel is cut off.
    let b = (1.0 / 12).squareRoot()
    let peak = StandardNormal.logPDF(0) - logarithm(b) - logarithm(StandardNormal.cdf(1 / b) - 0.5)
    let expected = Double(count) * peak - logarithm(1 + ParzenBandwidths().priorWeight)
    #expect((density.logDensity(corner, in: geometry) - expected).magnitude < 1e-9 * expected)
  }

  @Test func `a kernel is as wide as Scott's rule says, between its bounds`() {
    let rule = ParzenBandwidths()
    let wide = [0.0, 1, 0, 1]
    #expect((rule.width(of: wide, dimensions: 2) - 0.5 * power(4, -1.0 / 6)).magnitude < 1e-12)
    #expect(rule.width(of: [0.3, 0.3, 0.3], dimensions: 1) == rule.least)
    #expect(rule.width(of: [], dimensions: 1) == rule.width(of: [0.9], dimensions: 1))
  }

  @Test func `parameters that exist together are a group, parents before children`() {
    let groups = ParameterGroups(CubeGeometry(SampleSpace.conditional.space))
    // momentum and nesterov; optimizer; dampening; beta; learning_rate
    #expect(groups.groups.map { $0.map(\.axis) } == [[1], [0, 2], [4], [5], [3]])
    #expect(groups.separate.count == 6)
  }
}

@Suite struct TreeParzenSearchTests {
  @Test func `it finds what is good`() {
    let sample = SampleSpace.mixed
    var run = TrialRun(sample, seed: 2)
    var strategy = makeStrategy("tpe", run.problem)
    run.run(&strategy, trials: 100)
    let losses = run.assignments.map(sample.loss)
    #expect(Statistics.mean(Array(losses.suffix(30))) < 0.5 * Statistics.mean(Array(losses.prefix(8))))
  }

  @Test func `it keeps away from what is running`() throws {
    var run = TrialRun(SampleSpace.line, parallel: 2)
    run.observe(30)
    var strategy = makeStrategy("tpe", run.problem, options: ["candidates": 200])
    let first = try #require(strategy.propose(1, given: run.history).first)
    // Many trials running at one place are many bad ones there.
    var busy = run.history
    for i in 0..<30 {
      let x = (first.assignment["x"]?.number ?? 0) + 1e-4 * Double(i)
      busy = busy.adding(Proposal(["x": .float(x)], Explanation(strategy: "tpe", why: "test")))
    }
    let next = try #require(strategy.propose(1, given: busy).first)
    let distance = (next.assignment["x"]?.number ?? 0) - (first.assignment["x"]?.number ?? 0)
    #expect(distance.magnitude > 0.5)
  }

  @Test func `the best trials are the parents`() throws {
    var run = TrialRun(SampleSpace.scales)
    run.observe(40)
    var strategy = makeStrategy("tpe", run.problem)
    let proposal = try #require(strategy.propose(1, given: run.history).first)
    let best = run.history.finished.sorted {
      SampleSpace.scales.loss($0.assignment) < SampleSpace.scales.loss($1.assignment)
    }
    #expect(proposal.explanation.parents == best.prefix(4).map(\.number).sorted())
  }
}

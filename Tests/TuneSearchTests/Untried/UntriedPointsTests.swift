import Testing
import TuneMath
import TuneModel

@testable import TuneSearch

@Suite struct UntriedPointsTests {
  @Test func `one value has one key, however it is written`() {
    let space = SampleSpace.mixed.space
    var a = space.decode([Double](repeating: 0.4, count: space.dimensions.count))
    var b = a
    a["learning_rate"] = .int(0)
    b["learning_rate"] = .float(-0.0)
    a["layers"] = .int(3)
    b["layers"] = .float(3)
    #expect(AssignmentKey(a, in: space) == AssignmentKey(b, in: space))
    #expect(AssignmentKey(a, in: space) == AssignmentKey(Assignment(Array(a.reversed())), in: space))
    b["kind"] = .float(1)
    a["kind"] = .int(1)
    #expect(AssignmentKey(a, in: space) != AssignmentKey(b, in: space))
  }

  @Test func `values that are not the space's are told apart`() {
    let space = SampleSpace.onlyFixed.space
    let two = AssignmentKey(["x": .float(2)], in: space)
    #expect(two != AssignmentKey(["x": .float(3)], in: space))
    #expect(AssignmentKey(["x": .float(3)], in: space) != AssignmentKey(["x": .float(4)], in: space))
    #expect(two != AssignmentKey([:], in: space))
  }

  @Test func `a running trial counts as tried until it is gone`() {
    let space = SampleSpace.small.space
    let assignment = space.decode([0, 0, 0])
    let proposal = Proposal(assignment, Explanation(strategy: "test", why: "a test"))
    var tried = TriedAssignments(space)
    tried.update(with: History().adding(proposal))
    #expect(tried.contains(assignment) && !tried.containsFinished(assignment))
    tried.update(with: History())
    #expect(!tried.contains(assignment))
  }

  @Test func `what is left is found also when it is one in two thousand`() {
    let space = Space([Parameter("n", .stepped(SteppedRange(min: 1, max: 2_000, step: 1, isInteger: true)))])
    var run = TrialRun(Problem(space: space, objectives: [], seed: 1)) { _, _ in .failed }
    let explanation = Explanation(strategy: "test", why: "a test")
    run.start((1...2_000).filter { $0 != 1_777 }.map { Proposal(["n": .int($0)], explanation) })
    var untried = UntriedPoints(space)
    untried.update(with: run.history)
    var source = RandomSource(seed: 1)
    #expect(untried.random(using: &source) == ["n": .int(1_777)])
    run.finish(5)
    run.start([Proposal(["n": .int(1_777)], explanation)])
    untried.update(with: run.history)
    #expect(untried.random(using: &source) == nil)
  }

  @Test func `draws are uniform on the scale, and meet the constraints`() {
    let sample = SampleSpace.constrained
    var untried = UntriedPoints(sample.space)
    var source = RandomSource(seed: 4)
    var mean = 0.0
    for _ in 0..<2_000 {
      guard let assignment = untried.random(using: &source) else { break }
      #expect(sample.space.satisfiesConstraints(assignment))
      mean += (assignment["x"]?.number ?? 0) / 2_000
    }
    // Below the line x + y = 0.7, cut along x n = 20: the mean of x is a little under that of the triangle.
    #expect(abs(mean - 0.22) < 0.03)
  }
}

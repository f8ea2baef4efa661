import Testing

@testable import DigitsTrainer

@Suite struct VectorMathTests {
  @Test(arguments: [0, 1, 7, 8, 9, 16, 29])
  func `the fast loops compute what they say, at any length`(count: Int) {
    let left = (0..<count).map { Float($0 + 1) }
    let right = (0..<count + 3).map { Float($0) - 2 }
    #expect(dot(left, right, from: 2) == (0..<count).reduce(0) { $0 + left[$1] * right[$1 + 2] })

    var target = right
    addScaled(left, from: 0, count: count, scale: 2, to: &target, at: 1)
    #expect(
      target == right.indices.map { right[$0] + ((1...count + 1).dropLast().contains($0) ? 2 * left[$0 - 1] : 0) }
    )
  }

  @Test func `random numbers have the mean and the spread that they should`() {
    var random = RandomSource(seed: 9)
    let count = 4000
    let uniform = (0..<count).map { _ in random.uniform() }
    let normal = (0..<count).map { _ in random.normal() }
    let mean = { (values: [Float]) in values.reduce(0, +) / Float(count) }
    // Four standard errors of each.
    #expect(abs(mean(uniform) - 0.5) < 4 * 0.289 / 63)
    #expect(abs(mean(normal)) < 4.0 / 63)
    #expect(abs(mean(normal.map { $0 * $0 }) - 1) < 4 * 1.414 / 63)
    #expect(uniform.allSatisfy { (0..<1).contains($0) })
    #expect(Set((0..<200).map { _ in random.index(below: 3) }) == [0, 1, 2])
  }
}

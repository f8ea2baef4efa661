import Testing

@testable import MatrixProduct

@Suite struct MatrixProductTests {
  /// Blocks that divide the size, that do not, that are larger, and of one element.
  @Test(arguments: MatrixProduct.Order.allCases, [false, true])
  func `the product is right whatever the constants`(order: MatrixProduct.Order, packs: Bool) {
    let size = 12
    let (left, right) = (Program.matrix(size, seed: 3), Program.matrix(size, seed: 4))
    let truth = (0..<size * size).map { index in
      (0..<size).reduce(0.0) { $0 + left[index / size * size + $1] * right[$1 * size + index % size] }
    }
    for (rows, columns, depth) in [(4, 4, 4), (5, 7, 3), (1, 12, 2), (64, 32, 16), (3, 1, 1)] {
      let product = MatrixProduct(blockRows: rows, blockColumns: columns, blockDepth: depth, order: order, packs: packs)
      #expect(product(left, right, size: size) == truth, "\(rows) \(columns) \(depth)")
    }
  }

  @Test func `a time is printed, and what cannot be understood is named`() throws {
    let line = try Program.run(["--size=8", "--block-rows=3", "--order=depth-rows-columns", "--packs=true"])
    let match = try #require(line.wholeMatch(of: /milliseconds: (\S+)/))
    #expect(try #require(Double(match.1)) > 0)
    #expect(throws: Program.Mistake.self) { try Program.run(["--size=0"]) }
    #expect(throws: Program.Mistake.self) { try Program.run(["--order=columns"]) }
    #expect(throws: Program.Mistake.self) { try Program.run(["--speed=9"]) }
  }
}

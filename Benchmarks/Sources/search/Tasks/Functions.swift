import Foundation

extension BenchmarkTask {
  /// `bbob-NAME-D`: every landscape in 2, 5 and 10 dimensions.
  static let functions: [BenchmarkTask] = Landscape.allCases.flatMap { landscape in
    [2, 5, 10].map { dimension in
      let name = "bbob-\(landscape.words)-\(dimension)"
      var generator = SeededGenerator(name)
      let optimum = (0..<dimension).map { _ in generator.uniform(-4...4) }
      let function = shifted(landscape, to: optimum, &generator)
      return BenchmarkTask(name: name, group: .bbob, space: .box(-5...5, dimension), best: 0) { assignment in
        function((1...dimension).map { assignment["x\($0)"] })
      }
    }
  }

  /// The landscape with its minimum at `optimum`, randomly rotated.
  static func shifted(
    _ landscape: Landscape,
    to optimum: [Double],
    _ generator: inout SeededGenerator
  ) -> @Sendable ([Double]) -> Double {
    let rotation = Rotation(optimum.count, &generator)
    if landscape == .gallagherPeaks {
      let peaks = Gallagher(optimum: optimum, rotation, &generator)
      return { peaks($0) }
    }
    return { x in landscape(rotation(zip(x, optimum).map { $0 - $1 })) }
  }
}

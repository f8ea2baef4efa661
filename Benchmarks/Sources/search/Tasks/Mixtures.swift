import Foundation

extension BenchmarkTask {
  static let mixtures = integers + [kernels, switches]

  /// `mixed-NAME-D`: a landscape on a grid, after bbob-mixint (Tušar, Brockhoff and Hansen, 2019).
  ///
  /// A fifth of the parameters each has 2, 4, 8 and 16 levels, the last fifth is continuous; the optimum is on the grid.
  private static let integers: [BenchmarkTask] = [Landscape.sphere, .rosenbrock, .rastrigin, .griewankRosenbrock]
    .flatMap { landscape in
      [5, 10].map { dimension in
        let name = "mixed-\(landscape.words)-\(dimension)"
        var generator = SeededGenerator(name)
        let levels = (0..<dimension).map { [2, 4, 8, 16, 0][$0 * 5 / dimension] }
        @Sendable func position(_ level: Double, of count: Int) -> Double { -5 + 10 * (level + 1) / Double(count + 1) }
        let optimum = levels.map {
          $0 == 0 ? generator.uniform(-4...4) : position(Double(generator.below($0)), of: $0)
        }
        let function = shifted(landscape, to: optimum, &generator)
        let parameters = levels.enumerated().map { index, count in
          ("x\(index + 1)", count == 0 ? Parameter.float(-5...5) : .int(0...count - 1))
        }
        return BenchmarkTask(name: name, group: .mixed, space: Space(parameters), best: 0) { x in
          function(
            levels.enumerated().map { index, count in
              let value = x["x\(index + 1)"]
              return count == 0 ? value : position(value, of: count)
            }
          )
        }
      }
    }

  /// Two categoricals that decide how good it can get and where: the best place of one is bad for the next.
  private static let kernels: BenchmarkTask = {
    let kernels = ["linear", "cubic", "matern", "periodic"]
    let links = ["sum", "product", "maximum"]
    var generator = SeededGenerator("mixed-kernels")
    // 0 for one pair, from 0.1 to 1.2 for the others.
    let offsets = (0..<12).map { $0 == 0 ? 0 : 0.1 + 0.1 * Double($0) }.shuffled(using: &generator)
    let centres = kernels.map { _ in (0..<3).map { _ in generator.uniform(0.1...0.9) } }
    return BenchmarkTask(
      name: "mixed-kernels",
      group: .mixed,
      space: Space([
        ("kernel", .categorical("linear", "cubic", "matern", "periodic")),
        ("link", .categorical("sum", "product", "maximum")),
        ("x1", .float(0...1)), ("x2", .float(0...1)), ("x3", .float(0...1)),
        ("count", .int(1...64, scale: "log")),
      ]),
      best: 0
    ) { x in
      guard let kernel = kernels.firstIndex(of: x.word("kernel")), let link = links.firstIndex(of: x.word("link"))
      else {
        preconditionFailure("words outside the space")
      }
      let distance = (0..<3).reduce(0) { $0 + pow(x["x\($1 + 1)"] - centres[kernel][$1], 2) }
      return offsets[3 * kernel + link] + 4 * distance + 0.1 * pow(log2(x["count"]) - 2 - Double(kernel), 2)
    }
  }()

  /// Ackley's function of ten yes-or-no parameters and three floats.
  private static let switches: BenchmarkTask = {
    var generator = SeededGenerator("mixed-switches")
    let right = (0..<10).map { _ in generator.below(2) == 1 ? "yes" : "no" }
    let centre = (0..<3).map { _ in generator.uniform(-0.8...0.8) }
    return BenchmarkTask(
      name: "mixed-switches",
      group: .mixed,
      space: Space(
        (1...10).map { ("switch\($0)", .categorical("no", "yes")) } + (1...3).map { ("x\($0)", .float(-1...1)) }
      ),
      best: 0
    ) { x in
      ackley(
        right.enumerated().map { x.word("switch\($0 + 1)") == $1 ? 0 : 1 }
          + centre.enumerated().map { x["x\($0 + 1)"] - $1 }
      )
    }
  }()
}

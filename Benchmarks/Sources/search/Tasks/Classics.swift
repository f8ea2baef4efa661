import Foundation

/// Formulas and optima: Surjanovic and Bingham, Virtual Library of Simulation Experiments.
extension BenchmarkTask {
  static let classics = [branin, sixHumpCamel, hartmann3, hartmann6, ackley, levy]

  static let branin = BenchmarkTask(
    name: "classic-branin",
    group: .classic,
    space: Space([("x1", .float(-5...10)), ("x2", .float(0...15))]),
    best: 0.397_887_357_729_738
  ) { x in
    let bend = x["x2"] - 5.1 / (4 * .pi * .pi) * x["x1"] * x["x1"] + 5 / .pi * x["x1"] - 6
    return bend * bend + 10 * (1 - 1 / (8 * .pi)) * cos(x["x1"]) + 10
  }

  static let sixHumpCamel = BenchmarkTask(
    name: "classic-six-hump-camel",
    group: .classic,
    space: Space([("x1", .float(-3...3)), ("x2", .float(-2...2))]),
    best: -1.031_628_453_489_877
  ) { x in
    let a = x["x1"] * x["x1"]
    let b = x["x2"] * x["x2"]
    return (4 - 2.1 * a + a * a / 3) * a + x["x1"] * x["x2"] + (4 * b - 4) * b
  }

  static let hartmann3 = hartmann(
    best: -3.862_779_787_332_66,
    scales: [[3, 10, 30], [0.1, 10, 35], [3, 10, 30], [0.1, 10, 35]],
    centres: [[3689, 1170, 2673], [4699, 4387, 7470], [1091, 8732, 5547], [381, 5743, 8828]]
  )

  static let hartmann6 = hartmann(
    best: -3.322_368_011_415_515,
    scales: [
      [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14],
    ],
    centres: [
      [1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991],
      [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381],
    ]
  )

  /// - Parameter centres: in ten thousandths.
  private static func hartmann(best: Double, scales: [[Double]], centres: [[Double]]) -> BenchmarkTask {
    let dimension = scales[0].count
    let heights = [1, 1.2, 3, 3.2]
    return BenchmarkTask(
      name: "classic-hartmann-\(dimension)",
      group: .classic,
      space: .box(0...1, dimension),
      best: best
    ) { x in
      heights.indices.reduce(0) { sum, k in
        let exponent = (0..<dimension).reduce(0) {
          $0 + scales[k][$1] * pow(x["x\($1 + 1)"] - centres[k][$1] / 10_000, 2)
        }
        return sum - heights[k] * exp(-exponent)
      }
    }
  }

  /// Shifted, as the original has its optimum in the middle, where some optimizers begin.
  static let ackley = BenchmarkTask(
    name: "classic-ackley-5",
    group: .classic,
    space: .box(-32.768...32.768, 5),
    best: 0
  ) { x in
    ackley(zip(1...5, [7.3, -11.2, 3.9, 15.1, -5.6]).map { x["x\($0)"] - $1 })
  }

  /// 0 at the origin.
  static func ackley(_ z: [Double]) -> Double {
    let count = Double(z.count)
    let length = (z.reduce(0) { $0 + $1 * $1 } / count).squareRoot()
    let ripple = z.reduce(0) { $0 + cos(2 * .pi * $1) } / count
    return 20 - 20 * exp(-0.2 * length) + M_E - exp(ripple)
  }

  static let levy = BenchmarkTask(
    name: "classic-levy-4",
    group: .classic,
    space: .box(-10...10, 4),
    best: 0
  ) { x in
    let w = (1...4).map { 1 + (x["x\($0)"] - 1) / 4 }
    let middle = w.dropLast().reduce(0) { $0 + pow($1 - 1, 2) * (1 + 10 * pow(sin(.pi * $1 + 1), 2)) }
    return pow(sin(.pi * w[0]), 2) + middle + pow(w[3] - 1, 2) * (1 + pow(sin(2 * .pi * w[3]), 2))
  }
}

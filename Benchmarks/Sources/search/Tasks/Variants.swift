import Foundation

extension BenchmarkTask {
  private static func base(_ name: String) -> BenchmarkTask {
    guard let task = (functions + classics + tables).first(where: { $0.name == name }) else {
      preconditionFailure("no task '\(name)'")
    }
    return task
  }

  private func renamed(_ group: Group) -> BenchmarkTask {
    var copy = self
    copy.group = group
    copy.name = group.rawValue + name.drop { $0 != "-" }
    return copy
  }

  // MARK: Noise

  /// The standard deviation of the noise is a tenth of the distance between the quartiles of random points.
  static let noisy: [BenchmarkTask] = [
    "classic-branin", "classic-hartmann-6", "bbob-rastrigin-5", "bbob-schaffers-10", "table-forest-breast",
  ].map { name in
    let original = base(name)
    var generator = SeededGenerator("quartiles \(name)")
    let values = (0..<1_000).compactMap { _ in original.value(original.space.sample(&generator)) }.sorted()
    var task = original.renamed(.noisy)
    task.noise = 0.1 * (values[3 * values.count / 4] - values[values.count / 4])
    return task
  }

  // MARK: Failures

  /// A third to a half of the space fails.
  static let failing: [BenchmarkTask] = [
    // One of three equal optima is left, (-π, 12.275), close to a border.
    failing("classic-branin") { $0["x2"] < 3.5 || $0["x2"] > 12.6 },
    failing("classic-hartmann-6") { $0["x1"] > 0.3 && $0["x4"] > 0.35 || $0["x6"] < 0.1 },
    failing("bbob-rosenbrock-5", above: 0.35),
    failing("bbob-ellipsoid-10", above: 0.35),
  ]

  private static func failing(_ name: String, where fails: @escaping @Sendable (Assignment) -> Bool) -> BenchmarkTask {
    let original = base(name)
    var task = original.renamed(.failing)
    task.value = { fails($0) ? nil : original.value($0) }
    return task
  }

  /// Fails above a value that is exceeded by that share of random points: nothing is known of the worst part.
  private static func failing(_ name: String, above share: Double) -> BenchmarkTask {
    let original = base(name)
    var generator = SeededGenerator("failing \(name)")
    let values = (0..<1_000).compactMap { _ in original.value(original.space.sample(&generator)) }.sorted()
    let limit = values[Int(Double(values.count) * (1 - share))]
    var task = original.renamed(.failing)
    task.value = { x in original.value(x).flatMap { $0 > limit ? nil : $0 } }
    return task
  }
}

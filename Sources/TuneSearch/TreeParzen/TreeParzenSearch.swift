import JSON
import TuneMath
import TuneModel

/// The tree-structured Parzen estimator: proposes what is likely among good trials and unlikely among the others.
///
/// With l the density of the best share γ of the trials (25 at most) and g that of the others, expected improvement grows
/// with l(x)/g(x). Points are drawn from l, and the one with the highest ratio is proposed. Running trials belong to g, so
/// that the search keeps away from them.
///
/// Kernels cover all parameters at once, which finds interactions, or one parameter at a time, which learns faster;
/// neither is better everywhere, so proposals take turns at random. Parameters that exist together form a group with
/// densities of its own (``ParameterGroups``), and the ratios of a point's groups are multiplied.
///
/// With several objectives the best trials are those of the first Pareto fronts, and on a front those in sparse regions
/// first: Y. Ozaki et al., "Multiobjective tree-structured Parzen estimator", JAIR 73 (2022), which breaks ties by
/// hypervolume instead.
///
/// J. Bergstra, R. Bardenet, Y. Bengio, B. Kégl, "Algorithms for hyper-parameter optimization", 2011; S. Watanabe,
/// "Tree-structured Parzen estimator: understanding its algorithm components", arXiv 2304.11127.
///
/// A proposal takes O(n log n + c n P) for n trials, c candidates and P parameters.
struct TreeParzenSearch: Strategy {
  private let options: TreeParzenOptions
  private let groups: ParameterGroups
  private var ground: Groundwork

  /// However many trials there are, no more than these are good.
  static let mostGood = 25

  static let entry = StrategyCatalog.Entry(
    StrategyDeclaration(
      name: "tpe",
      summary:
        "Tree-structured Parzen estimator: densities of good and bad trials; fast also with thousands of trials.",
      options: TreeParzenOptions.declarations,
      supportsSeveralObjectives: true
    )
  ) { problem, options in
    TreeParzenSearch(problem, TreeParzenOptions(options), name: "tpe")
  }

  /// - Parameter name: the strategy that the manifest names, for the records.
  init(_ problem: Problem, _ options: TreeParzenOptions, name: String) {
    self.options = options
    ground = Groundwork(problem, name: name, designed: options.startup)
    groups = ParameterGroups(ground.geometry)
  }

  mutating func propose(_ count: Int, given history: History) -> [Proposal] {
    history.inTurn(count) { history in
      ground.update(with: history)
      if ground.isDesigning(history), let proposal = ground.designed(history) { return proposal }
      return modelled(history) ?? ground.drawn(history)
    }
  }

  /// l and g of one group.
  private struct Densities {
    var good: ParzenDensity
    var bad: ParzenDensity
  }

  private func modelled(_ history: History) -> Proposal? {
    guard ground.observations.count >= 2, ground.geometry.dimension > 0 else { return ground.designed(history) }
    var source = RandomSource(seed: ground.problem.seed, history.nextNumber, "tpe")
    let isIndependent = source.bernoulli(options.independent)
    let (good, bad) = split()
    let goodRows = ground.observations.rows.selecting(good)
    var otherRows = ground.observations.rows.selecting(bad)
    otherRows.append(ground.pendingRows(history))
    let rule = ParzenBandwidths()
    let densities = (isIndependent ? groups.separate : groups.groups).map { group in
      Densities(
        good: ParzenDensity(group, rows: rows(goodRows, with: group), rule: rule, geometry: ground.geometry),
        bad: ParzenDensity(group, rows: rows(otherRows, with: group), rule: rule, geometry: ground.geometry)
      )
    }

    let candidates = (0..<options.candidates).map { _ in candidate(densities, &source) }
    let order = candidates.indices.sorted {
      candidates[$0].logRatio != candidates[$1].logRatio ? candidates[$0].logRatio > candidates[$1].logRatio : $0 < $1
    }
    for i in order {
      guard let assignment = ground.assignment(at: candidates[i].row) else { continue }
      return Proposal(assignment, explanation(candidates[i].logRatio, good: good, isIndependent: isIndependent))
    }
    return nil
  }

  /// Trials as indices of the observations, the best γ and the others.
  private func split() -> (good: [Int], bad: [Int]) {
    let order = bestFirst()
    let share = Int((options.good * Double(order.count)).rounded(.up))
    let count = min(max(1, share), TreeParzenSearch.mostGood)
    return (Array(order.prefix(count)), Array(order.dropFirst(count)))
  }

  private func bestFirst() -> [Int] {
    if ground.problem.objectives.count > 1 { return ground.observations.byFront() }
    let losses = NormalizedLosses(ground.observations.results).values
    return losses.indices.sorted { losses[$0] != losses[$1] ? losses[$0] < losses[$1] : $0 < $1 }
  }

  /// Those of the rows in which a group exists.
  private func rows(_ rows: Rows, with group: [ParzenDensity.Dimension]) -> Rows {
    guard ground.geometry.axes[group[0].axis].isConditional else { return rows }
    return rows.selecting((0..<rows.count).filter { rows[$0, group[0].axis] != CubeGeometry.inactive })
  }

  /// A point drawn from l, with ln l/g.
  private func candidate(_ densities: [Densities], _ source: inout RandomSource) -> (row: [Double], logRatio: Double) {
    let geometry = ground.geometry
    var row = [Double](repeating: Space.inactiveUnit, count: geometry.dimension)
    for density in densities { density.good.sample(into: &row, in: geometry, using: &source) }
    geometry.canonicalize(&row)
    let logRatio = densities.reduce(0) { sum, density in
      guard row[density.good.dimensions[0].axis] != CubeGeometry.inactive else { return sum }
      return sum + density.good.logDensity(row, in: geometry) - density.bad.logDensity(row, in: geometry)
    }
    return (row, logRatio)
  }

  private func explanation(_ logRatio: Double, good: [Int], isIndependent: Bool) -> Explanation {
    let numbers = good.map { ground.observations.numbers[$0] }
    return Explanation(
      strategy: ground.name,
      phase: "model",
      why: "resembles the best \(numbers.count == 1 ? "trial" : "\(numbers.count) trials") more than the others",
      parents: numbers.sorted(),
      acquisition: .init(name: "log density ratio", value: logRatio),
      details: ["parameters_taken_together": .bool(!isIndependent)]
    )
  }
}

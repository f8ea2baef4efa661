/// How much it matters to the best trials what a parameter is: PED-ANOVA (Watanabe, Bansal, Hutter, 2023: "PED-ANOVA:
/// efficiently quantifying hyperparameter importance in arbitrary subspaces").
///
/// The variance of "is among the best", taken over one parameter, is the Pearson divergence of where the best trials
/// are from where all are,
///
///     Σ over cells x of p(x) (q(x)/p(x) − 1)²
///
/// A parameter with a condition is judged where it is active: α²/β times the divergence there, with α and β the shares
/// of the best and of all trials in which it is active (Ito et al., 2026, theorem 4.2).
package enum DivergenceImportance {
  /// The divergence of a parameter; 0 where the best trials are spread like all of them. O(trials + cells²).
  ///
  /// - Parameter isBest: For each trial, whether it is among the best.
  package static func divergence(_ column: GridColumn, isBest: [Bool]) -> Double {
    guard let region = Region(column) else { return 0 }
    return region.divergence(isBest)
  }

  /// Divergences, and how often the best trials would be spread as unevenly by chance.
  ///
  /// - Parameter shuffles: In each, as many trials as there are best ones are drawn from all.
  /// - Returns: For each column its divergence, and the share of shuffles in which it is as large, counting the trials
  ///   as they are as one.
  /// - Complexity: O(columns · shuffles · (trials + cells²)) at most.
  package static func tested(
    _ columns: [GridColumn],
    isBest: [Bool],
    shuffles: Int,
    seed: UInt64
  ) -> [(divergence: Double, chance: Double)] {
    var source = RandomSource(seed: seed, "shuffles")
    let best = isBest.count { $0 }
    let draws = (0..<shuffles).map { _ in source.sample(best, below: isBest.count) }
    return columns.map { column in
      guard let region = Region(column) else { return (0, 1) }
      let divergence = region.divergence(isBest)
      // Equal draws differ by rounding.
      let reached = draws.count { region.divergence(of: $0) >= divergence * (1 - 1e-9) }
      return (divergence, Double(reached + 1) / Double(shuffles + 1))
    }
  }

  /// Where all trials are.
  private struct Region {
    let column: GridColumn
    /// β: the share of trials in which the parameter is active.
    let active: Double
    let density: [Double]

    /// Nil where fewer than two trials have the parameter, or it has one value only.
    init?(_ column: GridColumn) {
      var counts = [Int](repeating: 0, count: column.count)
      for cell in column.cells { if let cell { counts[cell] += 1 } }
      let total = counts.reduce(0, +)
      guard column.count > 1, total >= 2 else { return nil }
      self.column = column
      active = Double(total) / Double(column.cells.count)
      density = GridDensity(counts: counts, isOrdered: column.isOrdered).shares
    }

    func divergence(_ isBest: [Bool]) -> Double {
      divergence(of: isBest.indices.filter { isBest[$0] })
    }

    func divergence(of best: [Int]) -> Double {
      var counts = [Int](repeating: 0, count: column.count)
      var total = 0
      for trial in best {
        guard let cell = column.cells[trial] else { continue }
        counts[cell] += 1
        total += 1
      }
      guard total > 0 else { return 0 }
      let share = Double(total) / Double(best.count)
      let own = GridDensity(counts: counts, isOrdered: column.isOrdered).shares
      var sum = 0.0
      for (p, q) in zip(density, own) {
        // Nothing is impossible.
        let ratio = (q + 1e-12) / (p + 1e-12) - 1
        sum += (p + 1e-12) * ratio * ratio
      }
      return share * share / active * sum
    }
  }
}

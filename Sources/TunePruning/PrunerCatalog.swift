package import JSON
package import TuneModel

/// The pruners that a manifest can name.
package enum PrunerCatalog {
  package struct Entry: Sendable {
    package var declaration: PrunerDeclaration
    /// Makes the pruner; the options have been validated against the declaration.
    package var make: @Sendable (PruningProblem, JSONObject) -> any Pruner

    package init(
      _ declaration: PrunerDeclaration,
      make: @escaping @Sendable (PruningProblem, JSONObject) -> any Pruner
    ) {
      self.declaration = declaration
      self.make = make
    }
  }

  /// In the order in which they are documented; the first is used where a manifest names none.
  package static let entries: [Entry] = [
    HalvingPruner.asha,
    HalvingPruner.hyperband,
    PercentilePruner.median,
    PercentilePruner.percentile,
    PatiencePruner.entry,
    ThresholdPruner.entry,
    WilcoxonPruner.entry,
  ]

  package static var declarations: [PrunerDeclaration] { entries.map(\.declaration) }

  /// The pruner of an experiment; nil when the catalog has none of that name, which the manifest's decoder refuses.
  package static func pruner(_ choice: PrunerChoice, for problem: PruningProblem) -> (any Pruner)? {
    entries.first { $0.declaration.name == choice.name }?.make(problem, choice.options)
  }

  /// An option of every pruner that judges by step.
  static let warmup = OptionDeclaration(
    "warmup",
    .float(min: 0, max: 1e9),
    default: 0.0,
    "Nothing is judged up to this step."
  )
}

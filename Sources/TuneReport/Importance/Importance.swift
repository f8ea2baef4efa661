package import TuneModel

/// Which parameters an objective depends on.
///
/// Two measures that answer different questions. PED-ANOVA: does it matter to the best trials what the parameter is?
/// Functional ANOVA: how much of the objective's ups and downs over the whole space comes from it?
///
/// A search tries good values of one parameter mostly with good values of the others, so that the best trials agree in
/// parameters that did nothing for them. A model of the objective takes that apart, where it is a good one.
package struct Importance: Sendable {
  package struct Share: Sendable {
    package let parameter: String
    /// Of the sum over all parameters, in 0…1.
    package let pedAnova: Double?
    /// How often a parameter without any influence would seem to matter as much to the best trials, in 0…1.
    package let chance: Double?
    /// Of the objective's variance over the space, in 0…1. What is missing from 1 is interactions.
    package let fanova: Double?

    /// The share to go by: fANOVA's where its model is good, else PED-ANOVA's.
    package let share: Double
    /// Whether the parameter matters for sure.
    package let isClear: Bool

    /// Whether the best trials are hardly by chance where they are: of twenty parameters without influence one would
    /// pass.
    var tellsBest: Bool { chance.map { $0 <= 0.05 } ?? false }
  }

  /// What two parameters do together beyond what each does alone.
  package struct Interaction: Sendable {
    package let first: String
    package let second: String
    /// Of the objective's variance over the space, in 0…1.
    package let fanova: Double
  }

  package let objective: Objective
  /// How many trials with a value were compared, and how many of them count as the best.
  package let trials: Int
  package let best: Int
  /// The parameters that differ between trials, the most important first.
  package let parameters: [Share]
  /// Of the most important parameters; the largest first. Empty without fANOVA.
  package let interactions: [Interaction]
  /// The share of the variance that fANOVA's model explains of trials that it has not seen, in 0…1; nil without fANOVA.
  package let explained: Double?

  /// The parameters that matter for sure, the most important first.
  package var clear: [Share] { parameters.filter(\.isClear) }
}

import SystemPackage
import TuneManifest
package import TuneModel
import TuneStore

/// The train command of a trial as a person may read and repeat it: placeholders filled, no path of one machine.
package enum TrainCommand {
  /// The command's words. Files of the trial are named from the manifest's folder; a product by its name.
  package static func words(
    _ experiment: Experiment,
    trial number: Int,
    _ assignment: Assignment,
    seed: UInt64,
    budget: Int? = nil
  ) -> [String] {
    let trial = ResultsLayout(root: FilePath(experiment.name)).trial(number)
    let values = PlaceholderValues(
      assignment,
      builtins: [
        .trial: String(number), .trialDirectory: trial.root.string, .parameters: trial.parameters.string,
        .metrics: trial.metrics.string, .checkpoint: trial.checkpoint.string, .seed: String(seed),
        .fold: "{fold}", .budget: budget.map(String.init) ?? "{budget}",
      ]
    )
    let program: [String] =
      switch experiment.train.program {
      case .product(let name): [name]
      case .command(let words): words
      }
    // The decoder has vouched for the placeholders.
    return (try? values.arguments(program + experiment.train.arguments)) ?? program
  }

  /// How many words of a command are the program: all before the first placeholder and the options that lead to it.
  private static func programLength(_ words: [String]) -> Int {
    let first = words.firstIndex { (try? PlaceholderTemplate.parse($0))?.references.isEmpty == false }
    guard var first else { return words.count }
    while first > 1, words[first - 1].hasPrefix("-") { first -= 1 }
    return first
  }

  /// The arguments alone, without those that only make sense in a trial's folder.
  package static func arguments(_ experiment: Experiment, _ assignment: Assignment, seed: UInt64) -> [String] {
    let values = PlaceholderValues(assignment, builtins: [.seed: String(seed)])
    var texts = experiment.train.arguments
    if case .command(let words) = experiment.train.program { texts = words.dropFirst(programLength(words)) + texts }
    return (try? values.arguments(texts)) ?? []
  }
}

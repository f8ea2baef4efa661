import TuneMath
import TuneModel

/// `report.md`: the answer first, then what it rests on.
struct ReportDocument {
  let input: ReportInput
  let standing: Standing
  let parameters: ParameterTable
  let metrics: [String]
  let frontHistory: FrontHistory
  let analysis: Analysis
  let plots: [Plot]

  var experiment: Experiment { input.experiment }

  var text: String {
    // Where nothing worked, why is the answer.
    let isHopeless = standing.best == nil
    var blocks = answer + (isHopeless ? failures : [])
    blocks +=
      settings + bestTrials + confirmation + spread + lineage + confusions + importance + effects + curves + search
      + credit + reasons
    blocks += (isHopeless ? [] : failures) + cost + reproduction
    blocks += [
      "---",
      "Written by swift-tune from \(manifestLink) and the records in `trials/`; changes made here will be overwritten.",
    ]
    return blocks.joined(separator: "\n\n") + "\n"
  }

  var manifestLink: String {
    let name = input.manifestPath.split(separator: "/").last.map(String.init) ?? input.manifestPath
    return MarkdownText.link(MarkdownText.code(name), to: "../" + name)
  }

  /// The manifest as a command names it; never an absolute path.
  var manifestPath: String {
    input.manifestPath.hasPrefix("/")
      ? input.manifestPath.split(separator: "/").last.map(String.init) ?? "" : input.manifestPath
  }

  /// A plot with its text alternative, where it was drawn.
  func image(_ path: String) -> [String] {
    plots.filter { $0.path == path }.map { MarkdownText.image($0.alternative, at: $0.path) }
  }

  /// The parameters that are searched, as far as they are active in the assignment: `name value`, joined.
  func settings(of assignment: Assignment, limit: Int) -> String {
    let searched = experiment.space.dimensions.compactMap { parameter in
      assignment[parameter.name].map { MarkdownText.code("\(parameter.name) \(NumberText.value($0))", limit: 60) }
    }
    let rest = searched.count - limit
    return searched.prefix(limit).joined(separator: " · ") + (rest > 0 ? " · \(rest) more" : "")
  }

  /// The objective against each parameter, and all of them together.
  var effects: [String] {
    let images = ParametersPlot.paths.flatMap(image) + image(InteractionPlot.path) + image(ParallelPlot.path)
    return images.isEmpty ? [] : ["## How each parameter acts"] + images
  }

  /// The objective over the steps.
  var curves: [String] {
    let image = image(CurvesPlot.path)
    return image.isEmpty ? [] : ["## Learning curves"] + image
  }

  /// What the best trial took for what, over all its folds.
  var confusions: [String] {
    guard let best = standing.best else { return [] }
    let counts = best.record.attempts.filter { $0.outcome == .exited(0) }.compactMap(\.confusion)
    guard let first = counts.first else { return [] }
    let same = counts.filter { $0.labels == first.labels }
    let cells = same.flatMap(\.cells).map {
      ConfusionMatrix.Cell(truth: $0.truth, prediction: $0.prediction, count: $0.count)
    }
    let matrix = ConfusionMatrix(labels: first.labels, cells: cells)
    return ["## What trial \(best.number) took for what", ConfusionTable.markdown(matrix)]
  }

  /// What is compared with, in words: `the default (trial 1)`.
  func name(of baseline: Standing.Baseline) -> String {
    baseline.isDefault ? "the default (trial \(baseline.entry.number))" : "trial \(baseline.entry.number), the first"
  }
}

import TuneMath
import TuneModel

/// What `report.md` and a project's own reports are filled with.
///
/// Each section computes its values here, in an extension of its own; order, headings and the words around them are in
/// the template. The names are documented in ``ReportNames``.
struct ReportDocument {
  let input: ReportInput
  let standing: Standing
  let parameters: ParameterTable
  let metrics: [String]
  let frontHistory: FrontHistory
  let analysis: Analysis
  let plots: [Plot]

  var experiment: Experiment { input.experiment }
  var hasSeveralObjectives: Bool { experiment.objectives.count > 1 }

  var value: ReportValue {
    [
      "experiment": about,
      "objectives": objectives,
      "trials": counts,
      "answer": answer,
      "front": front,
      "failure": withoutResult,
      "progress": progress,
      "settings": settings,
      "ranking": ranking,
      "confirmation": confirmation,
      "lineage": lineage,
      "confusion": confusion,
      "importance": importance,
      "effects": effects,
      "search": search,
      "story": story,
      "failures": failures,
      "cost": cost,
      "reproduction": reproduction,
      "plots": images,
    ]
  }

  private var about: ReportValue {
    [
      "name": .text(MarkdownText.prose(experiment.name)),
      "summary": ReportValue(experiment.summary.map { MarkdownText.prose($0, limit: 1000) }),
      "strategy": .text(MarkdownText.code(experiment.search.strategy.name)),
      "seed": "\(experiment.search.seed)",
      "manifest": .text(MarkdownText.link(MarkdownText.code(manifestName), to: "../" + manifestName)),
    ]
  }

  private var objectives: ReportValue {
    .list(
      experiment.objectives.map { objective in
        [
          "metric": .text(MarkdownText.prose(objective.metric)),
          "arrow": .text(objective.arrow),
          "direction": .text(objective.direction.rawValue),
          "target": ReportValue(objective.target.map { NumberText.number($0) }),
        ]
      }
    )
  }

  private var counts: ReportValue {
    [
      "count": "\(standing.records.count)",
      "valued": "\(standing.entries.count)",
      "pruned": "\(standing.count(of: .pruned))",
      "failed": "\(standing.records.count { FailureGroup.reason($0, experiment.objectives) != nil })",
    ]
  }

  /// The plots as images with their text alternatives, by the names of their files; nothing where one is not drawn. A
  /// plot that has several files is one value.
  private var images: ReportValue {
    var images: [String: ReportValue] = [:]
    for path in Report.plotPaths {
      let name = Self.plotName(path)
      let drawn = plots.filter { Self.plotName($0.path) == name }
      images[name] = ReportValue(
        drawn.map { MarkdownText.image($0.alternative, at: $0.path) }.joined(separator: "\n\n")
      )
    }
    return .group(images)
  }

  /// `parameters` of `plots/parameters.svg` and of `plots/parameters-2.svg`.
  static func plotName(_ path: String) -> String {
    var name = path.split(separator: "/").last?.split(separator: ".").first ?? ""
    if let dash = name.lastIndex(of: "-"), Int(name[name.index(after: dash)...]) != nil { name = name[..<dash] }
    return String(name)
  }

  private var manifestName: String {
    input.manifestPath.split(separator: "/").last.map(String.init) ?? input.manifestPath
  }

  /// The manifest as a command names it; never an absolute path.
  var manifestPath: String { input.manifestPath.hasPrefix("/") ? manifestName : input.manifestPath }

  /// The parameters that are searched, as far as they are active in the assignment: `name value`, joined.
  func settings(of assignment: Assignment, limit: Int) -> String {
    let searched = experiment.space.dimensions.compactMap { parameter in
      assignment[parameter.name].map { MarkdownText.code("\(parameter.name) \(NumberText.value($0))", limit: 60) }
    }
    let rest = searched.count - limit
    return searched.prefix(limit).joined(separator: " · ") + (rest > 0 ? " · \(rest) more" : "")
  }

  /// What the best trial took for what, over all its folds.
  private var confusion: ReportValue {
    guard let best = standing.best else { return .nothing }
    let counts = best.record.attempts.filter { $0.outcome == .exited(0) }.compactMap(\.confusion)
    guard let first = counts.first else { return .nothing }
    let same = counts.filter { $0.labels == first.labels }
    let cells = same.flatMap(\.cells).map {
      ConfusionMatrix.Cell(truth: $0.truth, prediction: $0.prediction, count: $0.count)
    }
    let matrix = ConfusionMatrix(labels: first.labels, cells: cells)
    return ["trial": "\(best.number)", "table": .text(ConfusionTable.markdown(matrix))]
  }

  /// How the best trial came about, told by its record and those around it.
  private var story: ReportValue {
    guard let best = standing.best, !hasSeveralObjectives, let story = TrialStory(of: best.number, in: standing) else {
      return .nothing
    }
    let chapters = story.chapters.map { ["title": .text($0.title), "text": .text($0.markdown)] as ReportValue }
    return ["trial": "\(best.number)", "chapters": .list(chapters)]
  }

  /// What is compared with, in words: `the default (trial 1)`.
  func name(of baseline: Standing.Baseline) -> String {
    baseline.isDefault ? "the default (trial \(baseline.entry.number))" : "trial \(baseline.entry.number), the first"
  }

  /// `Trial 3`, `Trials 3 and 5`.
  func trials(_ numbers: [Int]) -> String {
    (numbers.count == 1 ? "Trial " : "Trials ") + Wording.numbers(numbers)
  }
}

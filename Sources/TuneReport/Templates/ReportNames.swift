/// Every value that a template can ask for, with its meaning.
package enum ReportNames {
  package struct Entry: Sendable {
    /// From the outermost name on: `answer.verdict`. Names below a list are those of its elements.
    package let path: String
    package let meaning: String
  }

  /// In the order of the report.
  package static let entries: [Entry] =
    group("experiment", "The experiment") {
      [
        ("name", "its name"), ("summary", "the manifest's description"), ("strategy", "the search strategy, as code"),
        ("seed", "of the search"), ("manifest", "a link to the manifest"),
      ]
    }
    + group("objectives", "A list of what is optimized") {
      [
        ("metric", "its name"), ("arrow", "↑ where higher is better, else ↓"),
        ("direction", "`maximize` or `minimize`"), ("target", "the value to reach"),
      ]
    }
    + group("trials", "How many trials") {
      [
        ("count", "there are"), ("valued", "completed with a value"), ("pruned", "were stopped early"),
        ("failed", "gave no value"),
      ]
    }
    + group("answer", "The result, with one objective") {
      [
        ("trial", "number of the best trial"), ("metric", "the objective"), ("value", "its best value"),
        ("use", "the parameters to set"), ("verdict", "how good the value is, and how much better than the default"),
        ("target", "whether the target is reached"), ("certainty", "how sure the value and its lead are"),
        ("chance", "what random search would have found at the same cost"),
        ("others", "the trial's other metrics"),
      ]
    }
    + group("front", "The result, with several objectives") {
      [
        ("count", "`12 trials`"), ("verdict", "how the front stands to the default and the targets"),
        ("choices", "a list: the best in each objective, and a compromise"),
      ]
    }
    + [
      Entry(path: "failure", meaning: "Why there is no result yet; nothing where there is one"),
      Entry(path: "progress", meaning: "Which trials run, were interrupted or wait"),
    ]
    + group("settings", "The parameters, with one objective") {
      [
        ("baseline", "title of what the best is compared with; nothing where it is the best"),
        ("rows", "a list with an element for each parameter"), ("rows.parameter", "its name"),
        ("rows.best", "its value in the best trial"), ("rows.default", "in the baseline"),
        ("rows.searched", "its range, and whether the best is at its end"), ("notes", "what was not searched"),
      ]
    }
    + group("importance", "Which parameters matter; nothing while trials are too few") {
      [("sentences", "a list, one for each objective")]
    }
    + group("effects", "Where each parameter is good; nothing where the trials do not tell") {
      [("sentences", "a list, one for each parameter of which that can be said")]
    }
    + group("ranking", "The best trials, or those of the Pareto front") {
      [("title", "which of both"), ("table", "a table of them"), ("notes", "what they share")]
    }
    + group("confirmation", "The best trials, run again") {
      [
        ("table", "their values"), ("lead", "whether the first one's lead is real"),
        ("failed", "which failed when run again"),
      ]
    }
    + group("lineage", "Where trials go on from each other's checkpoints") {
      [
        ("count", "`5 trials`: how many led to the best one"), ("table", "a table of them"),
        ("rest", "how many the table leaves out"),
      ]
    }
    + group("confusion", "Where labels are predicted") {
      [("trial", "the best trial"), ("table", "what it took for what")]
    }
    + group("story", "How the best trial came about") {
      [
        ("trial", "its number"), ("chapters", "a list"), ("chapters.title", "`Why it was tried`"),
        ("chapters.text", "its sentences"),
      ]
    }
    + group("search", "How the search went") {
      [
        ("course", "how the trials ended, and why the search did"), ("proposers", "a table: who proposed what"),
        ("steps", "a table of the trials that moved the search on"),
        ("earlier", "`3 earlier steps` that it leaves out"),
      ]
    }
    + group("failures", "What failed; nothing where nothing did") {
      [
        ("groups", "a list, the most frequent reason first"), ("groups.reason", "why"),
        ("groups.trials", "which"), ("groups.common", "what these trials have in common, and others have not"),
        ("groups.log", "nothing where there is no log"), ("groups.log.trial", "whose log"),
        ("groups.log.line", "its last line"), ("rest", "how many are left out"),
      ]
    }
    + [Entry(path: "cost", meaning: "How long training took, and on what the time went")]
    + group("reproduction", "What it takes to do it again") {
      [
        ("command", "a block with the command of the experiment"),
        ("best", "the best trial; nothing while there is none"), ("best.trial", "its number"),
        ("best.metric", "the metric in which it is the best, with several objectives"),
        ("best.folder", "where its command runs"),
        ("best.runs", "how often, where a trial is run several times"), ("best.command", "a block with its command"),
        ("best.parameters", "a block of JSON"), ("best.files", "links to what it left"),
        ("provenance", "a table: commit, tool, seeds, inputs"),
      ]
    }
    + group("plots", "Each plot as an image with a text alternative; nothing where it is not drawn") {
      var names: [String] = []
      for path in Report.plotPaths where !names.contains(ReportDocument.plotName(path)) {
        names.append(ReportDocument.plotName(path))
      }
      return names.map { ($0, "`plots/\($0).svg`") }
    }

  /// All single names, at whatever depth.
  static let all = Set(entries.flatMap { $0.path.split(separator: ".").map(String.init) })

  private static func group(_ name: String, _ meaning: String, _ fields: () -> [(String, String)]) -> [Entry] {
    [Entry(path: name, meaning: meaning)] + fields().map { Entry(path: "\(name).\($0)", meaning: $1) }
  }

  /// The list of names in `templates/reports/README.md`.
  package static var markdown: String {
    var table = MarkdownTable([("Name", .left), ("What it is", .left)])
    for entry in entries { table.append(["`\(entry.path)`", entry.meaning]) }
    return table.text
  }
}

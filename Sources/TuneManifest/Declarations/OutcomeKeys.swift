import TuneModel

/// The keys under `metrics`.
enum MetricsKeys {
  static let source = Key<String>(
    "source",
    .choice([
      Choice("stdout", "`name: value` and `name=value` in standard output", otherNames: ["output", "log", "console"]),
      Choice("pattern", "a regular expression over lines of standard output", otherNames: ["regex", "regexp"]),
      Choice("json", "a JSON file", otherNames: ["json_file"]),
      Choice("jsonl", "a file of JSON lines", otherNames: ["jsonlines", "ndjson", "json_lines"]),
      Choice("csv", "a CSV file", otherNames: ["tsv"]),
      Choice("predictions", "computed from a file of predictions", otherNames: ["prediction", "computed"]),
    ]),
    default: "stdout",
    "Where to look for them.",
    otherNames: ["from", "type", "kind"]
  )
  static let pattern = Key<String>(
    "pattern",
    .text(),
    isRequired: true,
    "A regular expression with the named groups `name` and `value`, or with one named group for each metric.",
    examples: [#"'^val_acc (?<accuracy>\S+)$'"#],
    otherNames: ["regex", "regexp"]
  )
  static let jsonFile = fileKey(nil, example: "result.json")
  static let jsonLinesFile = fileKey(MetricSource.defaultJSONLinesFile, example: "log.jsonl")
  static let csvFile = fileKey(nil, example: "history.csv")

  private static func fileKey(_ defaultFile: String?, example: String) -> Key<String> {
    Key(
      "file",
      .text(),
      isRequired: defaultFile == nil,
      default: defaultFile,
      "The file, relative to the trial's directory.",
      examples: [example],
      otherNames: ["path"]
    )
  }

  static let variants = Variants(
    discriminator: "source",
    defaultName: "stdout",
    sections: [
      Section(
        "'metrics' with source: stdout",
        """
        `name: value` and `name=value` in lines of standard output, several on a line, and the lines that Keras and \
        Lightning print.
        """,
        variant: "stdout",
        keys: [source.declaration]
      ),
      Section(
        "'metrics' with source: pattern",
        "What a regular expression finds in lines of standard output.",
        variant: "pattern",
        keys: [source.declaration, pattern.declaration]
      ),
      Section(
        "'metrics' with source: json",
        "An object of numbers, written by the end of the run.",
        variant: "json",
        keys: [source.declaration, jsonFile.declaration]
      ),
      Section(
        "'metrics' with source: jsonl",
        """
        One object of numbers per line, `step` or `epoch` among them. The train command finds the default file's path \
        in `TUNE_METRICS`.
        """,
        variant: "jsonl",
        keys: [source.declaration, jsonLinesFile.declaration]
      ),
      Section(
        "'metrics' with source: csv",
        "A header, then rows: each numeric column is a metric, each row a step.",
        variant: "csv",
        keys: [source.declaration, csvFile.declaration]
      ),
      PredictionsKeys.section,
    ]
  )
}

/// The keys under `objective`.
enum ObjectiveKeys {
  static let metric = Key<String>(
    "metric",
    .text(),
    isRequired: true,
    "The metric to make best, by the name under which the train command reports it.",
    examples: ["accuracy"],
    otherNames: ["name"]
  )
  static let direction = Key<String>(
    "direction",
    .choice([
      Choice("minimize", "smaller is better", otherNames: ["min", "minimise", "lower", "down", "decrease"]),
      Choice("maximize", "larger is better", otherNames: ["max", "maximise", "higher", "up", "increase"]),
    ]),
    isRequired: true,
    "Whether small or large values are good.",
    examples: ["maximize"],
    otherNames: ["mode", "goal"]
  )
  static let target = Key<Double>(
    "target",
    .number(),
    defaultWords: "none",
    "The experiment ends when a trial is at least this good.",
    examples: ["0.985"],
    otherNames: ["threshold", "stop_at"]
  )
  static let over = Key<String>(
    "over",
    .choice([
      Choice("last", "the last value that was reported", otherNames: ["final"]),
      Choice("best", "the best value of all steps", otherNames: ["min", "max", "minimum", "maximum"]),
      Choice("mean", "the mean of all steps", otherNames: ["average", "avg"]),
    ]),
    default: Objective.Reduction.last.rawValue,
    "Which value counts when a metric is reported at several steps: the `last`, the `best` or the `mean` over them.",
    examples: ["best"],
    otherNames: ["of", "aggregate", "reduction", "reduce", "steps", "over_steps"]
  )
  static let section = Section("'objective'", "What is made best.", keys: keys)
  /// One of several.
  static let element = Section("an element of 'objectives'", "One of the things that are made best.", keys: keys)
  private static let keys = [metric.declaration, direction.declaration, target.declaration, over.declaration]

  /// With more, nearly every trial is on the front, and a search has nothing to go by.
  static let mostObjectives = 4
}

package import TuneModel

/// What a report is made from. The same input gives the same bytes, in whatever order the records come.
package struct ReportInput: Sendable {
  package var experiment: Experiment
  /// The records of all trials, each number once.
  package var records: [TrialRecord]
  /// The manifest's path as one would name it to the tool from the root of the repository, such as
  /// `experiments/digits.yaml`. The manifest lies beside the results folder; of an absolute path only the file's name
  /// is shown.
  package var manifestPath: String
  /// The folder of the Swift package to which the manifest belongs, from the root of the repository: `.`, or
  /// `tools/train`. Nil outside packages: there the tool is called by its own name.
  package var packageFolder: String?
  /// Why the experiment ended, as a sentence without its full stop; nil while it has not.
  package var stopReason: String?
  /// The command of the best trial's last attempt with all placeholders filled, free of absolute paths; nil where it
  /// is not known.
  package var bestCommand: [String]?
  /// The last lines of failed trials' logs, by trial. They appear in the report, so they must outlive the logs for the
  /// report to be the same when it is made again.
  package var logTails: [Int: [String]]
  /// Files in the results folder's `best/`, by name.
  package var bestFiles: [String]

  package init(
    experiment: Experiment,
    records: [TrialRecord],
    manifestPath: String,
    packageFolder: String? = nil,
    stopReason: String? = nil,
    bestCommand: [String]? = nil,
    logTails: [Int: [String]] = [:],
    bestFiles: [String] = []
  ) {
    self.experiment = experiment
    self.records = records
    self.manifestPath = manifestPath
    self.packageFolder = packageFolder
    self.stopReason = stopReason
    self.bestCommand = bestCommand
    self.logTails = logTails
    self.bestFiles = bestFiles
  }
}

/// A file of the report.
package struct ReportFile: Hashable, Sendable {
  /// Relative to the results folder.
  package var path: String
  package var bytes: [UInt8]

  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}

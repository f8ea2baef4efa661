package import SystemPackage
package import TuneModel

/// Where an experiment's files lie. `experiments/digits.yaml` has its results in `experiments/digits/`.
package struct ResultsLayout: Hashable, Sendable {
  /// The results folder, absolute.
  package let root: FilePath

  package init(root: FilePath) {
    self.root = root
  }

  /// The results folder of a manifest: beside it, named as the experiment.
  package init(manifest: FilePath, experiment: String) {
    root = FileSystem.absolute(manifest).removingLastComponent().appending(experiment)
  }

  package var report: FilePath { root.appending("report.md") }
  package var best: FilePath { root.appending("best") }
  package var trials: FilePath { root.appending("trials") }
  package var lock: FilePath { root.appending(".lock") }
  package var gitignore: FilePath { root.appending(".gitignore") }
  /// Deletable at any time; never read as truth.
  package var cache: FilePath { root.appending(".cache") }

  package func trial(_ number: Int) -> TrialLayout {
    let digits = String(number)
    let name = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return TrialLayout(root: trials.appending(name))
  }
}

/// Where one trial's files lie.
package struct TrialLayout: Hashable, Sendable {
  package let root: FilePath

  /// The folder of one of several runs of the trial, which is laid out in the same way but for record and parameters.
  package func part(_ part: TrialPart?) -> TrialLayout {
    guard let part else { return self }
    return TrialLayout(root: root.appending(part.folder), parameters: parameters)
  }

  package init(root: FilePath, parameters: FilePath? = nil) {
    self.root = root
    self.parameters = parameters ?? root.appending("parameters.json")
  }

  /// The record: the truth.
  package var record: FilePath { root.appending("trial.json") }
  package let parameters: FilePath
  package var standardOutput: FilePath { root.appending("stdout.log") }
  package var standardError: FilePath { root.appending("stderr.log") }
  package var metrics: FilePath { root.appending("metrics.jsonl") }
  package var checkpoint: FilePath { root.appending("checkpoint") }

  /// What is of no use to whoever wants the trial's results.
  package static let logNames: Set<String> = [
    "stdout.log", "stderr.log", "slurm",
  ]
}

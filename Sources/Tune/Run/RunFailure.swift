package import SystemPackage
package import TuneStore

/// Why an experiment was not run, in words for the person who wanted it run.
package enum RunFailure: Error, Hashable, Sendable {
  /// The manifest's mistakes, as the terminal shows them.
  case manifest(String)
  /// Somebody runs it already.
  case locked(ExperimentLock.Owner?, results: FilePath)
  case unreadable([RecordStore.Unreadable])
  case file(FileFailure)
  case product(PackageProducts.Failure)
  /// The prepare step's command failed.
  case prepare(String)
  /// Stopped before there was anything to record.
  case interrupted
}

extension RunFailure {
  init(_ failure: ExperimentLock.Failure, results: FilePath) {
    switch failure {
    case .held(let owner): self = .locked(owner, results: results)
    case .file(let failure): self = .file(failure)
    }
  }
}

extension RunFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .manifest(let rendered): return rendered
    case .locked(let owner, let results):
      let who = owner.map { "process \($0.processID) on \($0.host)" } ?? "another swift-tune"
      return """
        \(ManifestFile.shown(results)) is in use by \(who).
           = wait for it, or end it; its lock ends with it
        """
    case .unreadable(let records):
      let list = records.map { "\(ManifestFile.shown($0.path)): error: \($0.reason)" }.joined(separator: "\n")
      return """
        \(list)
           = mend or restore the file (git checkout), or remove its folder to have the trial forgotten
        """
    case .file(let failure): return failure.description
    case .product(let failure): return failure.description
    case .prepare(let why): return "the prepare step failed: \(why)"
    case .interrupted: return "stopped in the prepare step; the next run begins with it"
    }
  }
}

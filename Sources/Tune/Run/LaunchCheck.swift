import SystemPackage
import TuneExecution
import TuneModel
import TuneStore

/// Finds out whether an experiment's trials could run where its manifest wants them.
package enum LaunchCheck {
  package enum Outcome: Hashable, Sendable {
    /// A clause that says what was found good.
    case good(String)
    /// Nothing could be found out yet, and why.
    case unknown(String)
    case problem(String)
  }

  /// - Parameters:
  ///   - environment: what train commands inherit.
  ///   - limit: how long it may take, in seconds.
  /// - Returns: nil for an experiment that runs on this machine.
  package static func run(
    _ manifest: ManifestFile,
    environment: [String: String],
    limit: Double
  ) async -> Outcome? {
    guard let experiment = manifest.experiment, case .slurm(let settings) = experiment.launcher else { return nil }
    do { try RecordStore(manifest.layout).create() } catch { return .problem("\(error)") }
    var program: String?
    // Products are not built yet, and placeholders have no values.
    if case .command(let words) = experiment.train.program, let first = words.first, !first.contains("{") {
      program = first
    }
    let preflight = SlurmPreflight(SlurmLauncher(settings, manifest.slurmPlace(environment)))
    let directory = manifest.folder.pushing(FilePath(experiment.train.directory)).lexicallyNormalized()
    switch await preflight.run(program: program, directory: directory, limit: limit) {
    case .good(let node): return .good("a job ran on \(node) and found what it needs")
    case .waiting(let reason): return .unknown("the job that was to look at a node still waits: \(reason)")
    case .problem(let why): return .problem(why)
    }
  }
}

extension ManifestFile {
  /// What the experiment's jobs share.
  func slurmPlace(_ environment: [String: String]) -> SlurmLauncher.Place {
    SlurmLauncher.Place(
      experiment: experiment?.name ?? "experiment",
      folder: layout.cache.appending("slurm"),
      tool: ToolPath.swiftTune,
      environment: environment
    )
  }
}

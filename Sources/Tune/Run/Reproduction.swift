package import SystemPackage
package import TuneExecution
import TuneManifest
package import TuneModel
import TuneStore

/// Runs a trial again as it was run: its parameters, its seed and the code of its commit, in a folder of its own.
package struct Reproduction: Sendable {
  /// How a metric compares.
  package struct Comparison: Hashable, Sendable {
    package var metric: String
    package var recorded: Double
    /// Nil when the run did not report it.
    package var now: Double?

    /// Whether both are the same, to a relative tolerance.
    package func agrees(within tolerance: Double) -> Bool {
      guard let now else { return false }
      if now == recorded || (now.isNaN && recorded.isNaN) { return true }
      return (now - recorded).magnitude <= tolerance * max(now.magnitude, recorded.magnitude)
    }
  }

  package struct Result: Sendable {
    package var comparisons: [Comparison]
    /// Where the run's files are.
    package var folder: FilePath
    package var outcome: AttemptOutcome
    package var tail: LogTail
    package var notes: [Diagnostic]
  }

  package enum Failure: Error, CustomStringConvertible {
    case noTrial(Int, experiment: String)
    case git(String)
    case run(RunFailure)

    package var description: String {
      switch self {
      case .noTrial(let number, let experiment): "'\(experiment)' has no trial \(number)"
      case .git(let why): why
      case .run(let failure): failure.description
      }
    }
  }

  package var manifest: ManifestFile
  package var launcher: any Launcher
  package var environment: [String: String]
  /// Whether to run the code as it is now, not that of the trial's commit.
  package var usesPresentCode: Bool

  package init(
    manifest: ManifestFile,
    launcher: any Launcher,
    environment: [String: String],
    usesPresentCode: Bool
  ) {
    self.manifest = manifest
    self.launcher = launcher
    self.environment = environment
    self.usesPresentCode = usesPresentCode
  }

  /// Runs the trial's first run again.
  ///
  /// The commit is checked out into a worktree of its own, which is removed at the end; nothing of the experiment's
  /// results changes.
  package func run(_ number: Int, observe: @escaping @Sendable (RunEvent) -> Void) async throws(Failure) -> Result {
    guard let experiment = manifest.experiment else { throw .run(.manifest(manifest.rendered)) }
    let loaded: RecordStore.Loaded
    do { loaded = try RecordStore(manifest.layout).load() } catch { throw .run(.file(error)) }
    guard let record = loaded.records.first(where: { $0.number == number }) else {
      throw .noTrial(number, experiment: experiment.name)
    }
    var notes: [Diagnostic] = []
    let here = await GitState.read(at: manifest.folder, ignoring: manifest.layout.root)
    guard !usesPresentCode, let commit = record.provenance.commit else {
      if record.provenance.commit == nil {
        notes.append(Diagnostic(.warning, "the record names no commit; the code is that of now"))
      }
      return try await run(record, experiment, in: manifest.folder, notes, observe)
    }
    if record.provenance.dirty == true {
      notes.append(
        Diagnostic(.warning, "files differed from commit \(commit.prefix(10)) when the trial ran; that is lost")
      )
    }
    guard here != nil else { throw .git("the manifest is in no git repository; --present runs the code as it is") }
    let tree = manifest.layout.cache.appending("worktree-\(number)")
    return try await inWorktree(commit, tree) { folder throws(Failure) in
      // The command as it was then; parameters and seed are the record's.
      let name = manifest.path.lastComponent?.string ?? ""
      let then = (try? ManifestFile(folder.appending(name)))?.experiment
      return try await run(record, then ?? experiment, in: folder, notes, observe)
    }
  }

  /// The manifest's folder as it was at a commit.
  private func inWorktree(
    _ commit: String,
    _ tree: FilePath,
    _ body: (FilePath) async throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    let git = ["git", "-C", manifest.folder.string]
    // In a task of its own, which is not cancelled when the run is stopped.
    @Sendable func prune() async {
      await Task {
        _ = await CommandOutput.of(git + ["worktree", "remove", "--force", tree.string], in: manifest.folder)
        try? FileSystem.remove(tree)
        _ = await CommandOutput.of(git + ["worktree", "prune"], in: manifest.folder)
      }.value
    }
    do { try FileSystem.createDirectory(manifest.layout.cache) } catch { throw .run(.file(error)) }
    await prune()
    let added = await CommandOutput.of(
      git + ["worktree", "add", "--detach", tree.string, commit],
      in: manifest.folder,
      withErrors: true
    )
    guard let added, added.succeeded else {
      let last = added?.text.split(separator: "\n").last.map(String.init) ?? "git cannot be run"
      throw .git("cannot check out commit \(commit.prefix(10)): \(last)")
    }
    let prefix = await CommandOutput.of(git + ["rev-parse", "--show-prefix"], in: manifest.folder)
    let relative = prefix?.text.split(separator: "\n").first.map(String.init) ?? ""
    let result: Result
    do throws(Failure) {
      result = try await body(relative.isEmpty ? tree : tree.pushing(FilePath(relative)).lexicallyNormalized())
    } catch {
      await prune()
      throw error
    }
    await prune()
    return result
  }

  private func run(
    _ record: TrialRecord,
    _ experiment: Experiment,
    in folder: FilePath,
    _ notes: [Diagnostic],
    _ observe: @escaping @Sendable (RunEvent) -> Void
  ) async throws(Failure) -> Result {
    var program: [String] = []
    switch experiment.train.program {
    case .command(let words): program = words
    case .product(let name):
      do throws(PackageProducts.Failure) {
        program = [
          try await PackageProducts().executable(name, near: folder) { observe(.preparing($0)) }.string
        ]
      } catch { throw .run(.product(error)) }
    }
    var alone = experiment
    // The trial as a whole is judged by its record; stopping it early again would hide what it comes to.
    alone.prune = experiment.prune.map { .init(choice: $0.choice, hasBudget: $0.hasBudget) }
    alone.train.retries = 0
    let layout = ResultsLayout(root: manifest.layout.cache.appending("reproduction"))
    let trial = layout.trial(record.number)
    do throws(FileFailure) {
      try FileSystem.remove(trial.root)
      try FileSystem.createDirectory(layout.trials)
    } catch { throw .run(.file(error)) }
    let execution = TrialExecution(
      experiment: alone,
      manifestFolder: folder,
      program: program,
      store: RecordStore(layout),
      launcher: launcher,
      environment: environment,
      redaction: Redaction(manifestFolder: folder, home: environment["HOME"]),
      clock: .system,
      observe: observe,
      budgets: PruningBoard(experiment, [])
    )
    let part = experiment.repetition?.parts.first
    var fresh = record
    fresh.attempts = []
    fresh.state = .running
    let live = LiveRecord(fresh, budget: record.budget)
    let end = await execution.run(live, part, slot: 0)
    var now = MetricValues()
    if case .completed(let metrics) = end { now = metrics }
    let recorded = part.flatMap { record.parts[$0] } ?? record.metrics
    return Result(
      comparisons: recorded.map { Comparison(metric: $0, recorded: $1, now: now[$0]) },
      folder: trial.part(part).root,
      outcome: live.record.attempts.last?.outcome ?? .stopped,
      tail: LogTail(output: [], error: live.record.attempts.last?.logTail ?? []),
      notes: notes + Reproduction.notes(end)
    )
  }

  private static func notes(_ end: PartEnd) -> [Diagnostic] {
    switch end {
    case .completed, .paused, .pruned: []
    case .failed(_, _, let why), .broken(let why): [Diagnostic(.error, "the run failed: \(why)")]
    case .interrupted: [Diagnostic(.error, "the run was stopped")]
    }
  }
}

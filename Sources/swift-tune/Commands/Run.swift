import ArgumentParser
import SystemPackage
import Tune
import TuneExecution
import TuneModel
import TuneReport
import TuneStore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run experiments, or continue them.",
    discussion: """
      Trials that were run before are never run again: an experiment continues where it was stopped or killed, and a \
      larger budget extends it. Ctrl-C stops the running trials, records them and writes the report; the next run takes \
      them up again. On a cluster, a second Ctrl-C leaves at once, without waiting for the jobs' end.
      """
  )

  @OptionGroup var manifests: ManifestArguments

  @Option(
    help: ArgumentHelp(
      "Trials in all, in place of the manifest's budget; +N for N more than there are.",
      valueName: "n"
    )
  )
  var trials: TrialsArgument?

  @Option(help: ArgumentHelp("Trials at a time, in place of the manifest's 'parallel'.", valueName: "n"))
  var parallel: Int?

  @Flag(help: "Set earlier results aside (as NAME.old) and start anew.")
  var fresh = false

  @Flag(help: "When stopped, leave the jobs of a cluster running; the next run takes them up.")
  var detach = false

  @Flag(help: "Print lines instead of the live view.")
  var plain = false

  @Flag(name: .shortAndLong, help: "Print only what went wrong and the summary.")
  var quiet = false

  func validate() throws {
    if let parallel, !(1...1024).contains(parallel) { throw ValidationError("--parallel is a number from 1 to 1024") }
  }

  func run() async throws {
    try await CommandFailure.reporting {
      let files = try manifests.files()
      // All mistakes of all manifests, before anything runs.
      let wrong = files.filter { $0.experiment == nil }
      for file in files where !file.rendered.isEmpty { Terminal.errors.write(file.rendered) }
      guard wrong.isEmpty else { throw CommandFailure("", .manifest) }
      var worst: CommandFailure.Code?
      for (index, file) in files.enumerated() {
        if index > 0 { Terminal.output.line("") }
        do {
          try await runOne(file)
        } catch let failure as CommandFailure {
          failure.show()
          worst = failure.code
          // Another experiment may be fine; a person who pressed Ctrl-C wants none of them.
          if failure.code == .interrupted { break }
        }
      }
      if let worst { throw CommandFailure("", worst) }
    }
  }

  private func runOne(_ file: ManifestFile) async throws {
    guard let experiment = file.experiment else { return }
    let run = ExperimentRun(
      manifest: file,
      options: .init(trials: trials?.trials, parallel: parallel, fresh: fresh, detaches: detach),
      launcher: LocalLauncher(),
      products: PackageProducts(lines: Terminal.variable("SWIFT_TUNE_PRODUCTS") ?? ""),
      environment: TrainEnvironment.inherited
    )
    let view = RunView(experiment, manifest: file.shown, quiet: quiet, live: plain || quiet ? nil : Terminal.live())
    // What is detached is left at once by the first signal.
    let leaves: @Sendable () -> Void = { leave(file, view) }
    do {
      let (summary, stopped) = try await ProcessSignals.stoppable(
        stopping: { view.noteStopping() },
        again: experiment.launcher == .local || detach ? nil : leaves
      ) {
        try await view.whileTicking {
          try await run.run(opened: { view.open($0) }, observe: { view.note($0) })
        }
      }
      view.close()
      Terminal.output.write(RunSummaryText.text(summary, file, stopped: stopped, width: Terminal.output.summaryWidth))
      if stopped { throw CommandFailure("", .interrupted) }
      if case .failures = summary.reason { throw CommandFailure("", .failed) }
      if case .broken = summary.reason { throw CommandFailure("", .failed) }
      if summary.ledger.best == nil { throw CommandFailure("", .failed) }
    } catch let failure as RunFailure {
      view.close()
      throw CommandFailure(failure)
    }
  }
}

/// Ends this process in the middle of a run whose trials are elsewhere, and says how to end those, too.
private func leave(_ file: ManifestFile, _ view: RunView) -> Never {
  view.close()
  Terminal.output.write(LeavingText.text(jobs: JobsLeft.abandon(file), file))
  // As if it had been killed, which loses nothing: what follows may wait for a cluster that does not answer.
  _exit(CommandFailure.Code.interrupted.rawValue)
}

extension CommandFailure {
  init(_ failure: RunFailure) {
    switch failure {
    case .manifest(let rendered): self.init(rendered, failure.code)
    case .interrupted: self.init("\(failure)", failure.code)
    default: self.init("error: \(failure)", failure.code)
    }
  }
}

extension RunFailure {
  fileprivate var code: CommandFailure.Code {
    switch self {
    case .manifest: .manifest
    case .locked: .locked
    case .unreadable, .file, .product, .prepare: .failed
    case .interrupted: .interrupted
    }
  }
}

/// `40` or `+10`.
struct TrialsArgument: ExpressibleByArgument {
  var trials: ExperimentRun.Trials

  init?(argument: String) {
    let isMore = argument.hasPrefix("+")
    guard let count = Int(isMore ? String(argument.dropFirst()) : argument), (1...10_000_000).contains(count) else {
      return nil
    }
    trials = isMore ? .more(count) : .total(count)
  }
}

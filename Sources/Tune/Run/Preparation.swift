import JSON
import SystemPackage
import TuneExecution
import TuneModel
import TuneStore

/// Everything that happens once before the first trial: the train product is built, the prepare command run, input
/// files are fingerprinted and the commit is noted.
struct Preparation: Sendable {
  var manifest: ManifestFile
  var experiment: Experiment
  var launcher: any Launcher
  var products: PackageProducts

  struct Ready: Sendable {
    /// The train command's program and first arguments.
    var program: [String]
    /// The seed is each trial's own.
    var provenance: Provenance
  }

  func run(
    environment: [String: String],
    observe: @escaping @Sendable (RunEvent) -> Void
  ) async throws(RunFailure) -> Ready {
    let program: [String]
    switch experiment.train.program {
    case .command(let words): program = words
    case .product(let name):
      do throws(PackageProducts.Failure) {
        program = [
          try await products.executable(name, near: manifest.folder) { observe(.preparing($0)) }.string
        ]
      } catch { throw .product(error) }
    }
    try await prepare(environment, observe)
    return Ready(program: program, provenance: try await Preparation.provenance(manifest, experiment))
  }

  /// What trials that begin now depend on, their seeds apart.
  static func provenance(_ manifest: ManifestFile, _ experiment: Experiment) async throws(RunFailure) -> Provenance {
    let git = await GitState.read(at: manifest.folder, ignoring: manifest.layout.root)
    return Provenance(
      commit: git?.commit,
      dirty: git?.dirty,
      seed: 0,
      tool: TuneVersion.current,
      inputs: try fingerprints(manifest, experiment)
    )
  }

  /// What the prepare step's processes carry.
  static func marker(_ manifest: ManifestFile) -> AttemptMarker {
    AttemptMarker(trialDirectory: manifest.layout.cache, attempt: 1)
  }

  private static func fingerprints(
    _ manifest: ManifestFile,
    _ experiment: Experiment
  ) throws(RunFailure) -> [String: String] {
    var inputs: [String: String] = [:]
    for path in experiment.prepare?.inputs ?? [] {
      do throws(FileFailure) {
        guard let fingerprint = try Fingerprint.file(manifest.folder.pushing(FilePath(path))) else {
          throw FileFailure("read the input", manifest.folder.pushing(FilePath(path)), .noSuchFileOrDirectory)
        }
        inputs[path] = fingerprint
      } catch { throw .file(error) }
    }
    return inputs
  }

  /// Runs the prepare command, unless it has succeeded for this command and these inputs before.
  private func prepare(
    _ environment: [String: String],
    _ observe: @Sendable (RunEvent) -> Void
  ) async throws(RunFailure) {
    guard let command = experiment.prepare?.command else { return }
    let marker = manifest.layout.cache.appending("prepared")
    do throws(FileFailure) {
      if try FileSystem.contents(of: marker) == stamp(command) { return }
      try FileSystem.createDirectory(manifest.layout.cache)
    } catch { throw .file(error) }
    observe(.preparing("preparing: \(command.joined(separator: " "))"))
    let report = await launcher.run(
      AttemptRequest(
        arguments: command,
        environment: environment,
        directory: manifest.folder,
        trialDirectory: manifest.layout.cache,
        grace: experiment.train.grace,
        marker: Preparation.marker(manifest)
      )
    ) { _ in .continue }
    if report.outcome == .stopped { throw .interrupted }
    guard report.outcome == .exited(0) else {
      let log = ManifestFile.shown(manifest.layout.cache.appending("stdout.log"))
      throw .prepare(AttemptJudgement.words(report.outcome, report.tail) + "; its output is in \(log)")
    }
    do throws(FileFailure) { try FileSystem.replace(marker, with: stamp(command), synced: false) } catch {
      throw .file(error)
    }
  }

  /// What the prepare step's result depends on.
  private func stamp(_ command: [String]) throws(FileFailure) -> [UInt8] {
    var hash = SHA256()
    hash.update(command.joined(separator: "\0").utf8)
    for path in experiment.prepare?.inputs ?? [] {
      hash.update("\0\(try Fingerprint.file(manifest.folder.pushing(FilePath(path))) ?? "missing")".utf8)
    }
    return Array(hash.hexadecimal().utf8)
  }
}

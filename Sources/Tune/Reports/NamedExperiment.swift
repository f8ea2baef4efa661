import JSON
import SystemPackage
import TuneExecution
import TuneManifest
package import TuneModel
import TunePruning
import TuneSearch
import TuneStore

/// An experiment and its records, as a person names them: a manifest or its name, a results folder, or one of these as
/// it was at a git revision, as in `digits@HEAD~1`.
package struct NamedExperiment: Sendable {
  /// As it was named.
  package var label: String
  package var experiment: Experiment
  package var records: [TrialRecord]
  /// Records that could not be read, in words.
  package var notes: [String]

  /// - Throws: A `Diagnostic` in words for who named it, or a `FileFailure`.
  package static func load(_ word: String) async throws -> NamedExperiment {
    if let path = try ManifestSearch.manifest(named: word) { return try load(path, label: word) }
    if let place = word.lastIndex(of: "@"), place > word.startIndex {
      let revision = String(word[word.index(after: place)...])
      return try await Revision(revision, word).load(String(word[..<place]))
    }
    let near = nearest(to: word, among: ManifestSearch.known())
    throw Diagnostic(
      .error,
      "there is no experiment '\(word)'",
      advice: near.map { ["did you mean '\($0)'?"] } ?? ["name a manifest, or one at a revision: digits@HEAD~1"]
    )
  }

  private static func load(_ path: FilePath, label: String) throws -> NamedExperiment {
    let manifest = try ManifestFile(path)
    guard let experiment = manifest.experiment else { throw Diagnostics(manifest.diagnostics) }
    let loaded = try RecordStore(manifest.layout).load()
    return NamedExperiment(
      label: label,
      experiment: experiment,
      records: loaded.records,
      notes: loaded.unreadable.map { "\(ManifestFile.shown($0.path)): \($0.reason); left out" }
    )
  }

  /// An experiment as git has it at a revision; the work tree is not touched.
  private struct Revision {
    let name: String
    /// What the person wrote.
    let word: String

    init(_ name: String, _ word: String) {
      self.name = name
      self.word = word
    }

    func load(_ stem: String) async throws -> NamedExperiment {
      let here = FileSystem.currentDirectory
      let top = await git(["rev-parse", "--show-toplevel"], here)
      guard let root = top?.split(separator: "\n").first.map({ FilePath(String($0)) }) else {
        throw Diagnostic(.error, "'\(word)' names a git revision, and there is no git repository here")
      }
      let commits = await git(["rev-parse", "--verify", "--quiet", "--end-of-options", "\(name)^{commit}"], root)
      guard let commit = commits?.split(separator: "\n").first.map(String.init) else {
        throw Diagnostic(.error, "git knows no revision '\(name)'", advice: ["'git log --oneline' lists them"])
      }
      for path in candidates(stem, root) {
        guard let text = await git(["cat-file", "blob", "\(commit):\(path)"], root) else { continue }
        return try await load(path, text, root, commit)
      }
      throw Diagnostic(.error, "there was no manifest '\(stem)' at \(name)")
    }

    /// Where the manifest may have been, from the root of the repository.
    private func candidates(_ stem: String, _ root: FilePath) -> [String] {
      let base = FilePath(stem)
      let stems = [base, FilePath(ManifestSearch.defaultFolder).pushing(base)]
      return stems.flatMap { stem in
        ["", ".yaml", ".yml"].compactMap { ending -> String? in
          // Git's root has no links in it, so the working directory must not either.
          let here = FileSystem.resolved(FilePath(".")) ?? FileSystem.currentDirectory
          var path = here.pushing(FilePath(stem.string + ending)).lexicallyNormalized()
          return path.removePrefix(root) ? path.string : nil
        }
      }
    }

    private func load(_ path: String, _ text: String, _ root: FilePath, _ commit: String) async throws
      -> NamedExperiment
    {
      let reader = ManifestReader(strategies: StrategyCatalog.declarations, pruners: PrunerCatalog.declarations)
      let reading = reader.read(bytes: Array(text.utf8), file: "\(path)@\(name)")
      guard let experiment = reading.experiment else { throw Diagnostics(reading.diagnostics) }
      let trials = FilePath(path).removingLastComponent().appending(experiment.name).appending("trials")
      let archive = await git(
        ["archive", "--format=tar", commit, "--", ":(top,glob)\(trials.string)/*/trial.json"],
        root,
        limit: 1 << 30
      )
      var loaded = NamedExperiment(label: word, experiment: experiment, records: [], notes: [])
      for file in TarEntries.files(in: Array((archive ?? "").utf8)) {
        do {
          loaded.records.append(try TrialRecord(json: JSONValue(parsing: Array(file.bytes))))
        } catch {
          loaded.notes.append("\(file.name) at \(name): \(error); left out")
        }
      }
      return loaded
    }

    private func git(_ arguments: [String], _ folder: FilePath, limit: Int = 16 << 20) async -> String? {
      let output = await CommandOutput.of(["git", "-C", folder.string] + arguments, in: folder, limit: limit)
      return output.flatMap { $0.succeeded ? $0.text : nil }
    }
  }
}

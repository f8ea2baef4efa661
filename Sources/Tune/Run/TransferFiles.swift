import SystemPackage
import TuneModel
import TuneStore

/// Reads what other experiments have found.
enum TransferFiles {
  /// The experiments that a manifest's `warm_start` names, with what a person should know about each.
  ///
  /// - Throws: where one cannot be found, or holds no trial.
  static func read(
    _ experiment: Experiment,
    folder: FilePath
  ) throws(RunFailure) -> (sources: [TransferSource], notes: [Diagnostic]) {
    guard let objective = experiment.objectives.first else { return ([], []) }
    var sources: [TransferSource] = []
    var notes: [Diagnostic] = []
    for name in experiment.search.warmStart {
      do throws(FileFailure) {
        let records = try RecordStore(layout(of: folder.pushing(FilePath(name)).lexicallyNormalized())).load().records
        let source = TransferSource(name: name, records: records, space: experiment.space, objective: objective)
        let completed = records.count { $0.state == .completed }
        if source.trials.isEmpty {
          let why =
            records.isEmpty
            ? "has no trials" : completed == 0 ? "has no completed trials" : "has no trial that fits into this space"
          notes.append(Diagnostic(.warning, "'\(name)' \(why), so nothing is learnt from it"))
        } else if source.trials.count < completed {
          let left = completed - source.trials.count
          notes.append(Diagnostic(.note, "\(left) of \(completed) trials of '\(name)' do not fit into this space"))
        }
        sources.append(source)
      } catch { throw .file(error) }
    }
    return (sources, notes)
  }

  /// The results of a manifest, or the folder itself.
  private static func layout(of path: FilePath) throws(FileFailure) -> ResultsLayout {
    if FileSystem.isDirectory(path) { return ResultsLayout(root: path) }
    return try ManifestFile(path).layout
  }
}

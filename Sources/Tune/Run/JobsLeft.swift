import TuneExecution
import TuneModel
import TuneStore

/// The jobs of a cluster that a run leaves behind when it ends in the middle.
package enum JobsLeft {
  /// Tells the jobs of the trials that have not ended that nobody wants them any more. Only files are written: neither
  /// the run nor the cluster is asked.
  ///
  /// - Returns: the numbers of those that may still run or wait, in order.
  package static func abandon(_ manifest: ManifestFile) -> [String] {
    let records = (try? RecordStore(manifest.layout).load().records) ?? []
    let trials = records.filter { !$0.state.isFinal }
    let jobs = trials.flatMap { AttemptPlace.abandon(trial: manifest.layout.trial($0.number).root) }
    let workers = AttemptPlace.abandonWorkers(in: manifest.slurmPlace([:]).folder)
    return Set(jobs + workers).sorted { (Int($0) ?? 0) < (Int($1) ?? 0) }
  }
}

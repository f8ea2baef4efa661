import JSON
import SystemPackage
import TuneModel
import TuneStore

/// Results of earlier runs of an experiment, by what they depend on: identical work is not done twice.
///
/// The records that `--fresh` set aside are the cache; there is nothing else to keep, and nothing to go stale: what a
/// result depends on is part of its key. Only work of a commit from which no file differed has a key.
struct WorkCache: Sendable {
  struct Result: Sendable {
    var metrics: MetricValues
    var points: [MetricPoint]
    /// As in `digits.old, trial 12`.
    var place: String
  }

  private var results: [String: Result] = [:]
  private let common: String?

  /// - Parameter provenance: of the trials that begin now.
  init(_ experiment: Experiment, _ provenance: Provenance, layout: ResultsLayout) {
    guard experiment.cache, let commit = provenance.commit, provenance.dirty == false else {
      common = nil
      return
    }
    let objectives = experiment.objectives.map { "\($0.metric) \($0.direction) \($0.reduction)" }
    let inputs = provenance.inputs.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    common = "\(commit)\n\(experiment.train)\n\(experiment.metrics)\n\(objectives)\n\(inputs)"
    let folder = layout.root.removingLastComponent()
    let stem = "\(layout.root.lastComponent?.string ?? "").old"
    for name in (try? FileSystem.names(in: folder)) ?? [] where name == stem || name.hasPrefix(stem + "-") {
      guard let loaded = try? RecordStore(ResultsLayout(root: folder.appending(name))).load() else { continue }
      for record in loaded.records { add(record, of: name) }
    }
  }

  /// - Parameter budget: how many steps the trial is told to train.
  func key(_ assignment: Assignment, _ part: TrialPart?, seed: UInt64, budget: Int?) -> String? {
    guard let common else { return nil }
    var hash = SHA256()
    let parameters = assignment.json.serialized(pretty: false)
    let work = "\(common)\n\(parameters)\n\(part?.words ?? "")\n\(seed)\n\(budget.map(String.init) ?? "")"
    hash.update(work.utf8)
    return String(hash.hexadecimal().prefix(32))
  }

  subscript(key: String?) -> Result? { key.flatMap { results[$0] } }

  private mutating func add(_ record: TrialRecord, of folder: String) {
    for (index, attempt) in record.attempts.enumerated() {
      guard let work = attempt.work, attempt.outcome == .exited(0) else { continue }
      let isOnly = attempt.part == nil && index == record.attempts.count - 1 && record.state == .completed
      let metrics = attempt.part == nil ? (isOnly ? record.metrics : MetricValues()) : attempt.metrics
      guard !metrics.isEmpty else { continue }
      results[work] = Result(metrics: metrics, points: attempt.points, place: "\(folder), trial \(record.number)")
    }
  }
}

import JSON
package import SystemPackage
import TuneModel
package import TuneSearch
package import TuneStore

/// Policies of the strategy `reinforcement` in files.
package enum PolicyFile {
  /// Puts the policy itself in the place of its file's path, which is relative to the manifest's folder.
  static func fill(_ options: inout JSONObject, folder: FilePath) throws(RunFailure) {
    guard let path = options["policy"]?.string else { return }
    let file = folder.pushing(FilePath(path)).lexicallyNormalized()
    options["policy"] = .object(try read(file, shown: path).json)
  }

  /// - Parameter shown: how messages call the file.
  package static func read(_ file: FilePath, shown: String) throws(RunFailure) -> SavedPolicy {
    let bytes: [UInt8]?
    do { bytes = try FileSystem.contents(of: file, limit: 64 << 20) } catch { throw .file(error) }
    guard let bytes else {
      throw .manifest(
        "error: there is no policy '\(shown)'\n   = 'swift-tune policy' makes one from experiments that were run\n"
      )
    }
    let json: JSONValue
    do { json = try JSONValue(parsing: bytes) } catch {
      throw .manifest("error: '\(shown)' is not JSON: \(error)\n")
    }
    do { return try SavedPolicy(json) } catch { throw .manifest("error: '\(shown)': \(error)\n") }
  }

  /// What a policy learns from experiments, one after the other, whichever strategy proposed their trials.
  ///
  /// - Returns: nil where no experiment had enough trials to learn from.
  package static func learn(from ledgers: [Ledger], beginning policy: SavedPolicy? = nil) -> SavedPolicy? {
    var policy = policy
    for ledger in ledgers {
      let experiment = ledger.experiment
      let problem = Problem(experiment, seed: experiment.search.seed)
      let options: JSONObject = policy.map { ["policy": .object($0.json)] } ?? [:]
      policy = SavedPolicy.learned(from: ledger.history, of: problem, options: options) ?? policy
    }
    return policy
  }

  package static func write(_ policy: SavedPolicy, to file: FilePath) throws(FileFailure) {
    let bytes = JSONValue.object(policy.json).serializedBytes(pretty: false) + [UInt8(ascii: "\n")]
    try FileSystem.replace(file, with: bytes, synced: true)
  }
}

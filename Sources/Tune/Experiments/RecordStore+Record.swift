import JSON
package import TuneModel
package import TuneStore

extension RecordStore {
  /// The record of one trial as it is now; nil where there is none.
  package func record(_ number: Int) throws -> TrialRecord? {
    guard let bytes = try FileSystem.contents(of: layout.trial(number).record, limit: 64 << 20) else { return nil }
    return try TrialRecord(json: JSONValue(parsing: bytes))
  }
}

import Foundation
import Testing

/// Texts that are compared with recorded ones. `RECORD_SNAPSHOTS=1 swift test` records them again; then read them.
enum Snapshot {
  static func expect(
    _ text: String,
    _ name: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Snapshots/\(name)")
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let recorded = try? String(contentsOf: file, encoding: .utf8)
    #expect(text == recorded, "\(name) differs from what was recorded", sourceLocation: sourceLocation)
  }
}

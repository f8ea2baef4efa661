import Foundation
import Testing

/// Compares text with a recorded file in `Snapshots`. Files are written only where RECORD_SNAPSHOTS=1 is set.
func expectSnapshot(_ bytes: [UInt8], _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Snapshots")
  let file = folder.appendingPathComponent(name)
  if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
    do {
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: file)
    } catch {
      Issue.record("cannot record \(name): \(error)", sourceLocation: sourceLocation)
    }
    return
  }
  guard let recorded = try? Data(contentsOf: file) else {
    Issue.record("no snapshot \(name); record it with RECORD_SNAPSHOTS=1", sourceLocation: sourceLocation)
    return
  }
  guard Array(recorded) != bytes else { return }
  let old = String(decoding: recorded, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
  let new = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
  let line = zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(old.count, new.count)
  func text(_ lines: [Substring]) -> Substring { lines.indices.contains(line) ? lines[line].prefix(300) : "(no line)" }
  Issue.record(
    "\(name) differs from line \(line + 1):\n  recorded: \(text(old))\n  now:      \(text(new))",
    sourceLocation: sourceLocation
  )
}

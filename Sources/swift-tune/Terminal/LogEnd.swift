import SystemPackage
import Tune
import TuneExecution

/// The last lines of a log as text: without escape codes, and of lines that were rewritten in place what a terminal would
/// show.
struct LogEnd {
  let lines: [String]

  init(_ path: FilePath, lines count: Int) throws {
    var reader = LogReader(path, limit: 0)
    var tail = TailBuffer()
    reader.lastLines(count).withUnsafeBytes { tail.append($0) }
    lines = tail.lines.suffix(count)
  }
}

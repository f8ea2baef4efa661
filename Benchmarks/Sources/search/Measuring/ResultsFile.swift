import Foundation

/// Finished searches as JSON lines, so that a long comparison can be stopped and continued.
struct ResultsFile {
  let url: URL

  /// A line that was cut off by a stop does not count, and its search is made again.
  func load() -> [SearchRun] {
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").compactMap { try? JSONDecoder().decode(SearchRun.self, from: Data($0.utf8)) }
  }

  func append(_ run: SearchRun) throws {
    if !FileManager.default.fileExists(atPath: url.path) { try Data().write(to: url) }
    let handle = try FileHandle(forWritingTo: url)
    defer { try? handle.close() }
    try handle.seekToEnd()
    try handle.write(contentsOf: JSONEncoder().encode(run) + Data("\n".utf8))
  }
}

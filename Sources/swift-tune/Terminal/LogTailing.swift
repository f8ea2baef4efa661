import SystemPackage
import Tune
import TuneModel
import TuneReport
import TuneStore

/// Prints a trial's logs, and what is appended to them.
struct LogTailing: Sendable {
  private let files: TrialFiles
  private let store: RecordStore
  private let limit: Int
  private var part: TrialPart?
  private var readers: [LogReader] = []
  /// The log that was printed from last; a line says when it changes, as tail(1) does.
  private var current: FilePath?
  private var hasWarned = false

  /// How often it is looked whether there is something new.
  private static let pause = Duration.milliseconds(200)

  init(_ file: ManifestFile, _ record: TrialRecord, limit: Int) {
    files = TrialFiles(file.layout.trial(record.number))
    store = RecordStore(file.layout)
    self.limit = limit
    part = record.attempts.last?.part
    readers = files.logs(part).map { LogReader($0, limit: limit) }
  }

  /// Prints the end of the logs.
  ///
  /// - Returns: whether there was anything.
  mutating func begin(_ record: TrialRecord, lines: Int) -> Bool {
    var texts: [[UInt8]] = []
    for index in readers.indices { texts.append(readers[index].lastLines(lines)) }
    let both = texts.allSatisfy { !$0.isEmpty }
    // One log alone needs no name.
    if !both { current = zip(readers, texts).first { !$0.1.isEmpty }?.0.path }
    for (reader, text) in zip(readers, texts) { print(text, from: reader.path) }
    return texts.contains { !$0.isEmpty }
  }

  /// Prints what comes, until the trial has ended or nobody runs it.
  mutating func follow(_ number: Int, in file: ManifestFile) async throws {
    while true {
      let record = try store.record(number)
      let isOver = record?.state.isFinal ?? true || !ExperimentLock.isHeld(file.layout.lock)
      if let latest = record?.attempts.last, latest.part != part {
        part = latest.part
        readers = files.logs(part).map { LogReader($0, limit: limit) }
        current = nil
        Terminal.errors.line("--- \(part?.words ?? "next run") ---")
      }
      // After the record: what it printed before it ended is there then.
      for index in readers.indices {
        print(readers[index].news(), from: readers[index].path)
        warn(readers[index])
      }
      guard !isOver else {
        Terminal.errors.line(LogTailing.end(number, record))
        return
      }
      do { try await Task.sleep(for: LogTailing.pause) } catch { return }
    }
  }

  private mutating func print(_ text: [UInt8], from path: FilePath) {
    guard !text.isEmpty else { return }
    if current != path {
      if current != nil || readers.count > 1 { Terminal.errors.line("==> \(path.lastComponent?.string ?? "") <==") }
      current = path
    }
    Terminal.output.write(text)
  }

  private mutating func warn(_ reader: LogReader) {
    guard reader.isFull, !hasWarned else { return }
    hasWarned = true
    Terminal.errors.line(
      "\(reader.path.lastComponent?.string ?? "") has reached its log_limit; the rest can be read when the trial ends"
    )
  }

  private static func end(_ number: Int, _ record: TrialRecord?) -> String {
    guard let record else { return "the record of trial \(number) is gone" }
    guard record.state.isFinal else {
      return "nobody runs trial \(number) any more; '\(CommandName.tool) run' takes it up again"
    }
    return "trial \(number) \(record.state.words)" + (record.failure.map { ": \(Wording.line($0))" } ?? "")
  }
}

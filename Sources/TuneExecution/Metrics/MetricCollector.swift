import JSON
package import SystemPackage
package import TuneMath
package import TuneModel

/// Collects the metrics of one attempt from the bytes of their source, as they come.
package struct MetricCollector {
  /// How much of a JSON file is read, in bytes.
  package static let largestJSONFile = 64 << 20

  private let source: MetricSource
  private var recorder: MetricRecorder
  private var lines = LineAssembler()
  private var format: Format
  private var unreadableLines = 0
  private var firstUnreadable = ""
  private var lineNumber = 0
  /// Why the source as a whole gave nothing, or less than it has.
  package private(set) var problem: String?
  /// What was taken for what, when a file of predicted labels has been read.
  package private(set) var confusion: ConfusionMatrix?
  private var scoreNotes: [String] = []

  private enum Format {
    case output(OutputMetricParser)
    case pattern(PatternMetricParser)
    case json([UInt8])
    case jsonLines
    case csv(CSVMetricParser)
    case predictions(PredictionsReader)
    /// The pattern is not valid, which the manifest's validation reports.
    case nothing
  }

  /// - Parameters:
  ///   - wanted: names of the metrics that are looked for.
  ///   - limit: how many points are kept.
  package init(_ source: MetricSource, wanted: [String], limit: Int = MetricSeries.defaultLimit) {
    self.source = source
    recorder = MetricRecorder(series: MetricSeries(wanted: wanted, limit: limit))
    switch source {
    case .output: format = .output(OutputMetricParser(wanted: wanted))
    case .pattern(let pattern):
      do {
        format = .pattern(PatternMetricParser(try MetricPattern(pattern)))
      } catch {
        format = .nothing
        problem = error.message
      }
    case .json: format = .json([])
    case .jsonLines: format = .jsonLines
    case .csv: format = .csv(CSVMetricParser())
    case .predictions(let predictions): format = .predictions(PredictionsReader(predictions))
    }
  }

  package var series: MetricSeries { recorder.series }

  /// How many points were found since they were last taken.
  package var newPointCount: Int { recorder.freshCount }

  /// The points that were found since the last call; of very many the latest.
  package mutating func takeNewPoints() -> [MetricPoint] { recorder.takeFresh() }

  /// Reads on: standard output, or the content of the metrics file.
  package mutating func consume(_ bytes: UnsafeRawBufferPointer) {
    switch format {
    case .json(var text):
      format = .nothing
      let room = Self.largestJSONFile - text.count
      text.append(contentsOf: bytes.prefix(room))
      if bytes.count > room { problem = "it is larger than \(Self.largestJSONFile >> 20) MB" }
      format = .json(text)
    case .predictions(var reader):
      format = .nothing
      reader.consume(bytes)
      format = .predictions(reader)
    case .nothing: break
    default:
      // Taken out and put back, so that the closure may change the rest of `self`.
      var lines = lines
      self.lines = LineAssembler()
      lines.append(bytes) { read($0) }
      self.lines = lines
    }
  }

  /// Reads what is left when the source has ended.
  package mutating func finish() {
    if case .json(let text) = format {
      format = .nothing
      readJSON(text)
    }
    if case .predictions(var reader) = format {
      format = .nothing
      score(&reader)
    }
    var lines = lines
    self.lines = LineAssembler()
    lines.finish { read($0) }
    self.lines = lines
  }

  /// What a person should know about what was and what was not taken up.
  package var notes: [String] {
    var notes: [String] = []
    if let problem { notes.append("\(sourceName): \(problem)") }
    notes += scoreNotes.map { "\(sourceName): \($0)" }
    if unreadableLines > 0 {
      let others = ["", "; 1 more such line"]
      let more = unreadableLines <= 2 ? others[unreadableLines - 1] : "; \(unreadableLines - 1) more such lines"
      notes.append("\(sourceName): \(firstUnreadable)\(more)")
    }
    var cutsLines = lines.hasCutLines
    if case .output(let parser) = format, parser.hasCutLines { cutsLines = true }
    if cutsLines {
      notes.append("\(sourceName): lines were read only up to their first \(LineAssembler.longestLine >> 10) KB")
    }
    for name in series.nonFiniteNames { notes.append("`\(name)` was not a finite number at some step") }
    if series.isThinned { notes.append("metrics had too many points; every second one of the longest was left out") }
    if series.ignoredNames {
      notes.append("more than \(MetricSeries.nameLimit) different metrics were reported; later ones were left out")
    }
    return notes
  }

  private var sourceName: String { source.file ?? "standard output" }

  private mutating func read(_ block: UnsafeRawBufferPointer) {
    if case .output(var parser) = format {
      format = .nothing
      parser.scan(block, into: &recorder)
      format = .output(parser)
      return
    }
    for line in block.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
      read(line: UnsafeRawBufferPointer(rebasing: line))
    }
  }

  private mutating func read(line: UnsafeRawBufferPointer) {
    lineNumber += 1
    switch format {
    case .pattern(let pattern):
      var plain: [UInt8] = []
      appendPlainText(of: .init(rebasing: line.prefix(PatternMetricParser.searchedLength)), to: &plain)
      pattern.read(String(decoding: plain, as: UTF8.self), into: &recorder)
    case .jsonLines:
      guard line.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }) else { return }
      do {
        let value = try JSONValue(parsing: line, allowsNonFinite: true)
        if !JSONMetricParser.read(value, into: &recorder) { reject("is not a JSON object") }
      } catch {
        reject("is not JSON: \(error.message)")
      }
    case .csv(var parser):
      format = .nothing
      parser.read(line, into: &recorder)
      format = .csv(parser)
    case .output, .json, .predictions, .nothing: break
    }
  }

  private mutating func score(_ reader: inout PredictionsReader) {
    do throws(PredictionsReader.Failure) {
      let outcome = try reader.finish()
      for (name, value) in outcome.scores { recorder.record(name, step: nil, value: value) }
      confusion = outcome.confusion
      scoreNotes = outcome.notes
    } catch {
      problem = error.message
    }
  }

  private mutating func reject(_ why: String) {
    if unreadableLines == 0 { firstUnreadable = "line \(lineNumber) \(why)" }
    unreadableLines += 1
  }

  private mutating func readJSON(_ text: [UInt8]) {
    guard !text.isEmpty, problem == nil else { return }
    do {
      let value = try JSONValue(parsing: text, allowsNonFinite: true)
      if !JSONMetricParser.read(value, into: &recorder) { problem = "it is not a JSON object" }
    } catch {
      problem = error.description
    }
  }
}

extension MetricCollector {
  /// What would be collected from a file that holds what an attempt wrote: a log, or a metrics file.
  ///
  /// - Throws: `Errno` when the file cannot be read.
  package static func collected(from file: FilePath, source: MetricSource, wanted: [String]) throws -> MetricCollector {
    var collector = MetricCollector(source, wanted: wanted)
    let descriptor = try FileDescriptor.open(file, .readOnly, options: .closeOnExec)
    try descriptor.closeAfter {
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
      defer { buffer.deallocate() }
      while true {
        let count = try descriptor.read(into: buffer)
        if count == 0 { break }
        collector.consume(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
    }
    collector.finish()
    return collector
  }
}

import JSON
import SystemPackage
import TuneModel

/// What is known of one submission of an attempt while it is followed.
struct SubmissionCourse {
  let folder: JobFolder
  /// The job that runs it; of a worker's attempt known when it has begun.
  private(set) var id: String
  private(set) var name: String
  /// Whether a worker takes it.
  let isOffered: Bool
  /// Whether an earlier tuner has told it to end.
  let isAbandoned: Bool
  /// When it began to be followed, in steady seconds.
  let begun: Double
  /// Whether somebody else than the tuner has ended it.
  var wasEnded = false
  var stopped = SlurmAttempt.Stop.none
  /// When the job is cancelled, or cancelled again, while it is being ended.
  var endBy = 0.0
  /// When it first was.
  var cancelled: Double?
  /// How long its end is waited for, where that is not the usual time.
  var farewell: Double?

  private let rules: SlurmRules
  private let request: AttemptRequest
  private var watch: SubmissionWatch
  private let events: MetricsFile
  private var lines = LineAssembler()
  private var series: MetricSeries
  private var changedAt: Double
  private var shown = ""

  init(
    _ folder: JobFolder,
    id: String,
    name: String,
    isOffered: Bool = false,
    _ request: AttemptRequest,
    _ rules: SlurmRules
  ) {
    self.folder = folder
    self.isOffered = isOffered
    self.rules = rules
    self.id = id
    self.name = name
    self.request = request
    isAbandoned = folder.has(folder.stop)
    begun = steadySeconds()
    changedAt = begun
    watch = SubmissionWatch(rules, now: begun)
    events = MetricsFile(folder.events)
    series = MetricSeries(wanted: request.wanted, limit: request.pointLimit)
  }

  var hasStarted: Bool { folder.has(folder.started) }

  /// Whether no worker is known to have it.
  var waitsForWorker: Bool { isOffered && id.isEmpty }

  /// Where it runs or ran; empty while nobody knows.
  var node: String { folder.read(folder.started)?["node"]?.string ?? "" }

  /// How long to wait before the next look: short after something happened, so that short trials cost little; long
  /// while nothing does.
  var interval: Double { min(2, max(0.05, (steadySeconds() - changedAt) / 10)) }

  /// Learns which worker runs the attempt.
  ///
  /// - Returns: the worker's job, when it is news.
  mutating func findWorker() -> (name: String, id: String)? {
    guard isOffered, id.isEmpty, let started = folder.read(folder.started), let name = started["name"]?.string,
      let id = started["id"]?.string
    else { return nil }
    (self.name, self.id) = (name, id)
    changedAt = steadySeconds()
    watch = SubmissionWatch(rules, now: changedAt)
    return (name, id)
  }

  mutating func judge(_ answer: SubmissionWatch.Answer) -> SubmissionWatch.Verdict {
    let signs = SubmissionWatch.Signs(
      hasStarted: hasStarted,
      beat: folder.text(folder.heartbeat),
      wasEnded: wasEnded,
      wasStartedAgain: folder.has(folder.again)
    )
    return watch.judge(now: steadySeconds(), signs, answer)
  }

  /// Reads what the job has reported since the last call.
  mutating func readEvents() -> [MetricPoint] {
    var bytes: [UInt8] = []
    withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
      _ = try? events.read(most: 4 << 20, into: buffer) { bytes += $0 }
    }
    guard !bytes.isEmpty else { return [] }
    changedAt = steadySeconds()
    var points: [MetricPoint] = []
    bytes.withUnsafeBytes { bytes in
      lines.append(bytes) { block in
        for line in block.split(separator: UInt8(ascii: "\n")) {
          guard let value = try? JSONValue(parsing: Array(line)), let metric = value[0]?.string,
            let step = value[1]?.double, let number = value[2]?.double
          else { continue }
          points.append(MetricPoint(metric, step: step, value: number))
        }
      }
    }
    for point in points { series.append(point.metric, step: point.step, value: point.value) }
    return points
  }

  /// Whether what is shown of the job is something else than before.
  mutating func noteChange(_ job: SlurmJob) -> Bool {
    guard !job.state.isOver else { return false }
    let text = "\(job.word) \(job.reason) \(job.nodes)"
    defer { shown = text }
    if text != shown { changedAt = steadySeconds() }
    return text != shown
  }

  // MARK: Reports

  /// A job's own report, in the light of the signals that it had.
  func judged(_ report: AttemptReport, _ result: JSONValue) -> AttemptReport {
    var report = report
    if stopped != .none, result["told"]?.bool == true { report.outcome = .stopped }
    if result["time_is_up"]?.bool == true {
      report.notes.append("the job's time limit was near, and the command was told by SIGUSR1")
      switch report.outcome {
      case .exited(0), .stopped: break
      default: (report.outcome, report.failure) = (.timedOut, "its job's time limit came")
      }
    }
    return report
  }

  var stoppedReport: AttemptReport { without(.stopped) }

  func timeLimit(_ settings: SlurmSettings) -> AttemptReport {
    var report = without(.timedOut)
    let limit = settings.time.map { " of \(Int($0.inSeconds / 60)) minutes" } ?? ""
    report.failure = "its job's time limit\(limit) came"
    return report
  }

  func failed(_ why: String) -> AttemptReport {
    var report = without(.failed)
    report.failure = why
    return report
  }

  /// A report for a job that left none: with what it had reported.
  private func without(_ outcome: AttemptOutcome) -> AttemptReport {
    AttemptReport(
      outcome: outcome,
      metrics: series,
      duration: .seconds(steadySeconds() - begun),
      tail: LogTail(output: Self.tail(request.outputLog), error: Self.tail(request.errorLog))
    )
  }

  /// A reason, with what the job itself or its log says.
  func explained(_ why: String) -> String {
    if let refusal = folder.text(folder.refused), !refusal.isEmpty { return "\(why): \(refusal)" }
    guard let last = Self.tail(folder.log).last else { return why }
    return "\(why): \(last)"
  }

  static func tail(_ log: FilePath) -> [String] {
    var tail = TailBuffer()
    guard let bytes = smallFile(log, limit: 32 << 20) else { return [] }
    bytes.suffix(8 << 10).withUnsafeBytes { tail.append($0) }
    return tail.lines
  }
}

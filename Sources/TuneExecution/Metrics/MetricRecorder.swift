import TuneModel

/// Takes up what a parser finds: into the series, and into the list of what is new since an observer last asked.
struct MetricRecorder {
  private(set) var series: MetricSeries
  private var fresh: [MetricPoint] = []
  /// How many values were taken up.
  private(set) var recorded = 0

  /// More is not kept for an observer that does not come to ask: it wants to know where the attempt stands.
  private static let freshLimit = 4_096

  init(series: MetricSeries) {
    self.series = series
  }

  mutating func track(named name: UnsafeRawBufferPointer) -> Int? { series.track(named: name) }

  mutating func record(track: Int, step: Double?, value: Double, isProvisional: Bool = false) {
    recorded += 1
    if fresh.count == Self.freshLimit { fresh.removeFirst(Self.freshLimit / 2) }
    // A step that is no number is none: NaN comes neither before nor after others.
    let step = step.flatMap { $0.isFinite ? $0 : nil }
    fresh.append(series.append(track: track, step: step, value: value, isProvisional: isProvisional))
  }

  mutating func record(_ metric: String, step: Double?, value: Double) {
    var metric = metric
    let track: Int? = metric.withUTF8 { name in self.track(named: UnsafeRawBufferPointer(name)) }
    if let track { record(track: track, step: step, value: value) }
  }

  var freshCount: Int { fresh.count }

  /// What was recorded since the last call.
  mutating func takeFresh() -> [MetricPoint] {
    defer { fresh = [] }
    return fresh
  }
}

import JSON
package import TuneModel

/// Every metric of one attempt over its steps.
///
/// Last, best and mean are kept over all values that were reported. The points themselves are bounded: beyond `limit`
/// every second one of each metric goes, again and again, so that a curve keeps its shape, its first and its last
/// point. So are the names, because a program that prints a new name in every line is a mistake, not a measurement.
package struct MetricSeries: Sendable {
  /// How many points are kept unless the caller says otherwise; enough for any curve, little enough for a record.
  package static let defaultLimit = 2_000

  /// How many names are kept besides those that are looked for.
  package static let nameLimit = 128

  private let limit: Int
  private var tracks: [Track] = []
  private var entries: [Entry] = []
  private var reports = 0
  private let wantedCount: Int
  /// What `tracks` are found by: see `key(of:)`.
  private var keys: [UInt64] = []

  /// Whether points were dropped to stay within the limit.
  package private(set) var isThinned = false

  /// Whether names were ignored because there were too many.
  package private(set) var ignoredNames = false

  /// - Parameters:
  ///   - wanted: names that are kept however many others there are.
  ///   - limit: how many points are kept.
  package init(wanted: [String] = [], limit: Int = MetricSeries.defaultLimit) {
    self.limit = max(1, limit)
    wantedCount = wanted.count
    for name in wanted { _ = addTrack(Array(name.utf8)) }
  }

  package var isEmpty: Bool { entries.isEmpty }

  /// The metrics that were reported, in the order of their first appearance.
  package var names: [String] {
    tracks.filter { $0.count > 0 }.sorted { $0.firstReport < $1.firstReport }.map(\.name)
  }

  /// The metrics that had a value that is not a finite number, in the order of their first appearance.
  package var nonFiniteNames: [String] {
    tracks.filter { $0.hasNonFinite }.sorted { $0.firstReport < $1.firstReport }.map(\.name)
  }

  /// The points that are kept, in the order in which they were reported.
  package var points: [MetricPoint] {
    entries.sorted { $0.report < $1.report }.map {
      MetricPoint(tracks[$0.track].name, step: $0.step, value: $0.value)
    }
  }

  /// The value that counts for an objective; nil when the metric was never reported.
  ///
  /// The best of several values passes over NaN, unless there is nothing else; the last and the mean do not.
  package func reduced(_ objective: Objective) -> Double? {
    guard let track = tracks.first(where: { $0.name == objective.metric && $0.count > 0 }) else { return nil }
    return switch objective.reduction {
    case .last: track.current.value
    case .best: objective.direction == .minimize ? track.smallest : track.largest
    case .mean: track.mean
    }
  }

  /// The last value of each metric, but for the objectives the value that counts.
  package func values(for objectives: [Objective]) -> MetricValues {
    var values = MetricValues()
    for track in tracks.filter({ $0.count > 0 }).sorted(by: { $0.firstReport < $1.firstReport }) {
      values[track.name] = track.current.value
    }
    for objective in objectives {
      if let value = reduced(objective) { values[objective.metric] = value }
    }
    return values
  }

  /// Takes up one value.
  ///
  /// - Parameters:
  ///   - step: the step that the program named; nil counts on from the metric's last step, the first being 1.
  ///   - isProvisional: whether the next value of the same metric and step is to take this one's place, as in a
  ///     progress bar.
  /// - Returns: the point as it was taken up; nil when the name is one too many.
  /// - Complexity: O(names), and O(limit) once in `limit` calls.
  @discardableResult
  package mutating func append(_ metric: String, step: Double? = nil, value: Double, isProvisional: Bool = false)
    -> MetricPoint?
  {
    var metric = metric
    return metric.withUTF8 { bytes in
      track(named: UnsafeRawBufferPointer(bytes)).map {
        append(track: $0, step: step, value: value, isProvisional: isProvisional)
      }
    }
  }

  /// The number of the metric of this name, for `append(track:…)`; nil when it is one too many.
  mutating func track(named name: UnsafeRawBufferPointer) -> Int? {
    let key = Self.key(of: name)
    for index in keys.indices where keys[index] == key && tracks[index].isNamed(name) { return index }
    guard tracks.count < Self.nameLimit + wantedCount else {
      ignoredNames = true
      return nil
    }
    return addTrack(Array(name))
  }

  /// See `append(_:step:value:isProvisional:)`.
  @discardableResult
  mutating func append(track index: Int, step: Double?, value: Double, isProvisional: Bool) -> MetricPoint {
    reports += 1
    let (step, replaces) = tracks[index].take(value, at: step, isProvisional: isProvisional, report: reports)
    let ordinal = tracks[index].count - 1
    let entry = Entry(track: index, ordinal: ordinal, report: reports, step: step, value: value)
    if let position = tracks[index].lastEntry, replaces || entries[position].ordinal % tracks[index].stride != 0 {
      // A provisional point, or one that was kept only because it was the last.
      entries[position] = entry
    } else {
      tracks[index].lastEntry = entries.count
      tracks[index].kept += 1
      entries.append(entry)
      if entries.count > limit { thin() }
    }
    return MetricPoint(tracks[index].name, step: step, value: value)
  }

  private mutating func addTrack(_ name: [UInt8]) -> Int {
    tracks.append(Track(bytes: name))
    keys.append(name.withUnsafeBytes { Self.key(of: $0) })
    return tracks.count - 1
  }

  /// Drops every second point of the metrics that have the most, until the limit is kept or nothing can go.
  private mutating func thin() {
    while entries.count > limit {
      let most = tracks.lazy.map(\.kept).max() ?? 0
      guard most > 2 else { return }
      for index in tracks.indices where tracks[index].kept > most / 2 { tracks[index].stride *= 2 }
      isThinned = true
      for index in tracks.indices { tracks[index].kept = 0 }
      var keptEntries: [Entry] = []
      keptEntries.reserveCapacity(entries.count)
      for entry in entries {
        let track = tracks[entry.track]
        guard entry.ordinal % track.stride == 0 || entry.ordinal == track.count - 1 else { continue }
        tracks[entry.track].lastEntry = keptEntries.count
        tracks[entry.track].kept += 1
        keptEntries.append(entry)
      }
      entries = keptEntries
    }
  }

  /// Length, first and last eight bytes of a name: cheaper than a hash, and nearly always different. Names are compared
  /// in full where it is not.
  private static func key(of name: UnsafeRawBufferPointer) -> UInt64 {
    var key = UInt64(name.count)
    guard name.count >= 8 else {
      for byte in name { key = key << 8 | UInt64(byte) }
      return key
    }
    key ^= name.loadUnaligned(as: UInt64.self)
    key ^= name.loadUnaligned(fromByteOffset: name.count - 8, as: UInt64.self) &* 0x9E37_79B9_7F4A_7C15
    return key
  }
}

// A series that travels back from another machine.
extension MetricSeries {
  var json: JSONValue {
    [
      "tracks": .array(tracks.map(\.json)),
      "points": .array(entries.map { [.integer($0.track), .integer($0.report), .number($0.step), .number($0.value)] }),
      "thinned": .bool(isThinned), "ignored": .bool(ignoredNames),
    ]
  }

  /// A series that is whole: every reduction and every point is as it was, and nothing more is taken up.
  init?(json: JSONValue) {
    guard let tracks = json["tracks"]?.array?.map(Track.init(json:)), tracks.allSatisfy({ $0 != nil }) else {
      return nil
    }
    self.init(wanted: [])
    self.tracks = tracks.compactMap { $0 }
    for point in json["points"]?.array ?? [] {
      guard let track = point[0]?.int, self.tracks.indices.contains(track), let report = point[1]?.int,
        let step = point[2]?.double, let value = point[3]?.double
      else { return nil }
      entries.append(Entry(track: track, ordinal: 0, report: report, step: step, value: value))
    }
    isThinned = json["thinned"]?.bool ?? false
    ignoredNames = json["ignored"]?.bool ?? false
  }
}

/// The value that a metric has now; earlier ones are in the track's sums.
private struct Current: Sendable {
  var step = 0.0
  var value = 0.0
  var isProvisional = false
}

/// A point that is kept.
private struct Entry: Sendable {
  var track: Int
  /// Its place among all points of its metric, from 0.
  var ordinal: Int
  /// Its place among all reports.
  var report: Int
  var step: Double
  var value: Double
}

/// One metric: what its reductions need, without its points.
private struct Track: Sendable {
  let bytes: [UInt8]
  let name: String
  /// How many values were reported; replaced ones count once.
  var count = 0
  var firstReport = 0
  var current = Current()
  var hasNonFinite = false
  var kept = 0
  /// Of the points whose ordinal is a multiple of this, all are kept; a power of two.
  var stride = 1
  var lastEntry: Int?
  private var sum = 0.0
  private var low = Double.nan
  private var high = Double.nan

  init(bytes: [UInt8]) {
    self.bytes = bytes
    name = String(decoding: bytes, as: UTF8.self)
  }

  func isNamed(_ other: UnsafeRawBufferPointer) -> Bool {
    bytes.count == other.count && bytes.elementsEqual(other)
  }

  /// Takes up a value.
  ///
  /// - Parameter report: its place among all reports.
  /// - Returns: the step that it is of, and whether it took the place of the last.
  mutating func take(
    _ value: Double,
    at namedStep: Double?,
    isProvisional: Bool,
    report: Int
  ) -> (step: Double, replaces: Bool) {
    let step = namedStep ?? (count == 0 ? 1 : current.step + 1)
    let replaces = current.isProvisional && current.step == step
    if !replaces {
      if count > 0 {
        sum += current.value
        low = Double.minimum(low, current.value)
        high = Double.maximum(high, current.value)
      } else {
        firstReport = report
      }
      count += 1
    }
    current = Current(step: step, value: value, isProvisional: isProvisional)
    if !value.isFinite { hasNonFinite = true }
    return (step, replaces)
  }

  /// A metric that was reported elsewhere.
  init?(json: JSONValue) {
    let numbers = json["sums"]?.array?.compactMap(\.double) ?? []
    guard let name = json["name"]?.string, let count = json["count"]?.int, let first = json["first"]?.int,
      numbers.count == 5
    else { return nil }
    self.init(bytes: Array(name.utf8))
    (self.count, firstReport) = (count, first)
    (sum, low, high) = (numbers[0], numbers[1], numbers[2])
    current = Current(step: numbers[3], value: numbers[4])
    hasNonFinite = json["non_finite"]?.bool ?? false
  }

  var json: JSONValue {
    [
      "name": .string(name), "count": .integer(count), "first": .integer(firstReport),
      "sums": .array([sum, low, high, current.step, current.value].map { .number($0) }),
      "non_finite": .bool(hasNonFinite),
    ]
  }

  // `minimum` and `maximum` pass over NaN, as IEEE 754 has it.
  var smallest: Double { Double.minimum(low, current.value) }
  var largest: Double { Double.maximum(high, current.value) }
  var mean: Double { (sum + current.value) / Double(count) }
}

import TuneModel

/// Trials that gave no value for the same reason.
struct FailureGroup {
  /// In the words of the first of them.
  let reason: String
  /// Indices of the standing's records, ascending.
  let rows: [Int]
  /// What the trials have in common and the successful ones mostly have not; the most telling first, three at most.
  let common: [CommonSetting]
}

/// A parameter's value or range that all trials of a group share.
struct CommonSetting {
  enum Shape: Equatable {
    case value(ParameterValue)
    case atLeast(ParameterValue)
    case atMost(ParameterValue)
    case between(ParameterValue, ParameterValue)
  }

  let parameter: String
  let shape: Shape
  /// The share of the trials that gave a value and have the setting, too.
  let shareOfOthers: Double
}

extension FailureGroup {
  /// The failures of an experiment, the most frequent reason first.
  static func groups(_ standing: Standing, _ parameters: ParameterTable) -> [FailureGroup] {
    var rowsOfKey: [String: [Int]] = [:]
    var reasonOfKey: [String: String] = [:]
    for (row, record) in standing.records.enumerated() {
      guard let reason = reason(record, standing.experiment.objectives) else { continue }
      let key = key(reason)
      rowsOfKey[key, default: []].append(row)
      if reasonOfKey[key] == nil { reasonOfKey[key] = reason }
    }
    let numbersWithValue = Set(standing.entries.map(\.number))
    let others = standing.records.indices.filter { numbersWithValue.contains(standing.records[$0].number) }
    return rowsOfKey.sorted { a, b in
      a.value.count == b.value.count ? a.value[0] < b.value[0] : a.value.count > b.value.count
    }
    .map { key, rows in
      let common = CommonSetting.find(parameters, rows, others: others)
      return FailureGroup(reason: reasonOfKey[key] ?? key, rows: rows, common: common)
    }
  }

  /// Why a trial gave no value; nil where it gave one, or may still.
  static func reason(_ record: TrialRecord, _ objectives: [Objective]) -> String? {
    switch record.state {
    case .running, .interrupted, .asked, .paused, .pruned: return nil
    case .completed:
      for objective in objectives {
        guard let value = record.metrics[objective.metric] else { return "no value of \(objective.metric)" }
        if !value.isFinite { return "\(objective.metric) was \(NumberText.number(value))" }
      }
      return nil
    case .failed, .timedOut, .infeasible: break
    }
    if let failure = record.failure, !failure.isEmpty { return failure }
    switch record.attempts.last?.outcome {
    case .exited(0): return record.state == .infeasible ? "infeasible" : "ended without the objective's metric"
    case .exited(let status): return "exit status \(status)"
    case .signaled(let signal, let coreDumped):
      return "killed by signal \(signal)" + (coreDumped ? ", core dumped" : "")
    case .timedOut: return "ran past its time limit"
    case .idle: return "gave no output for too long"
    case .stopped: return "was stopped"
    case .failed: return "the worker said that it failed"
    case .notStarted(let reason): return "could not be started: \(reason)"
    case nil: return record.state == .infeasible ? "infeasible" : "failed without a reason on record"
    }
  }

  /// The reason without what differs from one failure to the next: addresses, sizes, times. Short whole numbers stay,
  /// for exit statuses and signals are such.
  private static func key(_ reason: String) -> String {
    var key = ""
    var word: [UInt8] = []
    func flush() {
      let isNumber = word.contains { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      let isAddress = word.starts(with: [UInt8(ascii: "0"), UInt8(ascii: "x")])
      let isVariable = isNumber && (isAddress || word.count > 3 || word.contains(UInt8(ascii: ".")))
      key += isVariable ? "#" : String(decoding: word, as: UTF8.self)
      word = []
    }
    for byte in reason.utf8.prefix(2000) {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."),
        UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...:
        word.append(byte)
      default:
        flush()
        key.unicodeScalars.append(Unicode.Scalar(byte))
      }
    }
    flush()
    return key
  }
}

extension CommonSetting {
  /// A setting that k failures share says something when k trials drawn from the successful ones would hardly share
  /// it: with a share f of them inside, f^(k − c) is at most this. c counts the choices that made the setting: one for
  /// a value or one end of a range, two for both ends.
  private static let chance = 0.1

  static func find(_ table: ParameterTable, _ rows: [Int], others: [Int]) -> [CommonSetting] {
    guard rows.count > 1, !others.isEmpty else { return [] }
    let found = table.varying.compactMap { index -> (setting: CommonSetting, chance: Double, index: Int)? in
      let column = table.columns[index]
      let values = rows.compactMap { column[$0] }
      guard values.count == rows.count, let first = values.first else { return nil }
      let name = table.parameters[index].name
      func candidate(_ shape: Shape, choices: Int, _ matches: (ParameterValue) -> Bool) -> (CommonSetting, Double) {
        let share = Double(others.count { column[$0].map(matches) ?? false }) / Double(others.count)
        let setting = CommonSetting(parameter: name, shape: shape, shareOfOthers: share)
        return (setting, power(share, rows.count - choices))
      }

      var candidates: [(CommonSetting, Double)] = []
      if values.allSatisfy({ $0 == first }) { candidates.append(candidate(.value(first), choices: 1) { $0 == first }) }
      if table.parameters[index].domain.isNumeric,
        let low = values.min(by: isLess), let high = values.max(by: isLess), low != high
      {
        candidates.append(candidate(.atLeast(low), choices: 1) { !isLess($0, low) })
        candidates.append(candidate(.atMost(high), choices: 1) { !isLess(high, $0) })
        candidates.append(candidate(.between(low, high), choices: 2) { !isLess($0, low) && !isLess(high, $0) })
      }
      // A range with one end is simpler than one with two, so it wins unless it is less telling.
      guard let best = candidates.min(by: { $0.1 < $1.1 }), best.1 <= chance else { return nil }
      return (best.0, best.1, index)
    }
    return found.sorted { $0.chance == $1.chance ? $0.index < $1.index : $0.chance < $1.chance }
      .prefix(3).map(\.setting)
  }

  private static func isLess(_ a: ParameterValue, _ b: ParameterValue) -> Bool {
    (a.number ?? 0) < (b.number ?? 0)
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    exponent <= 0 ? 1 : (0..<min(exponent, 1000)).reduce(1) { result, _ in result * base }
  }

  /// `learning_rate at least 0.05`
  var text: String {
    func code(_ value: ParameterValue) -> String { MarkdownText.code(NumberText.value(value)) }
    let name = MarkdownText.code(parameter)
    return switch shape {
    case .value(let value): "\(name) is \(code(value))"
    case .atLeast(let low): "\(name) is at least \(code(low))"
    case .atMost(let high): "\(name) is at most \(code(high))"
    case .between(let low, let high): "\(name) is from \(code(low)) to \(code(high))"
    }
  }
}

import TuneModel

/// The trials' assignments by parameter.
struct ParameterTable {
  /// In the manifest's order.
  let parameters: [Parameter]
  /// For each parameter, its value in each trial; nil where it was not active.
  let columns: [[ParameterValue?]]
  /// Indices of the parameters that are searched and differ somewhere.
  let varying: [Int]

  /// - Complexity: O(trials · parameters).
  init(_ space: Space, _ records: [TrialRecord]) {
    parameters = space.parameters
    var places: [String: Int] = [:]
    for (index, parameter) in space.parameters.enumerated() { places[parameter.name] = index }
    var columns = [[ParameterValue?]](
      repeating: [ParameterValue?](repeating: nil, count: records.count),
      count: parameters.count
    )
    for (row, record) in records.enumerated() {
      var next = 0
      for (name, value) in record.assignment {
        // Assignments keep the order of the space, so the next name is nearly always the next parameter's.
        while next < space.parameters.count, space.parameters[next].name != name { next += 1 }
        if next == space.parameters.count { next = places[name] ?? next }
        guard next < space.parameters.count else {
          next = 0
          continue
        }
        columns[next][row] = value
        next += 1
      }
    }
    self.columns = columns
    varying = space.parameters.indices.filter { index in
      if case .fixed = space.parameters[index].domain { return false }
      guard let first = columns[index].first else { return false }
      return columns[index].contains { $0 != first }
    }
  }

  /// The parameters that vary; where these are more than `limit`, the most important ones. In the manifest's order.
  func leading(_ limit: Int, by importance: Importance?) -> [Int] {
    guard varying.count > limit, let importance else { return Array(varying.prefix(limit)) }
    let leaders = Set(importance.parameters.prefix(limit).map(\.parameter))
    return varying.filter { leaders.contains(parameters[$0].name) }
  }
}

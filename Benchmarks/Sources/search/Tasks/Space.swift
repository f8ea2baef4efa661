import Foundation

/// The parameters of a task; parents come before those that depend on them.
struct Space: Sendable {
  var parameters: [(name: String, parameter: Parameter)]

  init(_ parameters: [(String, Parameter)]) {
    self.parameters = parameters.map { (name: $0.0, parameter: $0.1) }
  }

  /// The box `range` in `dimension` dimensions: `x1`, `x2` …
  static func box(_ range: ClosedRange<Double>, _ dimension: Int) -> Space {
    Space((1...dimension).map { ("x\($0)", .float(range)) })
  }

  /// Whether no parameter is a range of floats, so that random search would come across an assignment again.
  var isFinite: Bool { parameters.allSatisfy { $0.parameter.type != "float" || $0.parameter.values != nil } }

  /// Uniform on the parameters' scales, as the strategy `random`.
  func sample(_ generator: inout SeededGenerator) -> Assignment {
    var drawn: [String: Value] = [:]
    for (name, parameter) in parameters {
      if let (parent, values) = parameter.when?.first {
        guard let value = drawn[parent], values.contains(value) else { continue }
      }
      drawn[name] = sample(parameter, &generator)
    }
    return Assignment(drawn)
  }

  private func sample(_ parameter: Parameter, _ generator: inout SeededGenerator) -> Value {
    if let values = parameter.values { return values[generator.below(values.count)] }
    guard var low = parameter.min, var high = parameter.max else { preconditionFailure("a range has both ends") }
    let isInteger = parameter.type == "int"
    // Each integer owns the same width, on the scale.
    if isInteger {
      low -= 0.5
      high += 0.5
    }
    let isLog = parameter.scale == "log"
    let point = isLog ? exp(generator.uniform(log(low)...log(high))) : generator.uniform(low...high)
    guard isInteger else { return .number(min(max(point, low), high)) }
    return .number(min(max(point.rounded(), low + 0.5), high - 0.5))
  }
}

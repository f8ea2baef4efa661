/// The value of one parameter in one trial.
package enum ParameterValue: Hashable, Sendable {
  case int(Int)
  case float(Double)
  case bool(Bool)
  case string(String)

  /// The value as a number where it is one.
  package var number: Double? {
    switch self {
    case .int(let value): Double(value)
    case .float(let value): value
    case .bool, .string: nil
    }
  }
}

extension ParameterValue: CustomStringConvertible {
  /// The value as a train command receives it: `0.001`, `32`, `true`, `adam`. Floats are the shortest text that
  /// reads back as the same number, never in a locale's form.
  package var description: String {
    switch self {
    case .int(let value): return String(value)
    case .float(let value):
      // `1e-05` is what every language reads; Swift's `1.0` stays, so that typed readers see a float.
      return value.description
    case .bool(let value): return value ? "true" : "false"
    case .string(let value): return value
    }
  }
}

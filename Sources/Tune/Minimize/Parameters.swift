import TuneModel

/// The values of one trial: what ``minimize(_:in:trials:strategy:seed:parallel:)`` gives to its closure.
///
/// Reading a parameter that the space does not have, or as what it is not, is a mistake of the program and ends it. One
/// with a condition need not exist in every trial: see ``contains(_:)``.
public struct Parameters: Sendable, Hashable, CustomStringConvertible {
  let assignment: Assignment

  /// Those that exist in this trial, in the order of the space.
  public var names: [String] { assignment.names }

  /// Whether the parameter exists in this trial.
  public func contains(_ name: String) -> Bool { assignment[name] != nil }

  /// A number, also a whole one.
  public func float(_ name: String) -> Double {
    guard let number = value(name).number else { preconditionFailure("the parameter '\(name)' is no number") }
    return number
  }

  /// A whole number.
  public func int(_ name: String) -> Int {
    guard case .int(let number) = value(name) else { preconditionFailure("the parameter '\(name)' is no int") }
    return number
  }

  /// The name that was chosen.
  public func choice(_ name: String) -> String {
    guard case .string(let text) = value(name) else { preconditionFailure("the parameter '\(name)' is no choice") }
    return text
  }

  /// A truth value.
  public func bool(_ name: String) -> Bool {
    guard case .bool(let flag) = value(name) else { preconditionFailure("the parameter '\(name)' is no bool") }
    return flag
  }

  private func value(_ name: String) -> ParameterValue {
    guard let value = assignment[name] else {
      preconditionFailure("there is no parameter '\(name)' in this trial, only \(names.joined(separator: ", "))")
    }
    return value
  }

  /// `rate 0.001, layers 3`
  public var description: String { assignment.map { "\($0) \($1)" }.joined(separator: ", ") }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A condition between parameters that every proposed assignment must meet, such as `hidden * batch_size <= 16384`.
package struct Constraint: Hashable, Sendable {
  /// As written in the manifest.
  package let text: String
  package let expression: Expression

  package init(text: String, expression: Expression) {
    self.text = text
    self.expression = expression
  }

  /// Whether the assignment meets the constraint; true when a parameter it names is not active.
  package func holds(for assignment: Assignment) -> Bool {
    switch expression.evaluate(assignment) {
    case .truth(let truth): truth
    case .inactive: true
    // The parser checks types; a number or a text can only come from a constraint that was built in code.
    case .number, .text: false
    }
  }

  /// Whether the values meet the condition; false when it cannot be told, because one that it names is missing.
  package func isMet(by values: Assignment) -> Bool { expression.evaluate(values) == .truth(true) }
}

/// The syntax tree of a constraint.
package indirect enum Expression: Hashable, Sendable {
  package enum Comparison: String, Hashable, Sendable {
    case less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">=", equal = "==", notEqual = "!="
  }

  package enum Arithmetic: String, Hashable, Sendable {
    case add = "+", subtract = "-", multiply = "*", divide = "/", remainder = "%", power = "**"
  }

  package enum Function: String, Hashable, Sendable, CaseIterable {
    case abs, sqrt, log, log2, log10, exp, floor, ceil, min, max
  }

  case number(Double)
  case text(String)
  case truth(Bool)
  case parameter(String)
  case negate(Expression)
  case arithmetic(Arithmetic, Expression, Expression)
  case compare(Comparison, Expression, Expression)
  case call(Function, [Expression])
  case not(Expression)
  case and(Expression, Expression)
  case or(Expression, Expression)

  enum Value: Hashable {
    case number(Double)
    case text(String)
    case truth(Bool)
    /// A parameter that does not exist in this assignment; everything computed from it is inactive too.
    case inactive
  }

  func evaluate(_ assignment: Assignment) -> Value {
    switch self {
    case .number(let value): return .number(value)
    case .text(let value): return .text(value)
    case .truth(let value): return .truth(value)
    case .parameter(let name):
      switch assignment[name] {
      case .int(let value): return .number(Double(value))
      case .float(let value): return .number(value)
      case .bool(let value): return .truth(value)
      case .string(let value): return .text(value)
      case nil: return .inactive
      }
    case .negate(let operand):
      guard case .number(let value) = operand.evaluate(assignment) else { return .inactive }
      return .number(-value)
    case .arithmetic(let operation, let left, let right):
      guard case .number(let a) = left.evaluate(assignment), case .number(let b) = right.evaluate(assignment) else {
        return .inactive
      }
      return .number(operation.apply(a, b))
    case .compare(let comparison, let left, let right):
      switch (left.evaluate(assignment), right.evaluate(assignment)) {
      case (.inactive, _), (_, .inactive): return .inactive
      case (.number(let a), .number(let b)): return .truth(comparison.apply(a, b))
      case (.text(let a), .text(let b)): return .truth(comparison.apply(a, b))
      case (.truth(let a), .truth(let b)): return .truth(comparison.apply(a ? 1 : 0, b ? 1 : 0))
      // A categorical of mixed types: a text never equals a number.
      default: return .truth(comparison == .notEqual)
      }
    case .call(let function, let arguments):
      var numbers: [Double] = []
      for argument in arguments {
        guard case .number(let value) = argument.evaluate(assignment) else { return .inactive }
        numbers.append(value)
      }
      return .number(function.apply(numbers))
    case .not(let operand):
      guard case .truth(let value) = operand.evaluate(assignment) else { return .inactive }
      return .truth(!value)
    case .and(let left, let right):
      return Expression.combine(left.evaluate(assignment), right.evaluate(assignment), decisive: false)
    case .or(let left, let right):
      return Expression.combine(left.evaluate(assignment), right.evaluate(assignment), decisive: true)
    }
  }

  /// `and` (decisive: false) and `or` (decisive: true) of three-valued logic: an inactive side decides nothing.
  private static func combine(_ a: Value, _ b: Value, decisive: Bool) -> Value {
    if a == .truth(decisive) || b == .truth(decisive) { return .truth(decisive) }
    if a == .inactive || b == .inactive { return .inactive }
    return .truth(!decisive)
  }
}

extension Expression.Arithmetic {
  fileprivate func apply(_ a: Double, _ b: Double) -> Double {
    switch self {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    // As in Python: the result has the sign of the divisor.
    case .remainder: a - b * (a / b).rounded(.down)
    case .power: pow(a, b)
    }
  }
}

extension Expression.Comparison {
  fileprivate func apply<T: Comparable>(_ a: T, _ b: T) -> Bool {
    switch self {
    case .less: a < b
    case .lessOrEqual: a <= b
    case .greater: a > b
    case .greaterOrEqual: a >= b
    case .equal: a == b
    case .notEqual: a != b
    }
  }
}

extension Expression.Function {
  /// The number of arguments it takes; nil: one or more.
  package var arity: Int? { self == .min || self == .max ? nil : 1 }

  fileprivate func apply(_ x: [Double]) -> Double {
    let first = x.first ?? .nan
    return switch self {
    case .abs: Swift.abs(first)
    case .sqrt: first.squareRoot()
    case .log: naturalLog(first)
    case .log2: naturalLog(first) / naturalLog(2)
    case .log10: naturalLog(first) / naturalLog(10)
    case .exp: exponential(first)
    case .floor: first.rounded(.down)
    case .ceil: first.rounded(.up)
    case .min: x.min() ?? .nan
    case .max: x.max() ?? .nan
    }
  }
}

// Inside the enum `log` and `exp` name its cases.
private func naturalLog(_ x: Double) -> Double { log(x) }
private func exponential(_ x: Double) -> Double { exp(x) }

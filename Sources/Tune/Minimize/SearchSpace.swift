import TuneModel

/// What is searched: named parameters, each with its values.
///
///     let space: SearchSpace = [
///       .float("rate", in: 1e-5...0.1, scale: .log),
///       .int("layers", in: 1...8),
///       .choice("optimizer", of: ["sgd", "adam"]),
///       .float("momentum", in: 0...0.99).when("optimizer", is: "sgd"),
///     ]
public struct SearchSpace: Sendable, ExpressibleByArrayLiteral {
  /// In the order in which they were given.
  public let parameters: [SearchParameter]

  /// A space of these parameters; mistakes show when it is searched.
  public init(_ parameters: [SearchParameter]) { self.parameters = parameters }

  /// A space written as a list of parameters.
  public init(arrayLiteral elements: SearchParameter...) { parameters = elements }

  /// The space as strategies know it.
  func space() throws(SearchError) -> Space {
    var known: [Parameter] = []
    for parameter in parameters {
      let made = try parameter.parameter()
      guard !known.contains(where: { $0.name == made.name }) else {
        throw .space("two parameters are called '\(made.name)'")
      }
      if let condition = made.condition { try check(condition, of: made.name, known) }
      known.append(made)
    }
    guard !known.isEmpty else { throw .space("it has no parameters") }
    return Space(known)
  }

  private func check(_ condition: Condition, of name: String, _ known: [Parameter]) throws(SearchError) {
    // Parents first: so there can be no circle.
    guard let parent = known.first(where: { $0.name == condition.parent }) else {
      throw .space("'\(name)' depends on '\(condition.parent)', which is not a parameter before it")
    }
    if case .continuous = parent.domain {
      throw .space("'\(name)' depends on '\(parent.name)', whose values are not countable")
    }
    for value in condition.values where parent.domain.unit(of: value) == nil {
      throw .space("'\(name)' depends on '\(parent.name)' being \(value), which it never is")
    }
  }
}

/// How a parameter's values are spread over its range.
public enum SearchScale: Sendable, Hashable {
  case linear
  /// Equal ratios count the same: for learning rates, sizes, and whatever spans orders of magnitude. Above 0 only.
  case log

  var scale: Scale { self == .linear ? .linear : .log }
}

/// One parameter of a ``SearchSpace``.
public struct SearchParameter: Sendable, Hashable {
  private enum Kind: Hashable {
    case float(ClosedRange<Double>, SearchScale, step: Double?)
    case int(ClosedRange<Int>, SearchScale, step: Int)
    case choice([String])
    case bool
  }

  /// By which its value is read.
  public let name: String
  private let kind: Kind
  private let defaultValue: ParameterValue?
  private var condition: Condition?

  /// A number.
  /// - Parameters:
  ///   - name: By which the closure asks for it.
  ///   - range: The smallest and the largest value.
  ///   - scale: How the range is spread.
  ///   - step: The distance between values, from the range's lower end on; nil: every number in the range.
  ///   - defaultValue: Tried first.
  public static func float(
    _ name: String,
    in range: ClosedRange<Double>,
    scale: SearchScale = .linear,
    step: Double? = nil,
    default defaultValue: Double? = nil
  ) -> SearchParameter {
    SearchParameter(name: name, kind: .float(range, scale, step: step), defaultValue: defaultValue.map { .float($0) })
  }

  /// A whole number.
  public static func int(
    _ name: String,
    in range: ClosedRange<Int>,
    scale: SearchScale = .linear,
    step: Int = 1,
    default defaultValue: Int? = nil
  ) -> SearchParameter {
    SearchParameter(name: name, kind: .int(range, scale, step: step), defaultValue: defaultValue.map { .int($0) })
  }

  /// One of some names without an order.
  public static func choice(_ name: String, of values: [String], default defaultValue: String? = nil)
    -> SearchParameter
  {
    SearchParameter(name: name, kind: .choice(values), defaultValue: defaultValue.map { .string($0) })
  }

  /// True or false.
  public static func bool(_ name: String, default defaultValue: Bool? = nil) -> SearchParameter {
    SearchParameter(name: name, kind: .bool, defaultValue: defaultValue.map { .bool($0) })
  }

  /// The same parameter, but it exists only where a choice that stands before it has one of these values.
  public func when(_ parent: String, is values: String...) -> SearchParameter {
    var copy = self
    copy.condition = Condition(parent: parent, values: values.map { .string($0) })
    return copy
  }

  /// The same parameter, but it exists only where a truth value that stands before it is this.
  public func when(_ parent: String, is value: Bool) -> SearchParameter {
    var copy = self
    copy.condition = Condition(parent: parent, values: [.bool(value)])
    return copy
  }

  // MARK: The model

  func parameter() throws(SearchError) -> Parameter {
    guard !name.isEmpty else { throw .space("a parameter has no name") }
    let domain = try domain()
    if let defaultValue, domain.unit(of: defaultValue) == nil {
      throw .space("the default \(defaultValue) of '\(name)' is not one of its values")
    }
    return Parameter(name, domain, default: defaultValue, when: condition)
  }

  private func domain() throws(SearchError) -> Domain {
    switch kind {
    case .bool: return .bool
    case .choice(let values):
      guard !values.isEmpty else { throw .space("'\(name)' has no values to choose from") }
      guard Set(values).count == values.count else { throw .space("a value of '\(name)' is there twice") }
      return values.count == 1 ? .fixed(.string(values[0])) : .categorical(values.map { .string($0) })
    case .float(let range, let scale, let step):
      try check(low: range.lowerBound, high: range.upperBound, scale)
      guard let step else {
        return .continuous(ContinuousRange(min: range.lowerBound, max: range.upperBound, scale: scale.scale))
      }
      guard step > 0, step.isFinite else { throw .space("the step of '\(name)' is not above 0") }
      return .stepped(
        SteppedRange(
          min: range.lowerBound,
          max: range.upperBound,
          step: step,
          scale: scale.scale,
          isInteger: false
        )
      )
    case .int(let range, let scale, let step):
      try check(low: Double(range.lowerBound), high: Double(range.upperBound), scale)
      guard step > 0 else { throw .space("the step of '\(name)' is not above 0") }
      return .stepped(
        SteppedRange(
          min: Double(range.lowerBound),
          max: Double(range.upperBound),
          step: Double(step),
          scale: scale.scale,
          isInteger: true
        )
      )
    }
  }

  private func check(low: Double, high: Double, _ scale: SearchScale) throws(SearchError) {
    // Whole numbers beyond are not exact as doubles, and differences of larger ones overflow.
    guard low.magnitude <= 1e150, high.magnitude <= 1e150 else { throw .space("the range of '\(name)' is too large") }
    if case .int = kind, max(low.magnitude, high.magnitude) > 0x1p52 {
      throw .space("the range of '\(name)' is too large")
    }
    if scale == .log, low <= 0 { throw .space("'\(name)' is on a log scale, but begins at \(low), not above 0") }
  }
}

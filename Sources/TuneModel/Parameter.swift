/// A named dimension of the search space.
package struct Parameter: Hashable, Sendable {
  package var name: String
  package var domain: Domain
  /// The value before tuning; the first trial uses it.
  package var defaultValue: ParameterValue?
  /// When the parameter exists at all; nil: always.
  package var condition: Condition?

  package init(
    _ name: String,
    _ domain: Domain,
    default defaultValue: ParameterValue? = nil,
    when condition: Condition? = nil
  ) {
    self.name = name
    self.domain = domain
    self.defaultValue = defaultValue
    self.condition = condition
  }
}

/// A parameter exists only while its parent has one of some values (and exists itself).
package struct Condition: Hashable, Sendable {
  package var parent: String
  package var values: [ParameterValue]

  package init(parent: String, values: [ParameterValue]) {
    self.parent = parent
    self.values = values
  }

  package func holds(for value: ParameterValue) -> Bool {
    values.contains { $0 == value || ($0.number != nil && $0.number == value.number) }
  }
}

/// The parameters of a trial, by name; a parameter whose condition does not hold is absent.
struct Assignment: Hashable, Sendable, Codable {
  var values: [String: Value]

  init(_ values: [String: Value]) { self.values = values }

  init(from decoder: any Decoder) throws {
    values = try decoder.singleValueContainer().decode([String: Value].self)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(values)
  }

  /// The number of a parameter that the task knows to be there.
  subscript(_ name: String) -> Double {
    guard case .number(let number) = values[name] else { preconditionFailure("no number '\(name)' in \(values)") }
    return number
  }

  /// The word of a categorical that the task knows to be there.
  func word(_ name: String) -> String {
    guard case .word(let word) = values[name] else { preconditionFailure("no word '\(name)' in \(values)") }
    return word
  }
}

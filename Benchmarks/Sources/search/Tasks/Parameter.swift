/// A value of a parameter: a number, or one of a categorical's words.
enum Value: Hashable, Sendable, Codable {
  case number(Double)
  case word(String)

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else {
      self = .word(try container.decode(String.self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number): try container.encode(number)
    case .word(let word): try container.encode(word)
    }
  }
}

/// A parameter as a manifest writes it; encoded, it is that part of the manifest.
struct Parameter: Hashable, Sendable, Codable {
  var type: String
  var min: Double?
  var max: Double?
  var scale: String?
  /// In a meaningful order unless the type is `categorical`.
  var values: [Value]?
  /// The parent's values for which this parameter exists; one parent at most.
  var when: [String: [Value]]?

  static func float(_ range: ClosedRange<Double>, scale: String? = nil) -> Parameter {
    Parameter(type: "float", min: range.lowerBound, max: range.upperBound, scale: scale)
  }

  static func int(_ range: ClosedRange<Int>, scale: String? = nil) -> Parameter {
    Parameter(type: "int", min: Double(range.lowerBound), max: Double(range.upperBound), scale: scale)
  }

  static func categorical(_ words: String...) -> Parameter {
    Parameter(type: "categorical", values: words.map(Value.word))
  }

  /// Numbers in their order.
  static func ordered(_ numbers: [Double]) -> Parameter {
    let isInteger = numbers.allSatisfy { $0 == $0.rounded() }
    return Parameter(type: isInteger ? "int" : "float", values: numbers.map(Value.number))
  }

  func when(_ parent: String, _ words: String...) -> Parameter {
    var copy = self
    copy.when = [parent: words.map(Value.word)]
    return copy
  }

  func when(_ parent: String, from numbers: ClosedRange<Int>) -> Parameter {
    var copy = self
    copy.when = [parent: numbers.map { .number(Double($0)) }]
    return copy
  }
}

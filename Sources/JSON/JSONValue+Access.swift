extension JSONValue {
  /// The text of a string; `nil` for everything else.
  package var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The whole number of an integer, or of a number without a fraction such as `3.0`, which some languages
  /// write for `3`; `nil` for everything else.
  package var int: Int? {
    switch self {
    case .integer(let number): number
    case .number(let number): Self.whole(number)
    default: nil
    }
  }

  /// `Int(exactly:)` without the C library's `trunc`, which nothing here links.
  private static func whole(_ number: Double) -> Int? {
    guard number >= -0x1p63, number < 0x1p63, Double(Int(number)) == number else { return nil }
    return Int(number)
  }

  /// The number of an integer or a number, also of one that had to be written as a string because JSON has no
  /// word for it (`"NaN"`, `"Infinity"`, `"-Infinity"`); `nil` for everything else.
  package var double: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .number(let number): number
    case .string("NaN"): .nan
    case .string("Infinity"): .infinity
    case .string("-Infinity"): -.infinity
    default: nil
    }
  }

  /// The truth value of `true` and `false`; `nil` for everything else.
  package var bool: Bool? {
    if case .bool(let truth) = self { truth } else { nil }
  }

  /// The elements of an array; `nil` for everything else.
  package var array: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The members of an object; `nil` for everything else.
  package var object: JSONObject? {
    if case .object(let members) = self { members } else { nil }
  }

  /// Whether this is `null`.
  package var isNull: Bool { self == .null }

  /// The member of an object; `nil` when there is none, or when this is not an object.
  package subscript(key: String) -> JSONValue? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  /// The element of an array; `nil` when there is none, or when this is not an array.
  package subscript(position: Int) -> JSONValue? {
    if case .array(let elements) = self, elements.indices.contains(position) { elements[position] } else { nil }
  }
}

/// A JSON value as RFC 8259 describes it.
///
/// Whole numbers and other numbers are kept apart, so that a count of trials is written as `3` and a
/// learning rate of one as `1.0`, and both come back as they were. Consequently `.integer(1)` is not equal to
/// `.number(1)`; compare ``double`` where only the quantity matters.
///
/// A `.number` may hold a value that JSON cannot write: see ``serialized(pretty:)``.
package enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

extension JSONValue: CustomStringConvertible {
  /// The value as compact JSON text.
  package var description: String { serialized() }
}

extension JSONValue {
  /// The value that `bytes`, UTF-8 text as RFC 8259 describes it, contain.
  ///
  /// Of members with the same key the last counts. An integer that does not fit an `Int` becomes a number; a
  /// number too large for a `Double` becomes infinite. Half a surrogate pair becomes U+FFFD. A byte order mark at
  /// the start is skipped.
  ///
  /// - Parameter allowsNonFinite: Accepts the words `NaN`, `Infinity` and `-Infinity`, which are not JSON but
  ///   which Python, among others, writes.
  /// - Throws: The first mistake and its place; nesting deeper than 200 levels is one, too.
  /// - Complexity: O(*n*) in the count of bytes.
  package init(parsing bytes: some Collection<UInt8>, allowsNonFinite: Bool = false) throws(JSONError) {
    let result =
      bytes.withContiguousStorageIfAvailable { JSONParser.parse($0, allowsNonFinite: allowsNonFinite) }
      ?? Array(bytes).withUnsafeBufferPointer { JSONParser.parse($0, allowsNonFinite: allowsNonFinite) }
    self = try result.get()
  }

  /// The value that `text` contains; see ``init(parsing:allowsNonFinite:)``.
  package init(parsing text: some StringProtocol, allowsNonFinite: Bool = false) throws(JSONError) {
    try self.init(parsing: text.utf8, allowsNonFinite: allowsNonFinite)
  }
}

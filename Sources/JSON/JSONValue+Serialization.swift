extension JSONValue {
  /// The value as JSON text, without a newline at its end.
  ///
  /// Numbers are written with the fewest digits that read back as the same `Double`. NaN and the infinities, for
  /// which JSON has no words, are written as the strings `"NaN"`, `"Infinity"` and `"-Infinity"`; ``double`` reads
  /// them back. Everything beyond ASCII stands for itself. The same value always gives the same text.
  ///
  /// - Parameter pretty: Writes for people: a line for each member and element, indented by two spaces, but a
  ///   container that holds no other and fits a line of 100 columns on that line, and long lists of numbers filled
  ///   into lines. Otherwise the text is one line without spaces between its parts.
  package func serialized(pretty: Bool = false) -> String {
    String(decoding: serializedBytes(pretty: pretty), as: UTF8.self)
  }

  /// The bytes of ``serialized(pretty:)``.
  package func serializedBytes(pretty: Bool = false) -> [UInt8] {
    var writer = JSONWriter()
    if pretty { writer.writePretty(self, indentation: 0) } else { writer.write(self) }
    return writer.bytes
  }
}

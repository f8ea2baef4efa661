import JSON
import Testing

@Suite struct JSONErrors {
  @Test(arguments: [
    ("", "line 1, column 1: expected a JSON value, but there is no text"),
    (" \n ", "line 2, column 2: expected a JSON value, but there is no text"),
    ("True", "line 1, column 1: expected a value, found 'True'"),
    ("truest", "line 1, column 1: expected a value, found 'truest'"),
    ("nan", "line 1, column 1: expected a value, found 'nan'"),
    ("'a'", "line 1, column 1: expected a value, found '''"),
    ("loss: 0.5", "line 1, column 1: expected a value, found 'loss'"),
    ("1 2", "line 1, column 3: expected the end of the text after the value, found '2'"),
    ("{\"a\": 1}\n}", "line 2, column 1: expected the end of the text after the value, found '}'"),
    ("01", "line 1, column 1: a number must not start with a needless zero"),
    ("[1.]", "line 1, column 4: expected a digit, found ']'"),
    ("-", "line 1, column 2: expected a digit, found the end of the text"),
    ("+1", "line 1, column 1: expected a value, found '+'"),
    ("1e+", "line 1, column 4: expected a digit, found the end of the text"),
    (".5", "line 1, column 1: expected a value, found '.'"),
    ("{a: 1}", "line 1, column 2: expected a key in double quotes, found 'a'"),
    ("{\"é\" 1}", "line 1, column 6: expected ':' after the key, found '1'"),
    ("{\"a\": 1\n \"b\": 2}", "line 2, column 2: expected ',' or '}' after a member, found '\"'"),
    ("{\"a\": 1,\n}", "line 1, column 8: a comma needs something after it; remove the comma"),
    ("[1, ]", "line 1, column 3: a comma needs something after it; remove the comma"),
    ("[1 2]", "line 1, column 4: expected ',' or ']' after an element, found '2'"),
    ("[,]", "line 1, column 2: expected a value, found ','"),
    ("\n [1,", "line 2, column 2: this array has no closing ']'"),
    ("[", "line 1, column 1: this array has no closing ']'"),
    ("{\"a\": {\"b\": 1", "line 1, column 7: this object has no closing '}'"),
    ("{", "line 1, column 1: this object has no closing '}'"),
    ("[\"abc", "line 1, column 2: this string has no closing quote"),
    ("\"abc\\", "line 1, column 1: this string has no closing quote"),
    ("\"a\nb\"", "line 1, column 3: a line break, tab or other control character in a string must be escaped"),
    (
      "\"a\\x\"",
      #"line 1, column 3: unknown escape in a string; known are \" \\ \/ \b \f \n \r \t \uXXXX"#
    ),
    ("\"\\u12G4\"", "line 1, column 2: \\u needs four hexadecimal digits"),
    ("\"\\ud800\\u\"", "line 1, column 8: \\u needs four hexadecimal digits"),
    ("\u{0}", "line 1, column 1: expected a value, found a control character"),
    ("[1,\n", "line 1, column 1: this array has no closing ']'"),
    ("{\"a\":\n}", "line 2, column 1: expected a value, found '}'"),
    ("{\"a\"\n:}", "line 2, column 2: expected a value, found '}'"),
  ])
  func `a mistake is named with its place`(text: String, description: String) {
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
    #expect(error?.description == description)
  }

  @Test func `bytes that are not UTF-8 are refused`() {
    for bytes in [[0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0x5C, 0x6E, 0xED, 0xA0, 0x80, 0x22]] as [[UInt8]] {
      let error = #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
      #expect(error?.message == "this string is not valid UTF-8")
      #expect(error?.offset == 0)
    }
  }

  @Test func `a text cut anywhere is refused and none crashes the parser`() {
    let whole = Array(#"{"a": [1.5e-3, "\u00e9\n", {"b": null}], "c": false, "d": -12}"#.utf8)
    for end in 0..<whole.count {
      #expect(throws: JSONError.self) { try JSONValue(parsing: whole[..<end]) }
    }
    var random = SplitMix(state: 42)
    for _ in 0..<20_000 {
      var bytes = whole
      for _ in 0...random.next(below: 3) {
        bytes[random.next(below: bytes.count)] = UInt8(truncatingIfNeeded: random.next())
      }
      // What is read must be written and read again as the same value.
      if let value = try? JSONValue(parsing: bytes), let again = try? JSONValue(parsing: value.serialized()) {
        #expect(value == again)
      }
    }
  }
}

/// S. Vigna's SplitMix64: small, seeded and the same everywhere.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func next(below bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

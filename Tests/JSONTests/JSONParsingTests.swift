import JSON
import Testing

@Suite struct JSONParsing {
  static let texts: [(String, JSONValue)] = [
    ("null", JSONValue.null),
    (" true\r\n", .bool(true)),
    ("false", .bool(false)),
    ("0", .integer(0)),
    ("-1", .integer(-1)),
    ("9223372036854775807", .integer(.max)),
    ("-9223372036854775808", .integer(.min)),
    ("9223372036854775808", .number(9_223_372_036_854_775_808)),
    ("-9223372036854775809", .number(-9_223_372_036_854_775_808)),
    ("123456789012345678901234567890", .number(1.2345678901234568e29)),
    ("1.0", .number(1)),
    ("1e3", .number(1000)),
    ("1E-05", .number(1e-5)),
    ("0.1", .number(0.1)),
    ("-0.30000000000000004", .number(-0.30000000000000004)),
    ("2.2250738585072014e-308", .number(2.2250738585072014e-308)),
    ("5e-324", .number(.leastNonzeroMagnitude)),
    ("1e-400", .number(0)),
    ("1e400", .number(.infinity)),
    ("-1e99999999999999999999", .number(-.infinity)),
    ("123456789012345678.5e-10", .number(12345678.90123456785)),
    (#""""#, ""),
    (#""a\"\\\/\b\f\n\r\tb""#, "a\"\\/\u{8}\u{C}\n\r\tb"),
    (#""\u0041\u00e9\u0000\uFFFF""#, "Aé\0\u{FFFF}"),
    (#""\ud83d\ude00 😀""#, "😀 😀"),
    ("[]", []),
    ("{ }", [:]),
    ("[1, [2, {}], \"x\"]", [1, [2, [:]], "x"]),
    (#"{"a": 1, "b": {"c": [null]}}"#, ["a": 1, "b": ["c": [nil]]]),
  ]

  @Test(arguments: texts)
  func `a text gives its value`(text: String, value: JSONValue) throws {
    #expect(try JSONValue(parsing: text) == value)
  }

  @Test func `minus zero keeps its sign`() throws {
    #expect(try JSONValue(parsing: "-0").double?.sign == .minus)
    #expect(try JSONValue(parsing: "-0.0").double?.sign == .minus)
  }

  @Test(arguments: [
    (#""\ud800""#, "\u{FFFD}"),
    (#""\udc00x""#, "\u{FFFD}x"),
    (#""\ud800\ud83d\ude00""#, "\u{FFFD}😀"),
    (#""\ud800\n""#, "\u{FFFD}\n"),
    (#""\ud800A""#, "\u{FFFD}A"),
  ])
  func `half a surrogate pair becomes a replacement character`(text: String, value: String) throws {
    #expect(try JSONValue(parsing: text) == .string(value))
  }

  @Test func `members keep their order and the last of two with one key counts`() throws {
    let object = try #require(try JSONValue(parsing: #"{"z":1,"a":2,"z":3}"#).object)
    #expect(object.keys == ["z", "a"])
    #expect(object["z"] == 3)
  }

  @Test func `bytes of any collection are read, a byte order mark is skipped`() throws {
    #expect(try JSONValue(parsing: [0xEF, 0xBB, 0xBF, 0x37]) == 7)
    #expect(try JSONValue(parsing: "xx[1]yy".utf8.dropFirst(2).dropLast(2)) == [1])
    #expect(try JSONValue(parsing: AnyCollection("[1]".utf8)) == [1])
  }

  @Test func `words for numbers that are not finite need permission`() throws {
    let text = #"[NaN, Infinity, -Infinity]"#
    let values = try #require(try JSONValue(parsing: text, allowsNonFinite: true).array)
    #expect(values[0].double?.isNaN == true)
    #expect(values[1...] == [.number(.infinity), .number(-.infinity)])
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
    #expect(error?.description == "line 1, column 2: JSON has no word for numbers that are not finite, found 'NaN'")
    #expect(throws: JSONError.self) { try JSONValue(parsing: "-Infinity") }
    #expect(throws: JSONError.self) { try JSONValue(parsing: "Infinite", allowsNonFinite: true) }
  }

  @Test func `nesting is followed to a limit`() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try JSONValue(parsing: nested(200))
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: nested(201)) }
    #expect(error?.offset == 200)
    #expect(throws: JSONError.self) { try JSONValue(parsing: String(repeating: "{\"a\":[", count: 500_000)) }
  }

  @Test func `an object with very many keys is not slow`() throws {
    let count = 20_000
    let text = "{" + (0..<count).map { "\"key\($0)\":\($0)" }.joined(separator: ",") + ",\"key7\":0}"
    let object = try #require(try JSONValue(parsing: text).object)
    #expect(object.count == count)
    #expect(object["key7"] == 0)
    #expect(object["key19999"] == 19_999)
    #expect(object["key20000"] == nil)
  }
}

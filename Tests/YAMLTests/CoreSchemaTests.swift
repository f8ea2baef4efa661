import Testing
import YAML

@Suite struct CoreSchema {
  static let texts: [(String, YAMLValue)] = [
    ("", .null), ("~", .null), ("null", .null), ("Null", .null), ("NULL", .null),
    ("nULL", .string("nULL")), ("none", .string("none")),
    ("true", .bool(true)), ("True", .bool(true)), ("TRUE", .bool(true)), ("tRUE", .string("tRUE")),
    ("false", .bool(false)), ("False", .bool(false)), ("FALSE", .bool(false)),
    ("yes", .string("yes")), ("no", .string("no")), ("on", .string("on")), ("off", .string("off")), ("y", .string("y")),
    ("0", .integer(0)), ("-0", .integer(0)), ("+12", .integer(12)), ("-17", .integer(-17)), ("010", .integer(10)),
    ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
    ("9223372036854775808", .number(0x1p63)), ("-9223372036854775809", .number(-0x1p63)),
    ("0o17", .integer(15)), ("0o18", .string("0o18")), ("0o", .string("0o")), ("-0o7", .string("-0o7")),
    ("0xfF", .integer(255)), ("0x", .string("0x")), ("0xg", .string("0xg")), ("+0x1", .string("+0x1")),
    ("0x7fffffffffffffff", .integer(.max)), ("0x8000000000000000", .number(0x1p63)),
    ("0x10000000000000000", .number(0x1p64)), ("0X1", .string("0X1")), ("0b1", .string("0b1")),
    ("1.5", .number(1.5)), ("5.", .number(5)), (".5", .number(0.5)), ("-.5", .number(-0.5)), ("+1.", .number(1)),
    ("1e-4", .number(1e-4)), ("1E4", .number(1e4)), ("1.e+2", .number(100)), (".5e1", .number(5)),
    ("1e400", .number(.infinity)), ("1e-400", .number(0)), ("0.1", .number(0.1)),
    (".inf", .number(.infinity)), ("-.Inf", .number(-.infinity)), ("+.INF", .number(.infinity)),
    ("inf", .string("inf")), (".iNF", .string(".iNF")), ("-.nan", .string("-.nan")), ("nan", .string("nan")),
    (".", .string(".")), ("-", .string("-")), ("+", .string("+")), ("e1", .string("e1")), (".e1", .string(".e1")),
    ("1e", .string("1e")), ("1e+", .string("1e+")), ("1.2.3", .string("1.2.3")), ("1_000", .string("1_000")),
    ("12:30", .string("12:30")), ("1 ", .string("1 ")), ("١", .string("١")), ("--1", .string("--1")),
    ("2026-03-02", .string("2026-03-02")), ("0x1p3", .string("0x1p3")), ("1e1.5", .string("1e1.5")),
  ]

  @Test(arguments: texts)
  func `an unquoted text means what the core schema says`(text: String, value: YAMLValue) {
    #expect(YAMLValue(plain: text) == value)
  }

  @Test(arguments: [".nan", ".NaN", ".NAN"])
  func `the words for NaN are numbers`(text: String) {
    guard case .number(let number) = YAMLValue(plain: text) else {
      Issue.record("not a number")
      return
    }
    #expect(number.isNaN)
  }

  @Test func `a million digits are a number and take no time`() {
    #expect(YAMLValue(plain: String(repeating: "7", count: 1_000_000)) == .number(.infinity))
  }

  @Test func `quoted and block texts are strings`() throws {
    let document = YAMLDocument(parsing: "- '1'\n- \"true\"\n- |-\n  1\n- >-\n  null\n- 1\n")
    let elements = try #require(document.root?.sequence)
    #expect(elements.map(\.value) == [.string("1"), .string("true"), .string("1"), .string("null"), .integer(1)])
    #expect(elements.compactMap(\.scalar?.style) == [.singleQuoted, .doubleQuoted, .literal, .folded, .plain])
  }

  @Test(arguments: [
    ("!!str 5", YAMLValue.string("5")), ("! 5", .string("5")), ("!!int '5'", .integer(5)), ("!!float 5", .number(5)),
    ("!!float 1e-3", .number(1e-3)), ("!!bool \"true\"", .bool(true)), ("!!null ''", .null), ("!!null", .null),
    ("!!str", .string("")), ("!<tag:yaml.org,2002:str> 5", .string("5")),
  ])
  func `explicit tags are honoured`(text: String, value: YAMLValue) {
    let document = YAMLDocument(parsing: "a: \(text)\n")
    #expect(document.problems == [])
    #expect(document.root?["a"]?.value == value)
    #expect(document.root?["a"]?.tag != nil)
  }
}

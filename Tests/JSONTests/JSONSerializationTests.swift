import JSON
import Testing

@Suite struct JSONSerialization {
  @Test func `compact text has no spaces`() {
    let value: JSONValue = ["b": [1, 2.5, nil, true], "a": ["x": "y"], "e": [:], "f": []]
    #expect(value.serialized() == #"{"b":[1,2.5,null,true],"a":{"x":"y"},"e":{},"f":[]}"#)
    #expect(value.serializedBytes() == Array(value.serialized().utf8))
  }

  @Test(arguments: [
    (1.0, "1.0"), (-0.0, "-0.0"), (0.1, "0.1"), (1e-5, "1e-05"), (1e16, "1e+16"), (.leastNonzeroMagnitude, "5e-324"),
    (.greatestFiniteMagnitude, "1.7976931348623157e+308"), (0.1 + 0.2, "0.30000000000000004"),
  ])
  func `numbers have the fewest digits that read back the same`(number: Double, text: String) throws {
    #expect(JSONValue.number(number).serialized() == text)
    #expect(try JSONValue(parsing: text) == .number(number))
  }

  @Test func `random numbers of every magnitude come back bit by bit`() throws {
    var random = SplitMix(state: 7)
    for _ in 0..<20_000 {
      let number = Double(bitPattern: random.next())
      guard number.isFinite else { continue }
      let again = try JSONValue(parsing: JSONValue.number(number).serialized()).double
      #expect(again?.bitPattern == number.bitPattern)
    }
  }

  @Test func `numbers that are not finite become strings that read back as numbers`() throws {
    let value: JSONValue = [.number(.nan), .number(.infinity), .number(-.infinity)]
    #expect(value.serialized() == #"["NaN","Infinity","-Infinity"]"#)
    let again = try JSONValue(parsing: value.serialized())
    #expect(again[0]?.double?.isNaN == true)
    #expect(again[1]?.double == .infinity)
    #expect(again[2]?.double == -.infinity)
  }

  @Test func `strings escape what they must and nothing else`() throws {
    let text = "\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F} é😀\u{2028}"
    let written = JSONValue.string(text).serialized()
    #expect(written == "\"\\\"\\\\/\\u0008\\u000c\\n\\r\\t\\u0000\\u001f\u{7F} é😀\u{2028}\"")
    #expect(try JSONValue(parsing: written) == .string(text))
  }

  @Test func `a record is written for people`() throws {
    let record: JSONValue = [
      "trial": 37,
      "state": "completed",
      "parameters": ["learning_rate": 0.0031, "batch_size": 32, "hidden": 192, "optimizer": "adam"],
      "proposal": [
        "strategy": "auto", "why": "highest expected improvement; near trials 29 and 33",
        "expected": ["mean": 0.968, "sd": 0.006], "seen": 36,
      ],
      "attempts": [["duration": 4.02, "exit": 0, "metrics": ["accuracy": 0.9722]], [:]],
      "curve": .array((0..<24).map { .number(Double($0) / 64) }),
      "tags": [],
      "long": [
        "a text of forty columns or a few more xxx", "a text of forty columns or a few more yyy", "another one",
      ],
    ]
    let text = """
      {
        "trial": 37,
        "state": "completed",
        "parameters": {"learning_rate": 0.0031, "batch_size": 32, "hidden": 192, "optimizer": "adam"},
        "proposal": {
          "strategy": "auto",
          "why": "highest expected improvement; near trials 29 and 33",
          "expected": {"mean": 0.968, "sd": 0.006},
          "seen": 36
        },
        "attempts": [
          {
            "duration": 4.02,
            "exit": 0,
            "metrics": {"accuracy": 0.9722}
          },
          {}
        ],
        "curve": [
          0.0, 0.015625, 0.03125, 0.046875, 0.0625, 0.078125, 0.09375, 0.109375, 0.125, 0.140625, 0.15625,
          0.171875, 0.1875, 0.203125, 0.21875, 0.234375, 0.25, 0.265625, 0.28125, 0.296875, 0.3125,
          0.328125, 0.34375, 0.359375
        ],
        "tags": [],
        "long": [
          "a text of forty columns or a few more xxx",
          "a text of forty columns or a few more yyy",
          "another one"
        ]
      }
      """
    #expect(record.serialized(pretty: true) == text)
    #expect(try JSONValue(parsing: text) == record)
  }

  @Test(arguments: 60...130)
  func `no line is wider than a hundred columns when its parts are short`(length: Int) throws {
    let numbers = JSONValue.array((0..<length).map { .integer($0 * 37) })
    let strings = JSONValue.array(["é", .string(String(repeating: "é", count: length)), 1])
    let value: JSONValue = ["numbers": numbers, "strings": strings, "end": 1]
    let text = value.serialized(pretty: true)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= max(100, length + 7) && $0.last != " " })
    #expect(try JSONValue(parsing: text) == value)
  }
}

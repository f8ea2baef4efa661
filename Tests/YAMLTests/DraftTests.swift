import Testing
import YAML

@Suite struct Drafts {
  @Test func `a manifest is written as people write it`() {
    let draft = YAMLDraft([
      "tune": YAMLDraft(1).comment("A starting point.\n\nChange what you like.").remark("format version"),
      "name": "digits",
      "train": YAMLDraft([
        "command": YAMLDraft(["python3", "train.py", "--lr", "{learning_rate}"]).flow(),
        "timeout": "10m",
      ]).spaced(),
      "parameters": YAMLDraft([
        "learning_rate": YAMLDraft(["type": "float", "min": 1e-5, "max": 0.1, "scale": "log"]).flow(),
        "optimizer": YAMLDraft(["type": "categorical", "values": ["sgd", "no", "null"]]).flow().remark("ordered"),
      ]).spaced().comment("What is tuned"),
      "start": [["a": 1, "b": [2, 3]], [], [:], [4, [5]]],
      "notes": "first line\n\n  second line\n",
      "empty": nil,
    ])
    let text = """
      # A starting point.
      #
      # Change what you like.
      tune: 1  # format version
      name: digits

      train:
        command: [python3, train.py, --lr, "{learning_rate}"]
        timeout: 10m

      # What is tuned
      parameters:
        learning_rate: {type: float, min: 1e-5, max: 0.1, scale: log}
        optimizer: {type: categorical, values: [sgd, no, "null"]}  # ordered
      start:
        - a: 1
          b:
            - 2
            - 3
        - []
        - {}
        - - 4
          - - 5
      notes: |
        first line

          second line
      empty: null

      """
    #expect(draft.text == text)
  }

  static let strings: [(String, String)] = [
    ("adam", "adam"), ("two words", "two words"), ("no", "no"), ("10m", "10m"), ("a:b", "a:b"), ("a#b", "a#b"),
    ("--lr", "--lr"), ("-x", "-x"), ("hidden * 2 <= 16", "hidden * 2 <= 16"), ("é😀", "é😀"), ("x-y_z.w/v", "x-y_z.w/v"),
    ("a, b", "a, b"), ("it's", "it's"), ("say \"x\"", "say \"x\""), ("C:\\x", "C:\\x"),
    ("", "\"\""), ("1", "\"1\""), ("1e-4", "\"1e-4\""), ("0x1F", "\"0x1F\""), (".inf", "\".inf\""), ("~", "\"~\""),
    ("true", "\"true\""), ("Null", "\"Null\""), ("<<", "\"<<\""), ("-", "\"-\""), ("- a", "\"- a\""),
    ("---", "\"---\""),
    ("...", "\"...\""), ("a: b", "\"a: b\""), ("a:", "\"a:\""), ("a #b", "\"a #b\""), (" a", "\" a\""),
    ("a ", "\"a \""),
    ("{lr}", "\"{lr}\""), ("[a]", "\"[a]\""), ("*.csv", "\"*.csv\""), ("&a", "\"&a\""), ("!a", "\"!a\""),
    ("@a", "\"@a\""),
    ("`a`", "\"`a`\""), ("%a", "\"%a\""), ("|", "\"|\""), (">a", "\">a\""), ("'a'", "\"'a'\""), ("#a", "\"#a\""),
    ("?", "\"?\""), (":a", "\":a\""), (", a", "\", a\""), ("\"a\"", "'\"a\"'"), ("@\\d+", "'@\\d+'"),
    ("'\\", "\"'\\\\\""),
    ("a\tb", "\"a\\tb\""), ("a\r\nb", "\"a\\r\\nb\""), ("\n", "\"\\n\""), (" a\nb", "\" a\\nb\""),
    ("a\n\n", "\"a\\n\\n\""),
    ("a\n \nb", "\"a\\n \\nb\""), ("a\0b\u{1B}\u{85}\u{2028}\u{FEFF}", "\"a\\0b\\x1B\\x85\\u2028\\uFEFF\""),
    ("\u{E0001}\u{7}", "\"\u{E0001}\\x07\""), ("a\nb", "|-\n  a\n  b"), ("a\nb\n", "|\n  a\n  b"),
    ("a\n\n b", "|-\n  a\n\n   b"),
  ]

  @Test(arguments: strings)
  func `strings have quotes only where they need them`(string: String, text: String) throws {
    let draft = YAMLDraft(.scalar(.string(string)))
    #expect(draft.text == text + "\n")
    let nested: YAMLDraft = ["k": [draft, ["l": draft, "m": draft.remark("remark")]]]
    for draft in [draft, nested, nested.flow(), [draft, [draft]], YAMLDraft(.mapping([.init(string, draft)]))] {
      expectRoundTrip(draft)
    }
  }

  @Test(arguments: [
    (1e-5, "1e-5"), (1e16, "1e16"), (-2.5e-10, "-2.5e-10"), (0.1, "0.1"), (1, "1.0"), (.infinity, ".inf"),
    (-.infinity, "-.inf"), (.nan, ".nan"), (-0.0, "-0.0"), (.leastNonzeroMagnitude, "5e-324"), (1e20, "1e20"),
  ])
  func `numbers read back as they were`(number: Double, text: String) {
    let draft = YAMLDraft(.scalar(.number(number)))
    #expect(draft.text == text + "\n")
    expectRoundTrip(draft)
  }

  @Test func `a comment inside of a flow collection makes it a block`() {
    let draft: YAMLDraft = [
      "a": YAMLDraft([1, YAMLDraft(2).remark("two"), YAMLDraft(["b": YAMLDraft(3).comment("x")]).flow()]).flow()
    ]
    #expect(draft.text == "a:\n  - 1\n  - 2  # two\n  -\n    # x\n    b: 3\n")
    expectRoundTrip(draft)
  }

  @Test func `a comment cannot break out of its line`() {
    let draft: YAMLDraft = ["a": YAMLDraft([1]).remark("x\ny: 2\u{2028}\u{0}").comment("p\r\nq: 1\n\nr\u{85}s")]
    #expect(draft.text == "# p  q: 1\n#\n# r s\na:  # x y: 2  \n  - 1\n")
    expectRoundTrip(draft)
  }

  @Test func `a root may be anything`() {
    for draft in [
      YAMLDraft("a\nb\n"), "x", nil, [], [:], [1, 2], YAMLDraft(["a": 1]).flow(),
      YAMLDraft([1]).remark("r").comment("c"),
    ]
      as [YAMLDraft]
    {
      expectRoundTrip(draft)
    }
    #expect(YAMLDraft([1]).remark("r").comment("c").text == "# c\n# r\n- 1\n")
  }

  @Test func `a key that is too long for a line gets a mark of its own`() {
    let key = String(repeating: "k\n", count: 2_000)
    expectRoundTrip(YAMLDraft(.mapping([.init("a", YAMLDraft(.mapping([.init(key, [1, ["x": 2]])])).flow())])))
  }

  @Test func `random drafts read back as they were`() {
    var random = SplitMix(state: 3)
    for _ in 0..<400 { expectRoundTrip(randomDraft(&random, depth: 0)) }
  }

  private func randomDraft(_ random: inout SplitMix, depth: Int) -> YAMLDraft {
    let pieces = Array("ab1. -:#?,[]{}'\"\\\n\t|>&*!%@~=é\u{301}\u{85}".unicodeScalars)
    func string() -> String {
      String(
        String.UnicodeScalarView((0..<random.next(below: 7)).map { _ in pieces[random.next(below: pieces.count)] })
      )
    }
    var draft: YAMLDraft
    switch random.next(below: depth < 4 ? 9 : 6) {
    case 0: draft = YAMLDraft(.scalar(.number(Double(bitPattern: random.next()))))
    case 1: draft = YAMLDraft(.scalar([.null, .bool(true), .integer(-7)][random.next(below: 3)]))
    case 2...5: draft = YAMLDraft(.scalar(.string(string())))
    case 6:
      draft = YAMLDraft(.sequence((0..<random.next(below: 4)).map { _ in randomDraft(&random, depth: depth + 1) }))
    default:
      var members: [YAMLDraft.Member] = []
      for _ in 0..<random.next(below: 4) {
        let key = string()
        if members.contains(where: { $0.key == key }) { continue }
        members.append(.init(key, randomDraft(&random, depth: depth + 1)))
      }
      draft = YAMLDraft(.mapping(members))
    }
    draft.isFlow = random.next(below: 3) == 0
    if random.next(below: 6) == 0 { draft.commentAbove = string() }
    if random.next(below: 6) == 0 { draft.commentBeside = string() }
    draft.hasEmptyLineAbove = random.next(below: 6) == 0
    return draft
  }

  private func expectRoundTrip(_ draft: YAMLDraft, sourceLocation: SourceLocation = #_sourceLocation) {
    let document = YAMLDocument(parsing: draft.text)
    #expect(document.problems == [], "\(draft.text)", sourceLocation: sourceLocation)
    guard let root = document.root else { return }
    let again = YAMLDraft(root)
    #expect(again.text == bare(draft).text, "\(draft.text)", sourceLocation: sourceLocation)
  }

  /// The values alone.
  private func bare(_ draft: YAMLDraft) -> YAMLDraft {
    switch draft.content {
    case .scalar: YAMLDraft(draft.content)
    case .sequence(let elements): YAMLDraft(.sequence(elements.map(bare)))
    case .mapping(let members): YAMLDraft(.mapping(members.map { .init($0.key, bare($0.value)) }))
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

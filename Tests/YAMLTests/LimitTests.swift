import Testing
import YAML

@Suite(.timeLimit(.minutes(10))) struct Limits {
  /// Text of about `count` characters.
  private func filled(_ pattern: String, _ count: Int = 1 << 20) -> String {
    String(repeating: pattern, count: count / pattern.utf8.count)
  }

  @Test func `a file that is too large is not read`() {
    #expect(YAMLDocument(parsing: "a: 1\n" + filled("#\n", (1 << 20) - 6)).problems == [])
    let document = YAMLDocument(parsing: filled("#\n", (1 << 20) + 2))
    #expect(document.root == nil)
    #expect(document.problems.map(\.description) == ["1:1: the file has 1048578 bytes; at most 1048576 are read"])
  }

  @Test func `nesting ends at its limit`() {
    #expect(YAMLDocument(parsing: filled("[", 64) + filled("]", 64)).problems == [])
    let document = YAMLDocument(parsing: filled("[", 65) + filled("]", 65))
    #expect(document.root == nil)
    #expect(document.problems.map(\.description) == ["1:65: this is nested deeper than 64 levels, which is not read"])
  }

  @Test func `nesting by aliases counts`() {
    let chain = (1...70).map { "- &a\($0) [*a\($0 - 1)]\n" }
    let document = YAMLDocument(parsing: "- &a0 x\n" + chain.joined())
    #expect(document.root == nil)
    #expect(
      document.problems.map(\.description) == [
        "65:9: with this alias, the document is nested deeper than 64 levels"
      ]
    )
    #expect(YAMLDocument(parsing: "- &a0 x\n" + chain[..<63].joined()).problems == [])
  }

  @Test func `a billion laughs are not laughed`() {
    var text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
    for level in 1...9 {
      text += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ") + "]\n"
    }
    let document = YAMLDocument(parsing: text)
    #expect(document.root == nil)
    #expect(
      document.problems.map(\.message) == [
        "with this alias, the document has more than 100000 values, which is not read"
      ]
    )
  }

  @Test func `merging cannot outgrow the limits either`() {
    var text = "- &a0 {x: 1}\n"
    for level in 1...60 {
      text += "- &a\(level) {<<: [*a\(level - 1), *a\(level - 1)], k\(level): [*a\(level - 1), *a\(level - 1)]}\n"
    }
    let document = YAMLDocument(parsing: text)
    #expect(document.root == nil)
    #expect(document.problems.count == 1)
  }

  @Test func `a long chain of merges is not deep`() {
    let chain = (1...100).map { "- &a\($0) {<<: *a\($0 - 1), k: \($0)}\n" }
    let document = YAMLDocument(parsing: "- &a0 {x: 1}\n" + chain.joined())
    #expect(document.problems == [])
    #expect(summary(document.root?.sequence?.last) == "{x: 1, k: 100}")
  }

  @Test func `too many values are not read`() {
    let limits = YAMLLimits(nodes: 1_000)
    #expect(YAMLDocument(parsing: filled("- 1\n", 4 * 999), limits: limits).problems == [])
    let document = YAMLDocument(parsing: filled("- 1\n", 4 * 1_000), limits: limits)
    #expect(document.root == nil)
    #expect(
      document.problems.map(\.description) == ["1000:3: the document has more than 1000 values, which is not read"]
    )
  }

  @Test func `limits can be set`() {
    let limits = YAMLLimits(bytes: 20, depth: 2, nodes: 3, problems: 1)
    #expect(YAMLDocument(parsing: "[[1]]", limits: limits).problems == [])
    #expect(YAMLDocument(parsing: "[[[]]]", limits: limits).problems.count == 1)
    #expect(YAMLDocument(parsing: "[1, 2, 3]", limits: limits).problems.count == 1)
    #expect(YAMLDocument(parsing: "[*a, *b]", limits: limits).problems.count == 1)
    #expect(YAMLDocument(parsing: "abcdefghijklmnopqrstu", limits: limits).problems.count == 1)
  }

  static let hostile = [
    "[", "{", "- ", "? ", "a: ", "[a, ", "{a: ", "[[],", "&a ", "*a ", "!!str ", "!a!b ", "\"", "\"\\", "'", "|\n",
    "a:\n ", "- a\n ",
    "%a\n", "---\n", "...\n", "a: b: ", "a\n", "a:1\n", "a: 'x\n", "a: [\n", "#", "# x\n", "\t", " ", "\n", "\r", ":",
    ": ",
    "- [\n", "- &a\n", "- *a\n", "? a\n", "<<: {}\n", "a: 1\n", "[a]: 1\n", ",", "]", "}", "x", "\u{1F600}", "\u{7}",
    "\u{FEFF}", "\u{85}",
    "a: !x 1\n", "!", "&", "*", "@", "`", "a: &a [*a]\n", "- - a\n   - b\n", "[a,\n - b\n,", "\"\\x", "a: {b:1}\n",
  ]

  @Test(arguments: hostile)
  func `a hostile text costs little time`(pattern: String) {
    // Smaller than the limit of a file, so that debug builds are quick; what is quadratic shows all the same.
    let document = YAMLDocument(parsing: filled(pattern, 1 << 14))
    #expect(document.root != nil || !document.problems.isEmpty)
    #expect(document.problems.count <= 100)
  }
}

import Testing
import YAML

@Suite struct Positions {
  /// Every node of the text with its place, by its path.
  private func places(_ text: String) throws -> [String: String] {
    let document = YAMLDocument(parsing: text)
    #expect(document.problems == [])
    var places: [String: String] = [:]
    func visit(_ node: YAMLNode, _ path: String) {
      places[path] = node.range.description
      for (position, element) in (node.sequence ?? []).enumerated() { visit(element, "\(path)/\(position)") }
      for entry in node.mapping ?? [] {
        places["\(path)/\(entry.name)?"] = entry.key.range.description
        visit(entry.value, "\(path)/\(entry.name)")
      }
    }
    visit(try #require(document.root), "")
    return places
  }

  @Test func `block nodes end with their last child`() throws {
    let places = try places(
      """
      # comment
      name: digits   # comment

      train:
        command:
        - python3
        -   "a b"

      # another
      last: ~
      """
    )
    #expect(
      places == [
        "": "2:1-10:8",
        "/name?": "2:1-2:5", "/name": "2:7-2:13",
        "/train?": "4:1-4:6", "/train": "5:3-7:12",
        "/train/command?": "5:3-5:10", "/train/command": "6:3-7:12",
        "/train/command/0": "6:5-6:12", "/train/command/1": "7:7-7:12",
        "/last?": "10:1-10:5", "/last": "10:7-10:8",
      ]
    )
  }

  @Test func `flow nodes end with their bracket`() throws {
    let places = try places("a: {b: [1, two ], 'c' : \"\"}\n")
    #expect(
      places == [
        "": "1:1-1:28", "/a?": "1:1-1:2", "/a": "1:4-1:28", "/a/b?": "1:5-1:6", "/a/b": "1:8-1:17",
        "/a/b/0": "1:9-1:10", "/a/b/1": "1:12-1:15", "/a/c?": "1:19-1:22", "/a/c": "1:25-1:27",
      ]
    )
  }

  @Test func `a missing value has an empty place where it is missed`() throws {
    let places = try places("a:\nb: {c: }\nd:\n-\n- 1")
    #expect(places["/a"] == "1:3-1:3")
    #expect(places["/b/c"] == "2:8-2:8")
    #expect(places["/d/0"] == "4:2-4:2")
  }

  @Test func `block texts end with their last line`() throws {
    let places = try places("a: |\n  one\n  two \n\n\nb: >-\n  three\n\n  four\nc: |+\n\nd: |")
    #expect(places["/a"] == "1:4-3:6")
    #expect(places["/b"] == "6:4-9:7")
    #expect(places["/c"] == "10:4-10:6")
    #expect(places["/d"] == "12:4-12:5")
  }

  @Test func `columns count characters as editors do`() throws {
    let places = try places("ключ: {é: 😀, x: 1}\n")
    #expect(places["/ключ?"] == "1:1-1:5")
    #expect(places["/ключ/é"] == "1:11-1:12")
    #expect(places["/ключ/x"] == "1:17-1:18")
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `lines end as editors let them end`(lineBreak: String) throws {
    let places = try places(["a: 1", "b: 'x", "  y'", "c: z"].joined(separator: lineBreak))
    #expect(places["/b"] == "2:4-3:5")
    #expect(places["/c"] == "4:4-4:5")
  }

  @Test func `a byte order mark takes no column`() throws {
    #expect(try places("\u{FEFF}a: 1")["/a?"] == "1:1-1:2")
  }

  @Test func `tags and anchors belong to their node`() throws {
    let places = try places("a: &x !!str 1\nb: &y\n  c: 1\n")
    #expect(places["/a"] == "1:4-1:14")
    #expect(places["/b"] == "2:4-3:7")
  }

  @Test func `an alias stands at its own place and knows its definition`() throws {
    let root = try #require(YAMLDocument(parsing: "a: &x [1, 2]\nb: *x\nc: &y *x\n".replacing("&y ", with: "")).root)
    let alias = try #require(root["b"])
    #expect(alias.range.description == "2:4-2:6")
    #expect(alias.definition?.description == "1:4-1:13")
    #expect(alias.sequence?[1].range.description == "1:11-1:12")
    #expect(root["a"]?.definition == nil)
  }
}

@Suite struct SourceTexts {
  @Test func `lines are cut at every kind of line break`() {
    let source = SourceText("a\nb\r\nc\r\rd\n")
    #expect((1...source.lineCount).map { source.line($0) } == ["a", "b", "c", "", "d", ""])
    #expect(source.line(0) == "" && source.line(7) == "")
    #expect(SourceText("").lineCount == 1)
  }

  private func excerpt(_ text: String, _ start: (Int, Int), _ end: (Int, Int)) -> SourceExcerpt {
    SourceText(text).excerpt(
      of: SourceRange(
        SourcePosition(line: start.0, column: start.1),
        SourcePosition(line: end.0, column: end.1)
      )
    )
  }

  private func parts(_ excerpt: SourceExcerpt) -> [String] {
    [String(excerpt.lineNumber), excerpt.before, excerpt.marked, excerpt.after]
  }

  @Test func `an excerpt marks a part of a line`() {
    let one = excerpt("a: é😀x\nb: 2\n", (1, 4), (1, 6))
    #expect(parts(one) == ["1", "a: ", "é😀", "x"])
    #expect(one.columns == 4..<6)
    #expect(one.text == "a: é😀x")
  }

  @Test func `of several lines an excerpt shows the first`() {
    let one = excerpt("a: 'x\n  y'\n", (1, 4), (2, 5))
    #expect(parts(one) == ["1", "a: ", "'x", ""])
  }

  @Test func `an empty range marks one character, or the place behind the last`() {
    #expect(parts(excerpt("abc", (1, 2), (1, 2))) == ["1", "a", "b", "c"])
    let behind = excerpt("abc", (1, 4), (1, 4))
    #expect(parts(behind) == ["1", "abc", "", ""])
    #expect(behind.columns == 4..<5)
  }

  @Test func `a range beyond the text gives an empty excerpt`() {
    #expect(parts(excerpt("a", (9, 9), (9, 12))) == ["9", "", "", ""])
    #expect(excerpt("a", (1, 9), (1, 2)).text == "a")
  }
}

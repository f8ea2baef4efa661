import Testing
import YAML

@Suite struct Encodings {
  private func problems(_ bytes: [UInt8]) -> [String] {
    let document = YAMLDocument(parsing: bytes)
    #expect(document.root == nil)
    return document.problems.map(\.description)
  }

  @Test func `UTF-8 of every length is read`() {
    let document = YAMLDocument(parsing: "a: é€😀\u{10FFFD}\n")
    #expect(document.problems == [])
    #expect(document.root?["a"]?.value == .string("é€😀\u{10FFFD}"))
  }

  @Test func `bytes that are not UTF-8 are named with their places`() {
    let bytes = Array("a: é\nb: ".utf8) + [0xFF] + Array("x ".utf8) + [0xC3] + Array("\nc: ".utf8) + [0xE2, 0x82]
    #expect(
      problems(bytes) == ["2:4", "2:7", "3:4"].map { "\($0): this is not valid UTF-8; save the file as UTF-8" }
    )
    #expect(YAMLDocument(parsing: bytes).source.line(2) == "b: \u{FFFD}x \u{FFFD}")
    #expect(problems([0x61, 0xED, 0xA0, 0x80]).first == "1:2: this is not valid UTF-8; save the file as UTF-8")
  }

  @Test func `UTF-16 and UTF-32 are named`() {
    let message = "1:1: the file is not UTF-8 but UTF-16 or UTF-32; save it as UTF-8"
    let little = "a: 1\n".utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    let big = "a: 1\n".utf16.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    #expect(problems([0xFF, 0xFE] + little) == [message])
    #expect(problems(little) == [message])
    #expect(problems([0xFE, 0xFF] + big) == [message])
    #expect(problems(big) == [message])
    #expect(problems("a: 1\n".unicodeScalars.flatMap { [0, 0, 0, UInt8(truncatingIfNeeded: $0.value)] }) == [message])
    #expect(problems([0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0]) == [message])
  }

  @Test func `characters that must not stand in YAML are named`() {
    let escape = "remove it, or write it as an escape in double quotes"
    #expect(
      problems(Array("a: \0\nb: \u{7}\u{7F}\n# \u{85}\u{2028}\nc\u{FEFF}: \u{FFFF}".utf8)) == [
        "1:4: there is a NUL character here; remove it, or write \"\\0\" in double quotes",
        "2:4: there is a control character (U+0007) here; \(escape)",
        "2:5: there is a control character (U+007F) here; \(escape)",
        "3:3: there is an invisible line separator (U+0085) here; remove it",
        "3:4: there is an invisible line separator (U+2028) here; remove it",
        "4:2: there is an invisible byte order mark (U+FEFF) here; remove it",
        "4:5: there is a control character (U+FFFF) here; \(escape)",
      ]
    )
  }

  @Test func `escapes may give any character`() {
    let document = YAMLDocument(parsing: #"a: "\0\a\e\x7F\u0085\L\U0001F600""#)
    #expect(document.problems == [])
    #expect(document.root?["a"]?.value == .string("\0\u{7}\u{1B}\u{7F}\u{85}\u{2028}😀"))
  }
}

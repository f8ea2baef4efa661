import Testing

@testable import TuneExecution

@Suite struct TailBufferTests {
  private func lines(_ text: String, chunk: Int = .max) -> [String] {
    var tail = TailBuffer()
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let part = Array(rest.prefix(chunk))
      part.withUnsafeBytes { tail.append($0) }
      rest = rest.dropFirst(part.count)
    }
    return tail.lines
  }

  @Test func showsTheLastLines() {
    #expect(lines("one\ntwo\n") == ["one", "two"])
    #expect(lines("") == [])
    let many = (1...1_000_0).map { "line \($0)" }.joined(separator: "\n")
    for chunk in [1, 7, 5_000, 100_000] { #expect(lines(many, chunk: chunk) == (9_981...10_000).map { "line \($0)" }) }
  }

  @Test func isFitForATerminal() {
    #expect(lines("\u{1B}[1;31mred\u{1B}[0m\u{7}\tafter") == ["red  after"])
    #expect(lines("10%\r50%\r100%\r\n") == ["100%"])
    #expect(lines("a\u{0}b\n\n\n") == ["ab"])
    #expect(lines(String(repeating: "x", count: 1_000)) == [String(repeating: "x", count: 400) + "…"])
  }

  @Test func survivesBytesThatAreNoText() {
    var tail = TailBuffer()
    ([0xFF, 0xFE, 0x41, 0x0A] as [UInt8]).withUnsafeBytes { tail.append($0) }
    #expect(tail.lines == ["\u{FFFD}\u{FFFD}A"])
  }
}

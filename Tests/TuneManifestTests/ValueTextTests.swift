import Testing

@testable import TuneManifest

@Suite struct ValueTextTests {
  @Test(arguments: [
    ("90s", 90_000), ("10m", 600_000), ("2h30m", 9_000_000), ("1d", 86_400_000), ("500ms", 500), ("1.5h", 5_400_000),
    ("1d2h3m4s5ms", 93_784_005), ("0s", 0), ("3650d", 315_360_000_000),
  ])
  func `a duration is amounts with units`(_ text: String, _ milliseconds: Int) throws {
    let duration = try #require(DurationText.parse(text))
    #expect(duration == .milliseconds(milliseconds))
    #expect(DurationText.parse(DurationText.text(duration)) == duration)
  }

  @Test(arguments: [
    "", "10", "m", "10min", "10 m", "-1s", "30m2h", "1m1m", "1..5s", ".5s", "5.s", "1e3s", "3651d", "1h30", "٣s",
    "99999999999999999999999d",
  ])
  func `other texts are no durations`(_ text: String) {
    #expect(DurationText.parse(text) == nil)
  }

  @Test(arguments: [
    ("16MB", 16_000_000), ("512kB", 512_000), ("1GiB", 1 << 30), ("1.5KiB", 1536), ("10B", 10), ("2 MB", 2_000_000),
  ])
  func `a size is an amount with a unit`(_ text: String, _ bytes: Int) throws {
    let count = try #require(ByteCount(text))
    #expect(count.bytes == bytes)
    #expect(ByteCount(count.text) == count)
  }

  @Test(arguments: ["", "MB", "16", "16mb", "-1MB", "1e3MB", ".5MB", "999999999999999GB", "1 2MB"])
  func `other texts are no sizes`(_ text: String) {
    #expect(ByteCount(text) == nil)
  }

  @Test(arguments: [
    ("digits.yaml", "digits"), ("experiments/My Digits!.yaml", "my-digits"), ("a/b/ünï_2.yml", "n-2"),
    (".yaml", "yaml"), ("---.yaml", "experiment"), ("archive.tar.yaml", "archive-tar"), ("", "experiment"),
    ("日本.yaml", "experiment"),
  ])
  func `an experiment is named after its file`(_ file: String, _ name: String) {
    #expect(ExperimentName.of(file: file) == name)
    #expect(ExperimentName.isValid(name))
  }

  @Test func `a name made from any text is allowed`() {
    #expect(ExperimentName.made(from: String(repeating: "x-", count: 200)).count <= 100)
    for text in ["-", "_a", "A__B", "ß", "a b-c"] { #expect(ExperimentName.isValid(ExperimentName.made(from: text))) }
  }

  @Test(arguments: [
    ("python3 train.py", ["python3", "train.py"]), ("a 'b c' \"d e\"f", ["a", "b c", "d ef"]),
    ("a\\ b ''", ["a b", ""]),
    ("'a\\b'", ["a\\b"]), ("  ", []),
  ])
  func `a command line is split as a shell would`(_ text: String, _ words: [String]) {
    #expect(CommandWords.split(text) == words)
  }

  @Test func `a quote that is not closed cannot be split`() {
    #expect(CommandWords.split("a 'b") == nil)
    #expect(CommandWords.split("a\\") == nil)
  }

  @Test func `words are quoted in a flow sequence where they need it`() {
    let list = CommandWords.flowSequence(["python3", "--lr", "{lr}", "a b", "1", "1.50", "true", "", "é", "a,b", "-"])
    #expect(list == #"[python3, --lr, "{lr}", "a b", 1, "1.50", "true", "", é, "a,b", "-"]"#)
  }

  @Test func `control characters never reach a message`() {
    #expect(quoted("a\u{1B}[31m\u{202E}b\n") == "'a\u{FFFD}[31m\u{FFFD}b\\n'")
    #expect(quoted(String(repeating: "x", count: 100)).count == 63)
  }
}

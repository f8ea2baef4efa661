import Testing
import TuneModel

@testable import TuneReport

@Suite struct NumbersForPeople {
  @Test(arguments: [
    (0.0031, "0.0031"), (0.97222222222, "0.9722"), (0.5, "0.5"), (0, "0"), (-0.0, "0"), (32, "32"), (1e6, "1000000"),
    (123_456_789, "123456789"), (1_234_567_890, "1.235e+09"), (1.2e-05, "1.2e-05"), (1e-5, "1e-05"),
    (0.0001, "0.0001"), (0.00012345, "0.0001235"), (0.000012345, "1.235e-05"), (1234.5678, "1235"),
    (123_456.78, "123457"), (1_234_567.89, "1.235e+06"), (999_999.9, "1000000"), (0.99999, "1"), (9.9996, "10"),
    (-0.00305, "-0.00305"), (1e300, "1e+300"), (1e-100, "1e-100"), (0.30000000000000004, "0.3"),
    (.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf"),
  ])
  func `a number has a few significant digits`(x: Double, text: String) {
    #expect(NumberText.number(x) == text)
  }

  @Test(arguments: [
    (0.125, 2, "0.13"), (2.5, 0, "3"), (-2.5, 0, "-3"), (0.994, 2, "0.99"), (0.995, 2, "1.00"), (0.004, 2, "0.00"),
    (-0.004, 2, "0.00"), (1e-10, 3, "0.000"), (1e20, 1, "100000000000000000000.0"), (12, 2, "12.00"), (0, 1, "0.0"),
    (0.05, 1, "0.1"), (0.5, 0, "1"), (0.49, 0, "0"), (99.95, 1, "100.0"),
  ])
  func `decimals are fixed and rounded as on paper`(x: Double, decimals: Int, text: String) {
    #expect(NumberText.fixed(x, decimals: decimals) == text)
  }

  @Test(
    arguments: [
      ([0.97222222, 0.7101], ["0.9722", "0.7101"]),
      ([0.99991234, 0.99992345], ["0.99991", "0.99992"]),
      ([1.0, 0.5], ["1.0", "0.5"]),
      ([32, 128], ["32", "128"]),
      ([0.003, 12.5], ["0.003", "12.500"]),
      ([12.25, 0.5], ["12.25", "0.50"]),
      ([1.2e-5, 1.3e-5], ["1.2e-05", "1.3e-05"]),
      ([1.23456e-5, 1.23457e-5], ["1.23456e-05", "1.23457e-05"]),
      ([1e9 + 0.5, 3], ["1e+09", "3"]),
      ([.nan, 0.25], ["nan", "0.25"]),
      ([.infinity], ["inf"]),
      ([0], ["0"]),
      ([], []),
    ] as [([Double], [String])]
  )
  func `numbers in a column can be told apart`(values: [Double], texts: [String]) {
    #expect(NumberText.column(values) == texts)
  }

  @Test func `different numbers of similar size never look the same within eight decimals`() {
    var random = SplitMix(state: 3)
    for _ in 0..<2000 {
      let base = random.unit()
      let values = [base, base + 1e-7 * (1 + random.unit()), base + 0.1 * random.unit()]
      let texts = NumberText.column(values)
      #expect(texts.count == 3)
      for (value, text) in zip(values, texts) {
        #expect((Double(text) ?? .nan) - value < 1e-4 && (Double(text) ?? .nan) - value > -1e-4)
      }
    }
  }

  @Test func `rounding agrees with the nearest double for random numbers`() throws {
    var random = SplitMix(state: 8)
    for _ in 0..<20_000 {
      let x = Double(bitPattern: random.next())
      guard x.isFinite else { continue }
      let text = NumberText.number(x, digits: 6)
      let value = try #require(Double(text))
      #expect((value - x).magnitude <= x.magnitude * 5.1e-6, "\(x) as \(text)")
      #expect(text.utf8.count <= 13)
    }
  }

  @Test(arguments: [
    (0.2621, "+0.262"), (-0.05, "-0.05"), (0, "+0"), (12, "+12"), (1.5e-7, "+1.5e-07"), (.nan, "nan"),
  ])
  func `a change has a sign`(x: Double, text: String) {
    #expect(NumberText.change(x) == text)
  }

  @Test(arguments: [
    (0, "0 %"), (0.004, "<1 %"), (0.38, "38 %"), (0.375, "38 %"), (0.995, ">99 %"), (1, "100 %"), (1.5, "150 %"),
  ])
  func `a share is a percentage`(x: Double, text: String) {
    #expect(NumberText.percent(x) == text)
  }

  @Test(arguments: [
    (-1, "0s"), (0, "0s"), (0.0004, "0s"), (0.0005, "1ms"), (0.085, "85ms"), (0.0999, "0.1s"), (4.02, "4.0s"),
    (9.94, "9.9s"), (9.96, "10s"), (59.4, "59s"), (59.6, "1m00s"), (192, "3m12s"), (3599.4, "59m59s"),
    (3599.6, "1h00m"), (7500, "2h05m"), (86369, "23h59m"), (86371, "1d00h"), (273_600, "3d04h"), (.infinity, "inf"),
    (1e300, "11574074074d02h"),
  ])
  func `a duration has two units at most`(seconds: Double, text: String) {
    #expect(NumberText.duration(seconds) == text)
  }

  @Test func `parameter values keep their words and whole numbers`() {
    #expect(NumberText.value(.float(0.00371689651149)) == "0.003717")
    #expect(NumberText.value(.int(123_456_789_012)) == "123456789012")
    #expect(NumberText.value(.bool(true)) == "true")
    #expect(NumberText.value(.string("0.1234567")) == "0.1234567")
  }
}

@Suite struct Words {
  @Test(
    arguments: [
      ([], ""), ([4], "4"), ([1, 2], "1 and 2"), ([3, 1, 2], "1 to 3"), ([1, 2, 3, 7, 9], "1 to 3, 7 and 9"),
      ([1, 3, 5, 7, 9, 11], "1, 3, 5, 7 and 2 more"), ([2, 2], "2"),
    ] as [([Int], String)]
  )
  func `numbers are drawn together`(numbers: [Int], text: String) {
    #expect(Wording.numbers(numbers, limit: 4) == text)
  }

  @Test func `text from outside becomes one harmless line`() {
    #expect(Wording.line("  two\r\n\twords \n") == "two words")
    #expect(Wording.line("bell\u{7} escape\u{1B}[31m") == "bell\\u{7} escape\\u{1B}[31m")
    // A change of direction would let text pretend to be something else.
    #expect(Wording.line("a\u{202E}b") == "a\\u{202E}b")
    #expect(Wording.line(String(repeating: "é", count: 300), limit: 10) == "ééééééééé…")
    #expect(Wording.value("a\nb\tc ") == "a\\nb\\tc ")
    #expect(Wording.value("👩‍👩‍👧 日本") == "👩‍👩‍👧 日本")
  }

  @Test func `a line of ten megabytes costs no more than its head`() {
    let line = String(repeating: "x", count: 10_000_000)
    #expect(Wording.line(line, limit: 20) == String(repeating: "x", count: 19) + "…")
  }

  @Test(arguments: [
    ("", "''"), ("plain-1.0/x_y=%,:@+", "plain-1.0/x_y=%,:@+"), ("two words", "'two words'"), ("it's", #"'it'\''s'"#),
    ("$HOME", "'$HOME'"), ("a\nb\t\u{1B}1", #"$'a\nb\t\0331'"#), ("'\\\n", #"$'\'\\\n'"#), ("ü", "'ü'"), ("*", "'*'"),
  ])
  func `an argument is quoted for the shell`(argument: String, text: String) {
    #expect(ShellWord.quoted(argument) == text)
  }

  @Test(arguments: ["plain", "two words", "it's", "a\nb\t\u{1B}1", "'\\\n", "$HOME `x`", ""])
  func `what is to be evaluated is what every shell reads`(argument: String) {
    let text = ShellWord.verbatim(argument)
    #expect(text == argument || text == "'" + argument.replacing("'", with: #"'\''"#) + "'")
    #expect(!text.isEmpty)
  }
}

import Testing

@testable import DigitsTrainer

@Suite struct DatasetTests {
  @Test func `the data are the 1,797 digits of the UCI test set`() throws {
    let data = try TemplateFiles.allDigits.get()
    #expect(data.count == 1797)
    #expect(data.pixels.count == 1797 * 64)
    let counts = (0..<10).map { digit in data.labels.count { $0 == digit } }
    #expect(counts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
  }

  @Test func `pixels are scaled from 0...16 to 0...1`() throws {
    let data = try TemplateFiles.allDigits.get()
    #expect(data.pixels.min() == 0)
    #expect(data.pixels.max() == 1)
    // The first image is a zero; its first row is 0, 0, 5, 13, 9, 1, 0, 0.
    #expect(data.labels.first == 0)
    #expect(Array(data.pixels[..<8]) == [0, 0, 5, 13, 9, 1, 0, 0].map { $0 / 16 })
  }

  /// A line of equal values.
  private static func line(_ value: String, count: Int = 65) -> String {
    Array(repeating: value, count: count).joined(separator: ",")
  }

  @Test func `line ends of Windows and an empty last line are no mistake`() throws {
    let line = Self.line("3")
    let data = try Dataset(csv: Array("\(line)\r\n\(line)\r\n".utf8), name: "x.csv")
    #expect(data.labels == [3, 3])
  }

  @Test(arguments: [
    line("3", count: 64), line("3", count: 66), line("17"), line("-1"), line(""), line("10"), "p0,p1,label",
  ])
  func `a wrong line is named`(line: String) throws {
    let error = try #require(throws: TrainerError.self) {
      try Dataset(csv: Array("\(Self.line("3"))\n\(line)\n".utf8), name: "x.csv")
    }
    #expect(error.description == "x.csv:2: expected 64 pixels in 0...16 and a digit, separated by commas")
  }

  @Test func `an empty file is a mistake`() {
    #expect(throws: TrainerError.self) { try Dataset(csv: [], name: "x.csv") }
  }
}

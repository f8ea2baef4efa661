import Testing

@testable import DigitsTrainer

@Suite struct SplitTests {
  @Test func `each row is in one part and no part has it twice`() throws {
    let data = try TemplateFiles.allDigits.get()
    let split = Split(labels: data.labels)
    #expect((split.training + split.validation + split.test).sorted() == Array(0..<data.count))
  }

  @Test func `each part has 60, 20 and 20 percent of every digit, to one image`() throws {
    let labels = try TemplateFiles.allDigits.get().labels
    let split = Split(labels: labels)
    for digit in 0..<10 {
      let total = Double(labels.count { $0 == digit })
      for (part, share) in [(split.training, 0.6), (split.validation, 0.2), (split.test, 0.2)] {
        let count = part.count { labels[$0] == digit }
        #expect(abs(Double(count) - share * total) <= 1)
      }
    }
  }

  @Test func `the split never changes, so that results of different days can be compared`() throws {
    let split = Split(labels: try TemplateFiles.allDigits.get().labels)
    #expect([split.training.count, split.validation.count, split.test.count] == [1078, 359, 360])
    #expect(Array(split.test.prefix(5)) == [1620, 848, 701, 1206, 1687])
  }
}

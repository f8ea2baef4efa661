import Testing

@testable import TuneExecution

@Suite struct CSVReaderTests {
  /// The fields of each record, or the problem with what came before it.
  private func read(_ text: String, chunk: Int = .max) -> (rows: [[String]], problem: String?) {
    var reader = CSVReader()
    var rows: [[String]] = []
    let take = { (record: CSVReader.Record) throws(CSVReader.Problem) in
      rows.append((0..<record.count).map(record.text))
    }
    var rest = Array(text.utf8)[...]
    do throws(CSVReader.Problem) {
      while !rest.isEmpty {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: min(chunk, rest.count), alignment: 1)
        defer { bytes.deallocate() }
        bytes.copyBytes(from: rest.prefix(chunk))
        try reader.consume(UnsafeRawBufferPointer(bytes), take)
        rest = rest.dropFirst(chunk)
      }
      try reader.finish(take)
      return (rows, nil)
    } catch {
      return (rows, error.description)
    }
  }

  @Test(arguments: [1, 2, 3, 1_000])
  func `quotes, separators, line breaks and ends of lines`(chunk: Int) {
    let text = "\u{FEFF}a,\"b,\"\"c\"\"\",d\r\n1,\"two\r\nlines\", 3 \n\n,\"\",\r4,é,6"
    let result = read(text, chunk: chunk)
    #expect(result.problem == nil)
    #expect(
      result.rows == [["a", "b,\"c\"", "d"], ["1", "two\r\nlines", " 3 "], ["", "", ""], ["4", "é", "6"]]
    )
  }

  @Test func `separators are those that the first line has most of`() {
    #expect(read("a;b\n1,5;2\n").rows == [["a", "b"], ["1,5", "2"]])
    #expect(read("a\tb\n1\t2").rows == [["a", "b"], ["1", "2"]])
    #expect(read("\"a;b;c\",d\n1,2").rows == [["a;b;c", "d"], ["1", "2"]])
    #expect(read("a\n1\n").rows == [["a"], ["1"]])
  }

  @Test func `nothing, and nearly nothing`() {
    #expect(read("").rows.isEmpty && read("\n\r\n\r").rows.isEmpty)
    #expect(read("\"\"").rows == [[""]])
    #expect(read(",").rows == [["", ""]])
    #expect(read("a,").rows == [["a", ""]])
  }

  @Test(arguments: [1, 1_000])
  func `mistakes have a place`(chunk: Int) {
    #expect(read("a,b\n1,\"x", chunk: chunk).problem == "line 2, column 3: this quote is never closed")
    #expect(
      read("a,b\né,\"x\" y\n", chunk: chunk).problem
        == "line 2, column 6: there is text after the end of a quoted field; quotes within a field are doubled"
    )
    #expect(
      read("a,b\r\n\"1\n1\",2\r\n3,4\"5\r\n", chunk: chunk).problem
        == "line 4, column 4: there is a quote within a field; such a field stands in quotes, and its own quotes are doubled"
    )
    #expect(read("a,b\n1,\"x", chunk: chunk).rows == [["a", "b"]])
  }

  @Test func `a quote that swallows the file is given up`() {
    let text = "a,b\n1,\"" + String(repeating: "x\n", count: CSVReader.largestRecord)
    #expect(read(text, chunk: 65_536).problem == "line 2, column 1: this line is longer than 1 MB; is a quote missing?")
  }
}

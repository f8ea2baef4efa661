import Foundation
import JSON
import Testing
import TuneModel

@testable import TuneReport

func markdown(_ input: ReportInput) throws -> String {
  let file = try #require(Report.files(for: input).first { $0.path == "report.md" })
  return String(decoding: file.bytes, as: UTF8.self)
}

/// Everything that must hold for every report.
func expectSound(_ input: ReportInput, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws {
  let files = Report.files(for: input)
  #expect(Set(files.map(\.path)).count == files.count, sourceLocation: sourceLocation)
  for file in files {
    #expect(Report.possiblePaths.contains(file.path), sourceLocation: sourceLocation)
    if file.path.hasSuffix(".svg") {
      guard let check = XMLCheck(file.bytes) else {
        Issue.record("\(file.path) is not XML", sourceLocation: sourceLocation)
        continue
      }
      #expect(check.misplacedLabels == [], "\(file.path)", sourceLocation: sourceLocation)
      #expect(check.elements.first == "svg" && check.elements.contains("desc"), sourceLocation: sourceLocation)
      #expect(file.bytes.count < 200_000, "\(file.path): \(file.bytes.count) bytes", sourceLocation: sourceLocation)
      let text = String(decoding: file.bytes, as: UTF8.self)
      #expect(!text.contains("nan") && !text.contains("inf\""), sourceLocation: sourceLocation)
    }
  }
  let text = try markdown(input)
  #expect(text.hasSuffix("\n") && !text.contains("\n\n\n"), sourceLocation: sourceLocation)
  // Rows of a table agree in their number of cells, and no table is longer than a page.
  for block in text.split(separator: "\n\n") where block.hasPrefix("| ") {
    let rows = block.split(separator: "\n")
    #expect(Set(rows.map { $0.count { $0 == "|" } }).count == 1, "\(block)", sourceLocation: sourceLocation)
    #expect(rows.count <= 45, sourceLocation: sourceLocation)
  }
  // Every picture that is shown exists, and every picture is shown.
  for file in files where file.path.hasSuffix(".svg") {
    #expect(text.contains("](\(file.path))"), sourceLocation: sourceLocation)
  }
  #expect(text.components(separatedBy: "](plots/").count - 1 == files.count { $0.path.hasSuffix(".svg") })
}

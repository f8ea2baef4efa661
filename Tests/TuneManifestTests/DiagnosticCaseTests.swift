import Testing
import TuneModel

@testable import TuneManifest

/// Every bad manifest under `Cases/bad` with what people read about it.
@Suite struct DiagnosticCaseTests {
  @Test(arguments: CaseFile.all(in: "bad"))
  func `a bad manifest gets the diagnostics recorded for it`(_ file: CaseFile) throws {
    let reading = reader.read(bytes: try file.bytes, file: file.fileName)
    #expect(reading.hasErrors)
    #expect(reading.experiment == nil)
    #expect(try file.recorded("txt", current: reading.rendered()) == reading.rendered())
    #expect(reading.diagnostics.allSatisfy { $0.file == file.fileName && $0.location != nil })
  }

  @Test(arguments: CaseFile.all(in: "doubtful"))
  func `a doubtful manifest can be run and gets the warnings recorded for it`(_ file: CaseFile) throws {
    let reading = reader.read(bytes: try file.bytes, file: file.fileName)
    #expect(reading.experiment != nil)
    #expect(reading.diagnostics.contains { $0.severity == .warning })
    #expect(try file.recorded("txt", current: reading.rendered()) == reading.rendered())
  }

  @Test func `there are at least sixty bad manifests`() {
    #expect(CaseFile.all(in: "bad").count >= 60)
  }
}

import Foundation
import Testing

@Suite struct CommandTemplateTests {
  private func train(_ arguments: String...) throws -> (status: Int32, losses: [Double]) {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["train.sh"] + arguments
    process.currentDirectoryURL = TemplateFiles.folder.appending(path: "command")
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    let losses = text.matches(of: /step: \d+ loss: (\S+)/).compactMap { Double($0.1) }
    return (process.terminationStatus, losses)
  }

  @Test func `a loss is printed for each step`() throws {
    let (status, losses) = try train("0.001", "0", "30")
    #expect(status == 0)
    #expect(losses.count == 30)
    #expect(losses == losses.sorted(by: >))
  }

  @Test func `the loss goes to that of the least-squares line`() throws {
    let (_, losses) = try train("0.02", "0.5", "2000")
    // The residual sum of squares of y = 1.99405 x + 1.00833, divided by the 8 points.
    #expect(abs(try #require(losses.last) - 0.0234077) < 1e-6)
  }

  @Test func `both parameters matter`() throws {
    let base = try #require(try train("0.001", "0", "30").losses.last)
    #expect(try #require(try train("0.01", "0", "30").losses.last) < base / 2)
    #expect(try #require(try train("0.001", "0.5", "30").losses.last) < base / 2)
  }

  @Test func `a wrong call fails`() throws {
    #expect(try train("0.001").status == 2)
  }
}

import Foundation
import Testing

@testable import DigitsTrainer

@Suite struct ManifestTests {
  /// The manifest and the trainer are two files that say the same: the options, and what is taken without tuning.
  @Test func `the defaults of the manifest are the trainer's own`() throws {
    let manifest = try String(contentsOf: TemplateFiles.folder.appending(path: "digits/digits.yaml"), encoding: .utf8)
    let lines = manifest.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    var defaults: [String: String] = [:]
    for line in lines {
      if let match = line.firstMatch(of: /^(\w+): +\{type: .*default: ([^,}]+)[,}]/) {
        defaults[String(match.1)] = String(match.2)
      }
    }
    #expect(defaults.count == 9)

    let arguments = lines.compactMap { $0.firstMatch(of: /^- (--[-a-z]+=\S+)/).map { String($0.1) } }
    #expect(arguments.count == 10)
    let options = try Options(
      arguments: arguments.map { argument in
        defaults.reduce(argument) { $0.replacing("{\($1.key)}", with: $1.value) }
      }
    )
    #expect(options == (try Options()))
  }
}

import Foundation
import Testing

@testable import DigitsTrainer

/// The templates of this repository.
enum TemplateFiles {
  static let folder = URL(filePath: #filePath).appending(path: "../../../templates").standardized
  static let digits = folder.appending(path: "digits/data/digits.csv").path

  /// All 1,797 digits.
  static let allDigits = Result { try Dataset(csv: readFile(digits), name: "digits.csv") }

  /// The lines of the first 200 digits: enough where learning is not the point.
  static func fewLines() throws -> [UInt8] {
    let lines = try readFile(digits).split(separator: UInt8(ascii: "\n")).prefix(200)
    return Array(lines.joined(separator: [UInt8(ascii: "\n")]))
  }

  static let fewDigits = Result { try Dataset(csv: fewLines(), name: "200 digits") }
}

/// A folder that is there while the body runs.
func withTemporaryFolder<Value>(_ body: (String) throws -> Value) throws -> Value {
  let folder = FileManager.default.temporaryDirectory.appending(path: "templates-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

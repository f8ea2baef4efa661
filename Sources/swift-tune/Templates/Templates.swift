import SystemPackage
import TuneStore

/// The templates that came with this package.
enum Templates {
  static func all() -> [Template] {
    guard let names = try? FileSystem.names(in: folder) else { return [] }
    return names.compactMap { Template(folder.appending($0)) }
  }

  /// `templates/` of the checkout that this tool was built from, or wherever the environment says.
  private static var folder: FilePath {
    if let path = Terminal.variable("SWIFT_TUNE_TEMPLATES") { return FilePath(path) }
    var path = FilePath(#filePath)
    for _ in 0..<4 { path.removeLastComponent() }
    return path.appending("templates")
  }
}

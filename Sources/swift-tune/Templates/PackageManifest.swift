import SystemPackage
import TuneStore

/// Adds a template's executable targets to the user's `Package.swift`.
enum PackageManifest {
  /// Whether the package's manifest names all the targets.
  static func declares(_ targets: [String], in package: FilePath) -> Bool {
    guard let text = text(package) else { return targets.isEmpty }
    return targets.allSatisfy { text.contains("\"\($0)\"") }
  }

  /// Appends statements that declare the targets. Nothing that stands there is touched: SwiftPM runs `Package.swift`
  /// as a program, so a statement after the package is as good as an element of its list.
  ///
  /// - Returns: the file, if it was changed; nil when it declares the targets already, or is not of the usual form.
  static func declare(_ targets: [String], in package: FilePath) throws -> FilePath? {
    let missing = targets.filter { !declares([$0], in: package) }
    guard !missing.isEmpty, let text = text(package), text.contains("let package = Package(") else { return nil }
    var added = text.hasSuffix("\n") ? "" : "\n"
    added += "\n// Added by `swift-tune init`; the same may stand in the list of targets above.\n"
    for name in missing { added += "package.targets.append(.executableTarget(name: \"\(name)\"))\n" }
    let path = package.appending("Package.swift")
    try FileSystem.replace(path, with: Array((text + added).utf8), synced: false)
    return path
  }

  private static func text(_ package: FilePath) -> String? {
    guard let bytes = try? FileSystem.contents(of: package.appending("Package.swift")) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}

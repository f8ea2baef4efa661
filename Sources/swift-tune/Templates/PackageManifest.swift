import SystemPackage
import TuneStore

/// Adds a template's executable targets to the user's `Package.swift`, or writes one.
enum PackageManifest {
  /// An executable target that a template brings.
  struct Target: Hashable, Sendable {
    var name: String
    /// Whether its program imports this package's library.
    var usesTune: Bool

    /// As in a list of targets.
    var declaration: String {
      let dependencies = usesTune ? ", dependencies: [.product(name: \"Tune\", package: \"swift-tune\")]" : ""
      return ".executableTarget(name: \"\(name)\"\(dependencies))"
    }
  }

  /// Where this package comes from, as in a list of dependencies.
  static let dependency = ".package(url: \"https://github.com/swift-tune/swift-tune\", branch: \"main\")"

  /// Whether the package's manifest names all the targets.
  static func declares(_ targets: [Target], in package: FilePath) -> Bool {
    guard let text = text(package) else { return targets.isEmpty }
    return targets.allSatisfy { text.contains("\"\($0.name)\"") }
  }

  /// Appends statements that declare the targets. Nothing that stands there is touched: SwiftPM runs `Package.swift`
  /// as a program, so a statement after the package is as good as an element of its list. Where there is no
  /// `Package.swift`, one is written, and a `.gitignore` for what it builds.
  ///
  /// - Returns: the files that were written; none when the targets are declared already, or the file is not of the usual
  ///   form.
  static func declare(_ targets: [Target], in package: FilePath) throws -> [FilePath] {
    guard !targets.isEmpty else { return [] }
    let path = package.appending("Package.swift")
    guard let text = text(package) else {
      try FileSystem.replace(path, with: Array(new(targets, name: package.lastComponent?.string).utf8), synced: false)
      let ignored = package.appending(".gitignore")
      if FileSystem.exists(ignored) { return [path] }
      try FileSystem.replace(ignored, with: Array(".build/\n".utf8), synced: false)
      return [path, ignored]
    }
    let missing = targets.filter { !declares([$0], in: package) }
    guard !missing.isEmpty, text.contains("let package = Package(") else { return [] }
    var added = text.hasSuffix("\n") ? "" : "\n"
    added += "\n// Added by `swift-tune init`; the same may stand in the lists above.\n"
    if missing.contains(where: \.usesTune), !text.contains("swift-tune\"") {
      added += "package.dependencies.append(\(dependency))\n"
    }
    for target in missing { added += "package.targets.append(\(target.declaration))\n" }
    try FileSystem.replace(path, with: Array((text + added).utf8), synced: false)
    return [path]
  }

  private static func new(_ targets: [Target], name: String?) -> String {
    let dependencies = targets.contains(where: \.usesTune) ? "\n  dependencies: [\n    \(dependency)\n  ]," : ""
    let name = (name ?? "").filter { $0.isLetter || $0.isNumber || "-_".contains($0) }
    return """
      // swift-tools-version: 6.2
      import PackageDescription

      let package = Package(
        name: "\(name.isEmpty ? "experiments" : name)",
        platforms: [.macOS(.v15)],\(dependencies)
        targets: [
          \(targets.map(\.declaration).joined(separator: ",\n    "))
        ]
      )

      """
  }

  private static func text(_ package: FilePath) -> String? {
    guard let bytes = try? FileSystem.contents(of: package.appending("Package.swift")) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}

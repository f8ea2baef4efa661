import SystemPackage
import Tune
import TuneModel
import TuneStore

/// A starter experiment: a folder of `templates/` with a manifest of the same name.
///
/// Its `Sources/` go into the package around the target folder, everything else but the README beside the manifest.
struct Template: Sendable {
  let name: String
  let folder: FilePath

  var manifest: FilePath { folder.appending("\(name).yaml") }

  /// The manifest's description.
  var summary: String {
    (try? ManifestFile(manifest))?.experiment?.summary ?? ""
  }

  /// Names of the executable targets that the template brings.
  var targets: [String] {
    (try? FileSystem.names(in: folder.appending("Sources"))) ?? []
  }

  /// Copies the template, overwriting nothing.
  ///
  /// - Returns: what was written.
  func write(into target: FilePath) throws -> [FilePath] {
    var written: [FilePath] = []
    let package = PackageProducts.package(above: target) ?? target
    for file in try files(below: folder) where file.string != "README.md" && !isResult(file) {
      let isSource = file.components.first?.string == "Sources"
      let path = (isSource ? package : target).pushing(file)
      if FileSystem.exists(path) {
        if file.string == "\(name).yaml" {
          throw CommandFailure(
            "error: \(ManifestFile.shown(FileSystem.absolute(path))) exists; init overwrites nothing\n   = name another folder: swift-tune init --template \(name) FOLDER",
            .usage
          )
        }
        continue
      }
      try FileSystem.createDirectory(path.removingLastComponent())
      try FileSystem.replace(path, with: FileSystem.contents(of: folder.pushing(file)) ?? [], synced: false)
      written.append(path)
    }
    if let added = try PackageManifest.declare(targets, in: package) { written.append(added) }
    return written
  }

  /// What to do next, as lines.
  func nextSteps(_ target: FilePath) -> String {
    let path = target.appending("\(name).yaml").string
    var text = ""
    if let package = PackageProducts.package(above: target), !PackageManifest.declares(targets, in: package) {
      text += "Add the train program to Package.swift:\n"
      for target in targets { text += "    .executableTarget(name: \"\(target)\"),\n" }
    }
    return text + """
      Next:
        swift-tune check --plan \(path)    what would be tried
        swift-tune run \(path)             (swift package tune run \(path))

      """
  }

  private func files(below folder: FilePath, _ prefix: FilePath = "") throws -> [FilePath] {
    var files: [FilePath] = []
    for name in try FileSystem.names(in: folder) where !name.hasPrefix(".") {
      let path = prefix.appending(name)
      if FileSystem.kind(folder.appending(name)) == .directory {
        if prefix.isEmpty, name == self.name { continue }
        files += try self.files(below: folder.appending(name), path)
      } else {
        files.append(path)
      }
    }
    return files
  }

  /// Results of the template's own experiment, should somebody have run it in place.
  private func isResult(_ file: FilePath) -> Bool {
    file.components.first.map { $0.string == name || $0.string.hasPrefix("\(name).old") } ?? false
  }
}

/// The templates that came with this package.
enum Templates {
  static func all() -> [Template] {
    guard let names = try? FileSystem.names(in: folder) else { return [] }
    return names.compactMap { name in
      let template = Template(name: name, folder: folder.appending(name))
      return FileSystem.exists(template.manifest) ? template : nil
    }
  }

  /// `templates/` of the checkout that this tool was built from, or wherever the environment says.
  private static var folder: FilePath {
    if let path = Terminal.variable("SWIFT_TUNE_TEMPLATES") { return FilePath(path) }
    var path = FilePath(#filePath)
    for _ in 0..<4 { path.removeLastComponent() }
    return path.appending("templates")
  }
}

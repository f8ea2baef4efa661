import SystemPackage
import Tune
import TuneModel
import TuneStore

/// A starting point: a folder of `templates/` with a manifest of the same name, or with a program alone, which then
/// searches by itself.
///
/// Its `Sources/` go into the package around the target folder, everything else but the README beside the manifest.
struct Template: Sendable {
  let name: String
  let folder: FilePath

  /// - Returns: nil for a folder that holds something else.
  init?(_ folder: FilePath) {
    self.folder = folder
    name = folder.lastComponent?.string ?? ""
    guard hasManifest || FileSystem.isDirectory(folder.appending("Sources")) else { return nil }
  }

  var manifest: FilePath { folder.appending("\(name).yaml") }
  var hasManifest: Bool { FileSystem.exists(manifest) }

  /// The manifest's description, or else the first sentence of the README.
  var summary: String {
    if hasManifest { return (try? ManifestFile(manifest))?.experiment?.summary ?? "" }
    let lines = text(folder.appending("README.md")).split(separator: "\n").filter { !$0.hasPrefix("#") }
    return lines.first.map { String($0.prefix { $0 != "." }) } ?? ""
  }

  /// The executable targets that the template brings.
  var targets: [PackageManifest.Target] {
    let sources = folder.appending("Sources")
    return ((try? FileSystem.names(in: sources)) ?? []).map { target in
      let files = (try? FileSystem.names(in: sources.appending(target))) ?? []
      let usesTune = files.contains { text(sources.appending(target).appending($0)).contains("import Tune\n") }
      return PackageManifest.Target(name: target, usesTune: usesTune)
    }
  }

  /// What was done with the template's files.
  struct Outcome {
    var written: [FilePath] = []
    /// Files that were there before, and are not the template's.
    var kept: [FilePath] = []
    /// What was added to files that were there before.
    var added: [(line: String, file: FilePath)] = []
  }

  /// Copies the template, overwriting nothing. What its programs require is added to what others do.
  func write(into target: FilePath) throws -> Outcome {
    var outcome = Outcome()
    let package = package(around: target)
    for file in try files(below: folder) where file.string != "README.md" && !isResult(file) {
      let path = (file.components.first?.string == "Sources" ? package : target).pushing(file)
      let bytes = try FileSystem.contents(of: folder.pushing(file)) ?? []
      if FileSystem.exists(path) {
        if file.string == "\(name).yaml" {
          throw CommandFailure(
            "error: \(ManifestFile.shown(FileSystem.absolute(path))) exists; init overwrites nothing\n   = name another folder: swift-tune init --template \(name) FOLDER",
            .usage
          )
        }
        if file.string == PythonRequirements.file {
          outcome.added += try extend(path, String(decoding: bytes, as: UTF8.self)).map { ($0, path) }
        } else if try FileSystem.contents(of: path) != bytes {
          outcome.kept.append(path)
        }
        continue
      }
      try FileSystem.createDirectory(path.removingLastComponent())
      try FileSystem.replace(path, with: bytes, synced: false)
      outcome.written.append(path)
    }
    outcome.written += try PackageManifest.declare(targets, in: package)
    return outcome
  }

  /// Adds requirements to a file that has others.
  ///
  /// - Returns: those that were added.
  private func extend(_ path: FilePath, _ requirements: String) throws -> [String] {
    let old = text(path)
    let missing = PythonRequirements(requirements).missing(from: PythonRequirements(old))
    guard !missing.isEmpty else { return [] }
    let new = old + (old.isEmpty || old.hasSuffix("\n") ? "" : "\n") + missing.map { $0 + "\n" }.joined()
    try FileSystem.replace(path, with: Array(new.utf8), synced: false)
    return missing
  }

  /// What to do next, as lines.
  func nextSteps(_ target: FilePath) -> String {
    var text = ""
    let targets = targets
    if !PackageManifest.declares(targets, in: package(around: target)) {
      text += "Add to the targets in Package.swift:\n"
      for target in targets { text += "    \(target.declaration),\n" }
      if targets.contains(where: \.usesTune) {
        text += "and to its dependencies:\n    \(PackageManifest.dependency),\n"
      }
    }
    text += "Next:\n"
    let requirements = target.appending(PythonRequirements.file)
    if FileSystem.exists(folder.appending(PythonRequirements.file)) {
      text += "  python3 -m pip install -r \(requirements.string)\n"
    }
    guard hasManifest else {
      return text + targets.map { "  swift run -c release \($0.name)\n" }.joined()
    }
    let path = target.appending("\(name).yaml").string
    return text + """
        \(CommandName.tool) check --plan \(path)    what would be tried
        \(CommandName.tool) run \(path)

      """
  }

  /// The package that the template's programs go into: the one around the target, else one in the working directory, or
  /// in the target itself where that is elsewhere.
  private func package(around target: FilePath) -> FilePath {
    if let package = PackageProducts.package(above: target) { return package }
    let here = FileSystem.absolute(FilePath("."))
    let target = FileSystem.absolute(target)
    return target.starts(with: here) ? here : target
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

  private func text(_ path: FilePath) -> String {
    String(decoding: (try? FileSystem.contents(of: path)) ?? [], as: UTF8.self)
  }
}

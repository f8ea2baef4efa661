import SystemPackage
import TuneStore

/// Takes what belongs to one machine out of texts that end up in git: folders of the repository become relative, the
/// home folder `~`.
struct Redaction: Sendable {
  private let replacements: [(path: String, with: String)]

  init(manifestFolder: FilePath, home: String?) {
    var replacements: [(String, String)] = []
    let roots = [Redaction.repository(of: manifestFolder), manifestFolder]
    for root in roots.compactMap({ $0?.string }) where root.count > 1 {
      replacements.append((root + "/", ""))
      replacements.append((root, "."))
    }
    if let home, home.count > 1 { replacements.append((home, "~")) }
    self.replacements = replacements
  }

  func apply(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "/")) else { return text }
    return replacements.reduce(text) { text, replacement in
      text.split(separator: replacement.path, omittingEmptySubsequences: false).joined(separator: replacement.with)
    }
  }

  private static func repository(of folder: FilePath) -> FilePath? {
    var folder = folder
    while !folder.isEmpty, folder != folder.removingLastComponent() {
      if FileSystem.exists(folder.appending(".git")) { return folder }
      folder = folder.removingLastComponent()
    }
    return nil
  }
}

import SystemPackage
import Tune
import TuneStore

/// `NAME/errors.md`: what is wrong with a manifest, where people look who do not see the watcher's log.
enum ErrorPage {
  static func write(_ text: String, of manifest: ManifestFile) throws(FileFailure) {
    try FileSystem.createDirectory(manifest.layout.root)
    // A fence longer than any in the text.
    let fence = String(repeating: "`", count: 4 + text.split(separator: "\n").count { $0.hasPrefix("````") })
    let page = """
      # \(manifest.path.lastComponent?.string ?? "The manifest") was not run

      \(fence)
      \(text)\(text.hasSuffix("\n") ? "" : "\n")\(fence)

      This page goes away when the mistakes are mended.

      """
    try FileSystem.update(path(manifest), with: Array(page.utf8))
  }

  static func remove(of manifest: ManifestFile) throws(FileFailure) {
    try FileSystem.remove(path(manifest))
  }

  private static func path(_ manifest: ManifestFile) -> FilePath { manifest.layout.root.appending("errors.md") }
}

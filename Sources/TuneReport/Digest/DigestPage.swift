/// A page that holds a digest between two marks; whatever a person wrote around them stays.
package enum DigestPage {
  package static let begin = "<!-- swift-tune experiments: written by swift-tune, up to the line that ends it -->"
  package static let end = "<!-- end of swift-tune experiments -->"

  /// The page with the digest brought up to date.
  ///
  /// - Parameter page: As it is; nil where there is none.
  /// - Returns: Nil where the page has no place for it, and so is somebody's own.
  package static func updated(_ page: String?, _ digest: ExperimentDigest) -> String? {
    let block = "\(begin)\n\n\(digest.markdown)\n\n\(end)"
    guard let page else { return "# Experiments\n\n\(block)\n" }
    var lines = page.split(separator: "\n", omittingEmptySubsequences: false)
    func place(_ mark: String, from start: Int) -> Int? {
      lines[start...].firstIndex { $0 == mark || $0 == mark + "\r" }
    }
    guard let first = place(begin, from: 0), let last = place(end, from: first) else { return nil }
    lines.replaceSubrange(first...last, with: block.split(separator: "\n", omittingEmptySubsequences: false))
    return lines.joined(separator: "\n")
  }
}

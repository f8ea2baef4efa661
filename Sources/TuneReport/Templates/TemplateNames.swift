import TuneModel

/// Looks for names in a template that no report has: Mustache itself shows nothing for them, without a word.
enum TemplateNames {
  static func mistakes(in template: ReportTemplate) -> [Diagnostic] {
    // Names are only looked for between the usual delimiters.
    guard !template.text.contains("{{=") else { return [] }
    var mistakes: [Diagnostic] = []
    for (index, line) in template.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      for tag in tags(in: line) {
        let names = tag.name.split(separator: ".").map(String.init)
        guard let unknown = names.first(where: { !ReportNames.all.contains($0) }) else { continue }
        let near = nearest(to: unknown, among: ReportNames.all.sorted())
        mistakes.append(
          Diagnostic(
            .warning,
            "a report has no value '\(unknown)'",
            advice: near.map { ["did you mean '\($0)'?"] } ?? [],
            file: template.name,
            location: SourceLocation(line: index + 1, column: tag.column, length: tag.name.count)
          )
        )
      }
    }
    return mistakes
  }

  private struct Tag {
    var name: String
    /// Of the name's first character, from 1.
    var column: Int
  }

  /// The tags of a line that name a value.
  private static func tags(in line: Substring) -> [Tag] {
    var tags: [Tag] = []
    var rest = line
    while let open = rest.firstRange(of: "{{") {
      let inside = rest[open.upperBound...]
      guard let close = inside.firstRange(of: "}}") else { break }
      let isOther = ["!", ">", "<", "$", "%", "="].contains(inside.first)
      var name = inside[..<close.lowerBound].drop { "#^/&{ ".contains($0) }
      while let last = name.last, "} ".contains(last) { name.removeLast() }
      // A transform: `count(list)`.
      if let bracket = name.lastIndex(of: "(") { name = name[name.index(after: bracket)...].prefix { $0 != ")" } }
      if !isOther, !name.isEmpty {
        tags.append(Tag(name: String(name), column: line.distance(from: line.startIndex, to: name.startIndex) + 1))
      }
      rest = rest[close.upperBound...]
    }
    return tags
  }
}

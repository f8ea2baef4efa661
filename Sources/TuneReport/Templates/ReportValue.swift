/// What a report's template is filled with: texts, lists and named values.
///
/// Texts are Markdown: what comes from outside is made harmless before it gets here. A value that is not there is
/// `nothing`, not missing: so a template that asks for it does not find one of the same name further out.
package enum ReportValue: Hashable, Sendable {
  case nothing
  case text(String)
  case flag(Bool)
  case list([ReportValue])
  case group([String: ReportValue])

  /// Nothing for nil and for an empty text, so that a section is shown only where there is something to show.
  init(_ text: String?) {
    if let text, !text.isEmpty { self = .text(text) } else { self = .nothing }
  }

  init(_ sentences: [String]) { self.init(sentences.joined(separator: " ")) }
}

extension ReportValue: ExpressibleByStringInterpolation, ExpressibleByDictionaryLiteral {
  package init(stringLiteral value: String) { self.init(value) }

  package init(dictionaryLiteral elements: (String, ReportValue)...) {
    self = .group(Dictionary(elements) { first, _ in first })
  }
}

extension ReportValue {
  /// The names of all values within: `search`, `search.course`; those of a list's elements follow the list's.
  var names: Set<String> {
    switch self {
    case .nothing, .text, .flag: []
    case .list(let elements): elements.reduce(into: []) { $0.formUnion($1.names) }
    case .group(let fields):
      fields.reduce(into: []) { names, field in
        names.insert(field.key)
        names.formUnion(field.value.names.map { field.key + "." + $0 })
      }
    }
  }
}

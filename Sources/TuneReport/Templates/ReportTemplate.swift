import Mustache
package import TuneModel

/// A Mustache template of a report, or of a part of one.
package struct ReportTemplate: Sendable {
  /// As messages name it: `experiments/reports/summary.md.mustache`.
  package var name: String
  package var text: String

  package init(name: String, text: String) {
    self.name = name
    self.text = text
  }

  package static let ending = ".mustache"

  /// The name without its folders: `summary.md.mustache`.
  private var fileName: Substring { name.split(separator: "/").last ?? "" }

  private var isPart: Bool { fileName.hasPrefix("_") }

  /// What other templates include it by: `{{> failures}}` of `_failures.mustache`.
  var includedName: String { String(fileName.dropFirst(isPart ? 1 : 0).dropLast(Self.ending.count)) }

  /// The report that it makes; nil for a part, whose name begins with an underscore.
  package var path: String? { isPart ? nil : includedName }
}

/// The templates of a project's reports, over those that are built in.
package struct ReportTemplates: Sendable {
  /// What each report is made from, by its path.
  package private(set) var byPath: [String: ReportTemplate] = [:]
  /// Of the project's templates; those with an error are not used.
  package private(set) var mistakes: [Diagnostic] = []
  private var library = MustacheLibrary()

  /// - Parameter project: Templates that a project has of its own; one with a built-in's name takes its place.
  package init(project: [ReportTemplate] = []) {
    for template in BuiltInTemplates.all { add(template, isOwn: false) }
    for template in project.sorted(by: { $0.name < $1.name }) { add(template, isOwn: true) }
  }

  private mutating func add(_ template: ReportTemplate, isOwn: Bool) {
    do throws(Diagnostic) {
      if isOwn, let path = template.path, Self.isTaken(path) {
        throw Diagnostic(.error, "'\(path)' is written by swift-tune itself; name it otherwise", file: template.name)
      }
      let parsed = try Self.parse(template)
      library.register(parsed, named: template.includedName)
      if let path = template.path { byPath[path] = template }
      if isOwn { mistakes += TemplateNames.mistakes(in: template) }
    } catch {
      mistakes.append(error)
    }
  }

  /// Whether the results folder has something else of that name.
  private static func isTaken(_ path: String) -> Bool {
    path.isEmpty || path.hasPrefix(".") || ["best", "plots", "trials", "errors.md"].contains(path)
      || Report.possiblePaths.contains(path) && path != "report.md"
  }

  /// The reports, by path.
  package func render(_ value: ReportValue) -> [ReportFile] {
    byPath.keys.sorted().compactMap { path in
      guard let template = byPath[path] else { return nil }
      let text = library.render(Self.object(value), withTemplate: template.includedName) ?? ""
      return ReportFile(path: path, bytes: Array(Self.tidied(text).utf8))
    }
  }

  // MARK: Mustache

  /// Templates write Markdown, in which the values are safe already: nothing is escaped once more.
  private static let preamble = "{{% CONTENT_TYPE:TEXT}}\n"

  private static func parse(_ template: ReportTemplate) throws(Diagnostic) -> MustacheTemplate {
    do {
      return try MustacheTemplate(string: preamble + template.text)
    } catch let error as MustacheTemplate.ParserError {
      // The preamble's line is not one of the file's.
      let line = max(1, error.context.lineNumber - 1)
      throw Diagnostic(
        .error,
        words(error.error),
        advice: [fallback(template)],
        file: template.name,
        location: SourceLocation(line: line, column: error.context.columnNumber)
      )
    } catch {
      throw Diagnostic(.error, "\(error)", advice: [fallback(template)], file: template.name)
    }
  }

  private static func fallback(_ template: ReportTemplate) -> String {
    guard let path = template.path else { return "what includes this part is written without it" }
    return BuiltInTemplates.all.contains { $0.path == path }
      ? "the built-in template is used in its place" : "\(path) is not written"
  }

  private static func words(_ error: any Error) -> String {
    guard let error = error as? MustacheTemplate.Error else { return "a tag is not closed with }}" }
    return switch error {
    case .sectionCloseNameIncorrect: "this tag closes another section than the one that is open"
    case .unfinishedName: "a tag is not closed with }}, or its name has a character that names cannot have"
    case .expectedSectionEnd: "a section is open at the end: its {{/name}} is missing"
    case .invalidSetDelimiter: "delimiters are set as in {{=<% %>=}}"
    case .transformAppliedToInheritanceSection, .illegalTokenInsideInheritSection, .textInsideInheritSection:
      "this cannot stand in a block of a parent template"
    case .invalidConfigVariableSyntax, .unrecognisedConfigVariable:
      "only {{% CONTENT_TYPE:TEXT}} and {{% CONTENT_TYPE:HTML}} are known"
    }
  }

  private static func object(_ value: ReportValue) -> Any {
    switch value {
    case .nothing: Nothing()
    case .text(let text): text
    case .flag(let flag): flag
    case .list(let elements): elements.map(object)
    case .group(let fields): Group(fields: fields.mapValues(object))
    }
  }

  private struct Group: MustacheParent {
    var fields: [String: Any]
    func child(named name: String) -> Any? { fields[name] }
  }

  private struct Nothing: MustacheCustomRenderable {
    var renderText: String { "" }
    var isNull: Bool { true }
  }

  /// Blank lines at the ends go, and of several in a row one stays, except in fenced blocks: so a section that is not
  /// there leaves no gap.
  private static func tidied(_ text: String) -> String {
    var lines: [Substring] = []
    var fence: Substring?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let mark = line.prefix { $0 == "`" }
      if let open = fence {
        if mark.count >= open.count, mark.count == line.count { fence = nil }
      } else if mark.count >= 3 {
        fence = mark
      } else if line.allSatisfy({ $0 == " " }), lines.last?.isEmpty ?? true {
        continue
      }
      // A space at the end is what the value after it has left, which was not there; two are a line break.
      let isTrailing = line.hasSuffix(" ") && !line.hasSuffix("  ")
      lines.append(fence == nil && (isTrailing || line.allSatisfy { $0 == " " }) ? line.dropLast() : line)
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.joined(separator: "\n") + "\n"
  }
}

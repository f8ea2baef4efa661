package import TuneModel
import YAML

/// What came of reading a manifest.
package struct ManifestReading: Sendable {
  /// Nil when the manifest has an error.
  package let experiment: Experiment?
  /// Errors and warnings, in the order of the text.
  package let diagnostics: [Diagnostic]
  /// Where in the file things stand, for errors that show only later.
  package let positions: ManifestPositions

  private let source: SourceText
  private let file: String

  init(_ experiment: Experiment?, _ findings: Findings, positions: ManifestPositions) {
    self.experiment = findings.hasErrors ? nil : experiment
    diagnostics = findings.diagnostics
    self.positions = positions
    source = findings.source
    file = findings.file
  }

  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// The diagnostics as a person reads them: each with its line and a caret, then how many there are.
  ///
  /// - Parameters:
  ///   - others: Diagnostics about this file that were found later.
  ///   - conclusion: What to say about the consequences when there are errors.
  /// - Returns: Lines that end with a newline; empty when there is nothing to say.
  package func rendered(with others: [Diagnostic] = [], conclusion: String = "Nothing was run.") -> String {
    let all = diagnostics + others
    guard !all.isEmpty else { return "" }
    var text = ""
    for diagnostic in all {
      // A place in another file cannot be shown here.
      let line = diagnostic.file == file ? diagnostic.location.map { source.line($0.line) } : nil
      text += diagnostic.rendered(sourceLine: line)
    }
    func count(_ severity: Diagnostic.Severity) -> String? {
      let number = all.count { $0.severity == severity }
      return number == 0 ? nil : "\(number) \(severity.rawValue)\(number == 1 ? "" : "s")"
    }
    let counts = [count(.error), count(.warning)].compactMap { $0 }.joined(separator: ", ")
    if counts.isEmpty { return text }
    text += counts + "."
    if all.contains(where: { $0.severity == .error }), !conclusion.isEmpty { text += " \(conclusion)" }
    return text + "\n"
  }
}

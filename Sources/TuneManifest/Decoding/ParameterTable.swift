import TuneModel
import YAML

/// The parameters of a manifest while they are being decoded.
struct ParameterTable {
  struct Row {
    var name: String
    /// The place of the parameter's name.
    var key: SourceRange
    /// Nil when the declaration is wrong.
    var domain: Domain?
    var defaultValue: ParameterValue?
    var condition: Condition?
    /// The place of the condition.
    var conditionRange: SourceRange?
  }

  var rows: [Row] = [] {
    didSet { if rows.count != indexOfName.count { indexRows() } }
  }

  /// Whether everything about the parameters is good.
  var isComplete = false
  /// Whether the names are known; if not, nothing can be said about references to them.
  var isKnown = false

  /// A word of a manifest may mention a thousand parameters ten thousand times.
  private var indexOfName: [String: Int] = [:]

  private mutating func indexRows() {
    for index in indexOfName.count..<rows.count { indexOfName[rows[index].name] = index }
  }

  subscript(name: String) -> Row? { indexOfName[name].map { rows[$0] } }

  var names: [String] { rows.map(\.name) }

  /// The finished parameters; nil while something is wrong with one of them.
  var parameters: [Parameter]? {
    guard isComplete else { return nil }
    return rows.compactMap { row in
      row.domain.map { Parameter(row.name, $0, default: row.defaultValue, when: row.condition) }
    }
  }

  /// All parameters, with a stand-in domain that fits any use for those that are wrong.
  var parametersOrStandIns: [Parameter] {
    rows.map { row in
      Parameter(row.name, row.domain ?? .categorical([.int(0), .string("")]), default: row.defaultValue)
    }
  }

  /// Whether the text mentions a parameter whose declaration is wrong.
  func mentionsWrongParameter(_ text: String) -> Bool {
    rows.contains { $0.domain == nil && text.contains($0.name) }
  }
}

import Foundation

/// Models of scikit-learn on its bundled data, with every configuration of a grid trained by `Tables/make-tables.py`.
extension BenchmarkTask {
  static let tables: [BenchmarkTask] = [
    table("forest-breast", ["trees", "depth", "features", "leaf"]),
    table("boosting-wine", ["rate", "trees", "depth", "subsample"]),
    table("neighbors-digits", ["components", "neighbors", "metric", "weights"]),
    table(
      "svm-diabetes",
      ["kernel", "cost", "margin", "gamma", "degree"],
      conditions: ["gamma": ["kernel": ["rbf", "sigmoid", "poly"]], "degree": ["kernel": ["poly"]]]
    ),
  ]

  /// The axes and their values are those of the file; parents come first in `columns`.
  private static func table(
    _ name: String,
    _ columns: [String],
    conditions: [String: [String: [String]]] = [:]
  ) -> BenchmarkTask {
    guard let url = Bundle.module.url(forResource: name, withExtension: "csv"),
      let text = try? String(contentsOf: url, encoding: .utf8)
    else { preconditionFailure("the table '\(name).csv' is missing: it is a resource of this package") }
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    var losses: [Assignment: Double] = [:]
    var axes: [String: Set<Value>] = [:]
    for line in lines.dropFirst() {
      var cells: [String: Value] = [:]
      for (column, cell) in zip(lines[0], line) where !cell.isEmpty {
        cells[column] = Double(cell).map(Value.number) ?? .word(cell)
      }
      guard case .number(let loss) = cells.removeValue(forKey: "loss") else {
        preconditionFailure("a row of '\(name).csv' has no loss")
      }
      losses[Assignment(cells)] = loss
      for (column, value) in cells { axes[column, default: []].insert(value) }
    }
    let parameters = columns.map { column in
      var parameter = Parameter.axis(axes[column] ?? [])
      parameter.when = conditions[column]?.mapValues { $0.map(Value.word) }
      return (column, parameter)
    }
    let rows = losses
    return BenchmarkTask(
      name: "table-\(name)",
      group: .table,
      space: Space(parameters),
      best: rows.values.min() ?? 0
    ) { assignment in
      guard let loss = rows[assignment] else { preconditionFailure("'\(name).csv' has no row for \(assignment)") }
      return loss
    }
  }
}

extension Parameter {
  /// Numbers are ordered, words are not.
  fileprivate static func axis(_ values: Set<Value>) -> Parameter {
    let numbers = values.compactMap { if case .number(let number) = $0 { number } else { nil } }
    if numbers.count == values.count { return .ordered(numbers.sorted()) }
    let words = values.compactMap { if case .word(let word) = $0 { word } else { nil } }
    return Parameter(type: "categorical", values: words.sorted().map(Value.word))
  }
}

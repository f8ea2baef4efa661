package import TuneMath

/// What was taken for what, as a person can read it.
package enum ConfusionTable {
  /// More labels than this make no table that fits on a page; the most frequent mistakes are listed instead.
  static let mostLabels = 20
  static let mostMistakes = 15

  /// A table with a row for each label in truth and a column for each prediction; `·` stands for 0.
  package static func markdown(_ matrix: ConfusionMatrix) -> String {
    matrix.labels.count > mostLabels ? mistakes(matrix) : square(matrix)
  }

  private static func square(_ matrix: ConfusionMatrix) -> String {
    let labels = matrix.labels.map { MarkdownText.prose($0, limit: 30) }
    var table = MarkdownTable(
      [("truth ↓ prediction →", .left)] + labels.map { ($0, .right) } + [("rows", .right), ("recognised", .right)]
    )
    for (truth, label) in labels.enumerated() {
      let counts = matrix.labels.indices.map { prediction in
        let count = matrix[truth, prediction]
        return count == 0 ? "·" : truth == prediction ? "**\(count)**" : "\(count)"
      }
      table.append(
        [label] + counts + [String(matrix.truths[truth]), share(matrix.hits[truth], of: matrix.truths[truth])]
      )
    }
    table.append(
      ["predictions"] + matrix.predictions.map(String.init) + [
        String(matrix.count), share(hits(matrix), of: matrix.count),
      ]
    )
    return table.text
  }

  private static func mistakes(_ matrix: ConfusionMatrix) -> String {
    var table = MarkdownTable([("truth", .left), ("prediction", .left), ("rows", .right), ("of the label's", .right)])
    let mistakes = matrix.cells.filter { $0.truth != $0.prediction }.sorted { a, b in
      (-a.count, a.truth, a.prediction) < (-b.count, b.truth, b.prediction)
    }
    for cell in mistakes.prefix(mostMistakes) {
      table.append([
        MarkdownText.prose(matrix.labels[cell.truth], limit: 30),
        MarkdownText.prose(matrix.labels[cell.prediction], limit: 30),
        String(cell.count),
        share(cell.count, of: matrix.truths[cell.truth]),
      ])
    }
    let right = "Of \(Wording.count(matrix.count, "row")) with \(matrix.labels.count) labels"
    let words = "\(right), \(share(hits(matrix), of: matrix.count)) were recognised."
    return mistakes.isEmpty ? words : words + " The most frequent mistakes:\n\n" + table.text
  }

  private static func hits(_ matrix: ConfusionMatrix) -> Int { matrix.hits.reduce(0, +) }

  private static func share(_ part: Int, of whole: Int) -> String {
    whole == 0 ? "" : NumberText.percent(Double(part) / Double(whole))
  }
}

import Tune
import TuneModel
import TuneReport

/// A line for each trial that runs: how far it is, what it reached, what it tries and what was expected.
enum LiveTrials {
  private static let most = 8

  static func lines(_ board: RunBoard, _ experiment: Experiment, _ width: Int, _ now: Double) -> [StyledLine] {
    let slots = board.slots
    guard slots.contains(where: { $0 != nil }) else { return [] }
    let shown = slots.prefix(most)
    let rows = shown.map { slot in slot.map { cells($0, board, experiment, now) } }
    func widest(_ column: Int) -> Int { rows.compactMap { $0.map { columns($0[column]) } }.max() ?? 0 }
    let widths = (0..<3).map(widest)
    var lines = zip(shown, rows).map { slot, cells in
      guard let slot, let cells else { return StyledLine("  ·", .dim) }
      return line(slot, cells, widths, experiment, width)
    }
    if slots.count > most { lines.append(StyledLine("  … and \(slots[most...].count { $0 != nil }) more", .dim)) }
    return lines
  }

  /// Number, progress and value; these stand below each other.
  private static func cells(
    _ running: RunBoard.Running,
    _ board: RunBoard,
    _ experiment: Experiment,
    _ now: Double
  ) -> [String] {
    let attempt = running.attempt > 1 ? " attempt \(running.attempt)" : ""
    let part = running.part.map { " \($0.words)" } ?? ""
    let number = "#\(running.record.number)\(part)\(attempt)"
    guard let last = running.last else { return [number, LiveProgress.elapsed(now - running.started), ""] }
    let total = running.record.explanation.budget.map(Double.init) ?? board.lastStep
    let step = NumberText.number(last.step)
    let progress = total.map { $0 >= last.step ? "\(step)/\(NumberText.number($0))" : step } ?? step
    let metric = Wording.line(experiment.objectives.first?.metric ?? "", limit: 24)
    return [number, "step \(progress)", "\(metric) \(NumberText.number(last.value))"]
  }

  private static func line(
    _ running: RunBoard.Running,
    _ cells: [String],
    _ widths: [Int],
    _ experiment: Experiment,
    _ width: Int
  ) -> StyledLine {
    func gap(_ column: Int) -> String { String(repeating: " ", count: widths[column] - columns(cells[column])) }
    var line = StyledLine("  ")
    line.add(cells[0], .cyan)
    line.add("\(gap(0))  ")
    // Steps end below each other; times begin there, so that they are not taken for steps.
    if running.last == nil { line.add(cells[1] + gap(1), .dim) } else { line.add(gap(1) + cells[1]) }
    if widths[2] > 0 { line.add("  \(cells[2])\(gap(2))") }
    let settings = LiveView.parameters(running.record.assignment, of: experiment.space)
    var expectation = ""
    if let expected = running.record.explanation.expected {
      let sd = NumberText.number(expected.sd, digits: 2)
      expectation = "   expected \(NumberText.number(expected.mean)) ± \(sd)"
    }
    // What was expected is worth more than the last of many parameters, but nothing without the first.
    let room = width - line.width - columns(expectation)
    if room < 40, room < columns(settings) + 3 { expectation = "" }
    let rest = StyledLine("   " + settings, .dim).cut(to: max(0, width - line.width - columns(expectation)))
    if rest.width > 8 { line.append(rest) }
    line.add(expectation, .dim)
    return line
  }
}

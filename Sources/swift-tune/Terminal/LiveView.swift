import Tune
import TuneModel
import TuneReport

/// The screen while an experiment runs: what is tuned, how far it is, the best so far, what runs, what ended.
enum LiveView {
  /// Lines for a terminal of `width` columns, each at most that wide.
  static func lines(_ board: RunBoard, manifest: String, width: Int, now: Double) -> [StyledLine] {
    guard let experiment = board.experiment, let objective = experiment.objectives.first else { return [] }
    var lines = [head(experiment, manifest, width), StyledLine()]
    lines.append(progress(board, experiment, width, now))
    if let best = best(board, experiment, objective) { lines.append(best) }
    if experiment.objectives.count == 1, let spark = sparkline(board, width) { lines.append(spark) }
    if !board.running.isEmpty {
      lines.append(StyledLine())
      lines += board.running.prefix(8).map { running($0, experiment, objective, now) }
      if board.running.count > 8 { lines.append(StyledLine("  … and \(board.running.count - 8) more", .dim)) }
    }
    if !board.recent.isEmpty || !board.notes.isEmpty {
      lines.append(StyledLine())
      if !board.recent.isEmpty { lines.append(recent(board, experiment.objectives, width)) }
      if let note = board.notes.first { lines.append(StyledLine("  " + Wording.line(note), .yellow)) }
    }
    return lines.map { $0.cut(to: width) }
  }

  private static func head(_ experiment: Experiment, _ manifest: String, _ width: Int)
    -> StyledLine
  {
    var line = StyledLine(experiment.name, .bold)
    line.add(
      " · \(experiment.objectives.heading) · \(experiment.search.strategy.name) · seed \(experiment.search.seed)"
    )
    let gap = width - line.width - columns(manifest)
    if gap >= 2 { line.add(String(repeating: " ", count: gap) + manifest, .dim) }
    return line
  }

  private static func progress(_ board: RunBoard, _ experiment: Experiment, _ width: Int, _ now: Double) -> StyledLine {
    var line = StyledLine("  ")
    if let total = experiment.budget.trials {
      let cells = max(8, min(40, width - 44))
      let share = min(1, Double(board.ended) / Double(max(1, total)))
      let full = Int((share * Double(cells)).rounded(.down))
      line.add(String(repeating: "█", count: full), .cyan)
      line.add(String(repeating: "░", count: cells - full), .dim)
      line.add("  \(board.ended)/\(total)", .bold)
    } else {
      line.add("\(board.ended) trials", .bold)
    }
    if let pruned = board.counts[.pruned] { line.add("  \(pruned) pruned") }
    let failed = (board.counts[.failed] ?? 0) + (board.counts[.timedOut] ?? 0) + (board.counts[.infeasible] ?? 0)
    if failed > 0 { line.add("  \(failed) failed", .red) }
    line.add("   \(elapsed(now - board.began))", .dim)
    if let left = board.timeLeft(now: now) { line.add("  ~\(elapsed(left)) left", .dim) }
    return line
  }

  private static func best(_ board: RunBoard, _ experiment: Experiment, _ objective: Objective) -> StyledLine? {
    if experiment.objectives.count > 1 {
      guard !board.front.isEmpty else { return nil }
      var line = StyledLine("  front ")
      line.add("\(board.front.count)", .green)
      line.add("  \(experiment.objectives.reach(board.front))")
      return line
    }
    guard let best = board.best, let value = best.metrics[objective.metric] else { return nil }
    var line = StyledLine("  best ")
    line.add(NumberText.number(value), .green)
    line.add("  trial \(best.number)")
    if let first = board.first, first.number != best.number, let start = first.metrics[objective.metric] {
      let whom = first.assignment == experiment.space.defaults ? "the default" : "trial \(first.number)"
      line.add("  \(NumberText.change(value - start)) on \(whom)")
    }
    line.add("   " + parameters(best.assignment), .dim)
    return line
  }

  private static func sparkline(_ board: RunBoard, _ width: Int) -> StyledLine? {
    guard let first = board.bestSoFar.first, let last = board.bestSoFar.last, first != last else { return nil }
    let labels = (NumberText.number(first, digits: 3), NumberText.number(last, digits: 3))
    let cells = min(48, board.bestSoFar.count, width - columns(labels.0) - columns(labels.1) - 4)
    guard cells >= 4 else { return nil }
    let low = min(first, last)
    let high = max(first, last)
    let blocks = Array("▁▂▃▄▅▆▇█")
    let bars = (0..<cells).map { cell -> Character in
      let value = board.bestSoFar[cell * (board.bestSoFar.count - 1) / max(1, cells - 1)]
      return blocks[min(7, max(0, Int((value - low) / (high - low) * 7.99)))]
    }
    var line = StyledLine("  \(labels.0) ", .dim)
    line.add(String(bars), .cyan)
    line.add(" \(labels.1)", .dim)
    return line
  }

  private static func running(
    _ running: RunBoard.Running,
    _ experiment: Experiment,
    _ objective: Objective,
    _ now: Double
  ) -> StyledLine {
    var line = StyledLine("  #\(running.record.number)", .cyan)
    if running.attempt > 1 { line.add(" attempt \(running.attempt)", .yellow) }
    if let last = running.last {
      line.add("  step \(NumberText.number(last.step))  \(objective.metric) \(NumberText.number(last.value))")
    } else {
      line.add("  \(elapsed(now - running.started))")
    }
    line.add("   " + parameters(running.record.assignment), .dim)
    if let expected = running.record.explanation.expected {
      let member = running.record.explanation.member ?? running.record.explanation.strategy
      line.add(
        "   \(member): expected \(NumberText.number(expected.mean)) ± \(NumberText.number(expected.sd, digits: 2))",
        .dim
      )
    }
    return line
  }

  private static func recent(_ board: RunBoard, _ objectives: [Objective], _ width: Int) -> StyledLine {
    var line = StyledLine()
    for ended in board.recent {
      var text = StyledLine("  #\(ended.record.number) ", .dim)
      switch ended.record.state {
      case .completed:
        let values = objectives.compactMap { ended.record.metrics[$0.metric] }.map { NumberText.number($0) }
        let value = values.isEmpty ? "done" : values.joined(separator: " / ")
        text.add(value, ended.isBest ? .green : .plain)
        text.add(" \(NumberText.duration(ended.seconds))", .dim)
      case .pruned: text.add("pruned", .dim)
      default: text.add("\(ended.record.state.words): \(Wording.line(ended.record.failure ?? "", limit: 60))", .red)
      }
      text.add("   ")
      // Whole entries only: half a number would be read as a number.
      if line.width > 0, line.width + text.width > width { break }
      for span in text.spans { line.add(span.text, span.look) }
    }
    return line
  }

  /// Whole seconds: tenths that change once a second say nothing.
  private static func elapsed(_ seconds: Double) -> String {
    seconds < 60 ? "\(Int(max(0, seconds)))s" : NumberText.duration(seconds.rounded(.down))
  }

  static func parameters(_ assignment: Assignment) -> String {
    assignment.map { "\($0) \(Wording.value(NumberText.value($1, digits: 3), limit: 24))" }.joined(separator: "  ")
  }
}

extension TrialState {
  /// As people read it.
  var words: String { self == .timedOut ? "timed out" : rawValue }
}

import Tune
import TuneModel
import TuneReport

/// The screen while an experiment runs: what is tuned, how far it is, the best so far, what runs, what ended.
enum LiveView {
  /// On a wider terminal what belongs together would be far apart.
  private static let widest = 140

  /// Lines for a terminal of `width` columns and `rows` rows, each at most that wide.
  static func lines(_ board: RunBoard, manifest: String, width: Int, rows: Int, now: Double) -> [StyledLine] {
    guard let experiment = board.experiment, let objective = experiment.objectives.first else { return [] }
    let width = min(width, widest)
    var top = [LiveProgress.line(board, experiment, width, now)]
    top += best(board, experiment, objective, width)
    if experiment.objectives.count == 1, let spark = sparkline(board, width) { top.append(spark) }
    var blocks = [
      [head(board, experiment, manifest, width)], top,
      LiveTrials.lines(board, experiment, width, now), events(board, experiment.objectives),
    ].filter { !$0.isEmpty }
    func height() -> Int { blocks.reduce(blocks.count - 1) { $0 + $1.count } }
    // In a low window older events go first, then what separates the parts.
    while height() > rows, let last = blocks.last, blocks.count > 3, last.count > 1 {
      blocks[blocks.count - 1].removeLast()
    }
    let lines =
      height() > rows ? Array(blocks.joined()) : Array(blocks.joined(separator: [StyledLine()]))
    return lines.prefix(rows).map { $0.cut(to: width) }
  }

  private static func head(_ board: RunBoard, _ experiment: Experiment, _ manifest: String, _ width: Int) -> StyledLine
  {
    let strategy = experiment.search.strategy.name + (board.member.map { " (\(Wording.line($0, limit: 24)))" } ?? "")
    var line = FittedLine()
    line.add(Wording.line(experiment.name), .bold, importance: 5)
    line.add(" · \(Wording.line(experiment.objectives.heading))", importance: 4)
    line.add(" · \(strategy)", importance: 3)
    line.add(" · seed \(experiment.search.seed)", importance: 2)
    var head = line.line(width: width)
    let path = Wording.value(manifest)
    let gap = width - head.width - columns(path)
    if gap >= 2 { head.add(String(repeating: " ", count: gap) + path, .dim) }
    return head
  }

  private static func best(
    _ board: RunBoard,
    _ experiment: Experiment,
    _ objective: Objective,
    _ width: Int
  ) -> [StyledLine] {
    if experiment.objectives.count > 1 {
      guard !board.front.isEmpty else { return [] }
      var line = StyledLine("  front ")
      line.add("\(board.front.count)", .green)
      line.add("  \(Wording.line(experiment.objectives.reach(board.front)))")
      return [line]
    }
    guard let best = board.best, let value = best.metrics[objective.metric] else { return [] }
    var line = StyledLine("  best ")
    line.add(NumberText.number(value), .green)
    line.add("  trial \(best.number)")
    if let first = board.first, first.number != best.number, let start = first.metrics[objective.metric] {
      let whom = first.assignment == experiment.space.defaults ? "the default" : "trial \(first.number)"
      line.add("  \(NumberText.change(value - start)) on \(whom)")
    }
    let settings = parameters(best.assignment, of: experiment.space)
    // Beside it where enough of them can be seen; else below.
    if line.width + 3 + columns(settings) <= width || width >= 120 {
      line.add("   " + settings, .dim)
      return [line]
    }
    return [line, StyledLine("       " + settings, .dim)]
  }

  private static func sparkline(_ board: RunBoard, _ width: Int) -> StyledLine? {
    guard let first = board.bestSoFar.first, let last = board.bestSoFar.last, first != last else { return nil }
    let labels = NumberText.column([first, last])
    let cells = min(48, board.bestSoFar.count, width - columns(labels[0]) - columns(labels[1]) - 4)
    guard cells >= 4 else { return nil }
    let low = min(first, last)
    let high = max(first, last)
    let blocks = Array("▁▂▃▄▅▆▇█")
    let bars = (0..<cells).map { cell -> Character in
      let value = board.bestSoFar[cell * (board.bestSoFar.count - 1) / max(1, cells - 1)]
      // Halves, for the difference of large values of unlike sign may be more than a number can hold.
      let share = (value / 2 - low / 2) / (high / 2 - low / 2)
      return blocks[min(7, max(0, Int(share * 7.99)))]
    }
    var line = StyledLine("  \(labels[0]) ", .dim)
    line.add(String(bars), .cyan)
    line.add(" \(labels[1])", .dim)
    return line
  }

  /// The newest first, one per line.
  private static func events(_ board: RunBoard, _ objectives: [Objective]) -> [StyledLine] {
    var lines: [StyledLine] = []
    if board.isStopping {
      lines.append(
        StyledLine("  stopping: the trials that run are ended and recorded; the next run takes them up", .yellow)
      )
    }
    if let note = board.notes.first { lines.append(StyledLine("  " + Wording.line(note), .yellow)) }
    return lines + board.recent.map { event($0, objectives) }
  }

  private static func event(_ ended: RunBoard.Ended, _ objectives: [Objective]) -> StyledLine {
    let record = ended.record
    var line = StyledLine("  #\(record.number) ", .dim)
    switch record.state {
    case .completed:
      let values = objectives.compactMap { record.metrics[$0.metric] }.map { NumberText.number($0) }
      line.add(values.isEmpty ? "done" : values.joined(separator: " / "), ended.isBest ? .green : .plain)
      line.add("  \(NumberText.duration(ended.seconds))", .dim)
      if ended.isBest { line.add(objectives.count > 1 ? "  extends the front" : "  the best so far", .green) }
    case .pruned:
      line.add("stopped early", .dim)
      if let words = record.pruning?.words { line.add(": \(Wording.line(words))", .dim) }
    default: line.add("\(record.state.words): \(Wording.line(record.failure ?? "no reason is known"))", .red)
    }
    return line
  }

  static func parameters(_ assignment: Assignment, of space: Space? = nil) -> String {
    assignment.filter { name, _ in
      if case .fixed? = space?[name]?.domain { return false }
      return true
    }.map {
      "\(Wording.value($0, limit: 24)) \(Wording.value(NumberText.value($1, digits: 3), limit: 24))"
    }.joined(separator: "  ")
  }
}

extension TrialState {
  /// As people read it.
  var words: String { self == .timedOut ? "timed out" : rawValue }
}

import Tune
import TuneModel
import TuneReport

/// How far an experiment is: the bar, what failed, and how long it takes.
enum LiveProgress {
  /// Cells of the bar.
  private static let longest = 40
  private static let shortest = 8

  static func line(_ board: RunBoard, _ experiment: Experiment, _ width: Int, _ now: Double) -> StyledLine {
    var rest = FittedLine()
    let total = experiment.budget.trials
    let count = total.map { "\(board.ended)/\($0)" } ?? Wording.count(board.ended, "trial")
    rest.add(count, .bold, importance: 9)
    let failed = board.count(of: .failed, .timedOut, .infeasible)
    let pruned = board.count(of: .pruned)
    if !board.paused.isEmpty { rest.add("  \(board.paused.count) paused", importance: 3) }
    if pruned > 0 { rest.add("  \(pruned) pruned", importance: 3) }
    if failed > 0 { rest.add("  \(failed) failed", .red, importance: 4) }
    rest.add("  \(elapsed(now - board.began))", .dim, importance: 2)
    if let left = board.timeLeft(now: now) { rest.add("  ~\(elapsed(left)) left", .dim, importance: 5) }
    var line = StyledLine("  ")
    guard let total else {
      line.append(rest.line(width: width - 2))
      return line
    }
    // The bar takes what the words leave, and they leave it something.
    let words = rest.line(width: max(8, width - 4 - shortest))
    let cells = max(shortest, min(longest, width - 4 - words.width))
    let share = min(1, Double(board.ended) / Double(max(1, total)))
    let full = Int((share * Double(cells)).rounded(.down))
    line.add(String(repeating: "█", count: full), .cyan)
    line.add(String(repeating: "░", count: cells - full), .dim)
    line.add("  ")
    line.append(words)
    return line
  }

  /// Whole seconds: tenths that change once a second say nothing.
  static func elapsed(_ seconds: Double) -> String {
    seconds < 60 ? "\(Int(max(0, seconds)))s" : NumberText.duration(seconds.rounded(.down))
  }
}

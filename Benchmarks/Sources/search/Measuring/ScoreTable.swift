import Foundation

/// The scores of many searches as Markdown.
struct ScoreTable {
  let runs: [SearchRun]
  let tasks: [BenchmarkTask]
  /// By task name.
  let references: [String: RandomReference]

  private struct Contestant: Hashable {
    var strategy: String
    var batch: Int
    var words: String { batch == 1 ? strategy : "\(strategy), \(batch) at a time" }
  }

  /// In the order in which they were measured first.
  private var contestants: [Contestant] {
    runs.reduce(into: []) { found, run in
      let contestant = Contestant(strategy: run.key.strategy, batch: run.key.batch)
      if !found.contains(contestant) { found.append(contestant) }
    }
  }

  var markdown: String {
    let budgets = BenchmarkTask.budgets.map { "\($0) trials" }.joined(separator: " | ")
    let used = BenchmarkTask.Group.allCases.filter { group in tasks.contains { $0.group == group } }
    var lines = ["| | seeds | \(budgets) | time per proposal | peak memory |", "|---|--:|--:|--:|--:|--:|--:|"]
    for contestant in contestants {
      let mine = runs(of: contestant)
      let seeds = Dictionary(grouping: mine, by: \.key.task).values.map(\.count)
      let range = seeds.min() == seeds.max() ? "\(seeds.max() ?? 0)" : "\(seeds.min() ?? 0)–\(seeds.max() ?? 0)"
      let time = mine.map(\.secondsPerProposal).median
      let memory = mine.compactMap(\.peakMemory).max().map { "\($0 >> 20) MB" } ?? "–"
      let cells = cells(mine, tasks).joined(separator: " | ")
      lines.append("| \(contestant.words) | \(range) | \(cells) | \(milliseconds(time)) | \(memory) |")
    }
    lines += ["", "| group | tasks | | \(budgets) |", "|---|--:|---|--:|--:|--:|"]
    for group in used {
      let members = tasks.filter { $0.group == group }
      for contestant in contestants {
        let cells = cells(runs(of: contestant), members).joined(separator: " | ")
        lines.append("| \(group.rawValue) | \(members.count) | \(contestant.words) | \(cells) |")
      }
    }
    return lines.joined(separator: "\n")
  }

  private func runs(of contestant: Contestant) -> [SearchRun] {
    runs.filter { $0.key.strategy == contestant.strategy && $0.key.batch == contestant.batch }
  }

  /// One per budget.
  private func cells(_ runs: [SearchRun], _ tasks: [BenchmarkTask]) -> [String] {
    let byTask = Dictionary(grouping: runs, by: \.key.task)
    // By task, by seed, by budget.
    let scores = tasks.compactMap { task -> [[Double?]]? in
      guard let reference = references[task.name] else { return nil }
      return byTask[task.name]?.map { reference.scores($0.incumbents) }
    }
    return BenchmarkTask.budgets.indices.map { budget in
      let there = scores.map { $0.compactMap { $0[budget] } }.filter { !$0.isEmpty }
      return ScoreInterval(there)?.description ?? "–"
    }
  }
}

/// With a digit after the point below 10 ms.
func milliseconds(_ seconds: Double) -> String {
  let value = 1_000 * seconds
  return String(format: value < 0.1 ? "%.2f ms" : value < 10 ? "%.1f ms" : "%.0f ms", value)
}

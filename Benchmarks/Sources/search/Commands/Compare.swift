import ArgumentParser
import Foundation
import Synchronization

struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Scores after 25, 50 and 100 trials: random's median is 0, the best known value 100."
  )

  @OptionGroup var arguments: ToolArguments

  @Option(help: "Names of tasks, groups, 'short' (two or three tasks of each group) or 'all', with commas.")
  var tasks = "short"

  @Option(help: "Strategies, with commas.")
  var strategies = "auto"

  @Option(help: "Searches per task and strategy.")
  var seeds = 20

  @Option(help: "How many trials are asked for at a time; several with commas.")
  var batches = "1"

  @Option(help: "Searches that run at the same time.")
  var jobs = 1

  @Option(help: "A file that keeps finished searches, to stop and continue.", transform: { URL(fileURLWithPath: $0) })
  var results: URL?

  func validate() throws {
    guard seeds > 0, jobs > 0 else { throw ValidationError("--seeds and --jobs are at least 1") }
    guard !sizes.isEmpty, sizes.allSatisfy({ $0 > 0 }) else { throw ValidationError("--batches is like 1,8") }
  }

  private var sizes: [Int] { batches.split(separator: ",").map { Int($0) ?? 0 } }

  func run() throws {
    // A tool that ends early is an error of its search, not the end of this program.
    signal(SIGPIPE, SIG_IGN)
    let tasks = try BenchmarkTask.named(tasks)
    let names = strategies.split(separator: ",").map(String.init)
    var keys: [(SearchRun.Key, BenchmarkTask)] = []
    // Seed by seed, so that what is there after a stop covers everything.
    for seed in 1...seeds {
      for batch in sizes {
        for strategy in names {
          for task in tasks {
            keys.append((.init(task: task.name, strategy: strategy, batch: batch, seed: seed), task))
          }
        }
      }
    }
    let file = results.map(ResultsFile.init)
    let kept = file?.load() ?? []
    let finished = Set(kept.map(\.key))
    let runs = try measure(keys.filter { !finished.contains($0.0) }, keeping: file)
    let wanted = Set(keys.map(\.0))
    let references = Dictionary(uniqueKeysWithValues: tasks.map { ($0.name, RandomReference($0)) })
    let table = ScoreTable(
      runs: (kept + runs).filter { wanted.contains($0.key) },
      tasks: tasks,
      references: references
    )
    print(table.markdown)
  }

  /// Runs the searches, `jobs` at a time. The first failure ends it; what was kept stays.
  private func measure(_ keys: [(SearchRun.Key, BenchmarkTask)], keeping file: ResultsFile?) throws -> [SearchRun] {
    struct State {
      var runs: [SearchRun] = []
      var failure: (any Error)?
    }
    let state = Mutex(State())
    let tool = arguments.tool
    let queue = OperationQueue()
    queue.maxConcurrentOperationCount = jobs
    for (key, task) in keys {
      queue.addOperation {
        guard state.withLock({ $0.failure == nil }) else { return }
        let result = Result { try SearchRun(key, task, tool: tool) }
        state.withLock { state in
          do {
            let run = try result.get()
            try file?.append(run)
            state.runs.append(run)
            Compare.progress("\(state.runs.count)/\(keys.count) \(key.task) \(key.strategy)")
          } catch {
            let failure = ServeProcess.Failure(
              description: "\(key.strategy) on \(key.task), seed \(key.seed): \(error)"
            )
            if state.failure == nil { state.failure = failure }
          }
        }
      }
    }
    queue.waitUntilAllOperationsAreFinished()
    return try state.withLock { state in
      if let failure = state.failure { throw failure }
      return state.runs
    }
  }

  /// A line that the next one overwrites; nothing where standard error is not a terminal.
  private static func progress(_ words: String) {
    guard isatty(STDERR_FILENO) == 1 else { return }
    FileHandle.standardError.write(Data("\r\u{1b}[K\(words)".utf8))
  }
}

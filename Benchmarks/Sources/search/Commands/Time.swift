import ArgumentParser
import Foundation

struct Time: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time of one proposal and peak memory after 100 to 2,000 trials of ten floats."
  )

  @OptionGroup var arguments: ToolArguments

  @Option(help: "Strategies, with commas.")
  var strategies = "auto,gp,tpe,cmaes,ensemble,reinforcement,genetic,swarm,sobol,random"

  @Option(help: "Numbers of trials known, with commas.")
  var trials = "100,300,500,1000,2000"

  @Option(help: "Proposals that are timed, after one that is not; the median counts.")
  var proposals = 5

  func validate() throws {
    guard proposals > 0 else { throw ValidationError("--proposals is at least 1") }
    guard counts.allSatisfy({ $0 > 0 }) else { throw ValidationError("--trials is like 100,500") }
  }

  private var counts: [Int] { trials.split(separator: ",").map { Int($0) ?? 0 } }

  func run() throws {
    signal(SIGPIPE, SIG_IGN)
    guard let task = try BenchmarkTask.named("bbob-rosenbrock-10").first else { return }
    print("| | \(counts.map { "n = \($0)" }.joined(separator: " | ")) | slowest | peak memory |")
    print("|---|\(String(repeating: "--:|", count: counts.count + 2))")
    for strategy in strategies.split(separator: ",").map(String.init) {
      var cells: [String] = []
      var slowest = 0.0
      var memory: Int?
      for count in counts {
        let measured = try Time.measure(arguments.tool, task, strategy: strategy, known: count, proposals)
        cells.append(milliseconds(measured.seconds.median))
        slowest = max(slowest, measured.first, measured.seconds.max() ?? 0)
        memory = measured.memory.map { max($0, memory ?? 0) } ?? memory
      }
      let peak = memory.map { "\($0 >> 20) MB" } ?? "–"
      print("| \(strategy) | \(cells.joined(separator: " | ")) | \(milliseconds(slowest)) | \(peak) |")
      fflush(nil)
    }
  }

  /// The first proposal also takes in all the trials told, as after a restart; the others are those of a run.
  private static func measure(
    _ tool: URL,
    _ task: BenchmarkTask,
    strategy: String,
    known count: Int,
    _ proposals: Int
  ) throws -> (first: Double, seconds: [Double], memory: Int?) {
    let serve = try ServeProcess(tool, task, strategy: strategy, seed: 1)
    defer { serve.end() }
    var generator = SeededGenerator("time")
    try serve.tell(
      (0..<count).map { _ in
        let assignment = task.space.sample(&generator)
        return (assignment, task.value(assignment) ?? 0)
      }
    )
    var seconds: [Double] = []
    for _ in 0...proposals {
      let asked = try serve.ask(1)
      seconds.append(asked.seconds)
      for trial in asked.trials { try serve.tell(trial.id, task.value(trial.parameters)) }
    }
    return (seconds[0], Array(seconds.dropFirst()), serve.peakMemory)
  }
}

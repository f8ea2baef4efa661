import Testing
import Tune
import TuneModel

@testable import swift_tune

/// What the terminal shows, as values.
@Suite struct TerminalTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("漢字", 4), ("🚀", 2), ("👩‍👩‍👧", 2), ("ｆｕ", 4), ("±…█", 3),
    ("\u{200B}a", 1),
  ])
  func `texts are as wide as terminals draw them`(text: String, width: Int) {
    #expect(columns(text) == width)
  }

  @Test func `a line is cut at whole characters`() {
    var line = StyledLine("ab", .bold)
    line.add("漢字漢字")
    for width in 0...12 {
      let cut = line.cut(to: width)
      #expect(cut.width <= width)
      #expect(line.width <= width || width == 0 || cut.rendered(colors: false).hasSuffix("…"))
    }
    #expect(line.cut(to: 6).rendered(colors: false) == "ab漢…")
  }

  @Test func `what matters least goes first`() {
    var line = FittedLine()
    line.add("12/60", importance: 9)
    line.add("  3 pruned", importance: 3)
    line.add("  1 failed", importance: 4)
    #expect(line.line(width: 30).rendered(colors: false) == "12/60  3 pruned  1 failed")
    #expect(line.line(width: 20).rendered(colors: false) == "12/60  1 failed")
    #expect(line.line(width: 10).rendered(colors: false) == "12/60")
    #expect(line.line(width: 3).rendered(colors: false) == "12…")
  }

  @Test func `paragraphs break at spaces`() {
    let lines = Paragraph.lines("one two  three 漢字漢字 averyverylongword x", width: 12, indent: 2)
    #expect(lines == ["  one two", "  three", "  漢字漢字", "  averyverylongword", "  x"])
  }

  @Test func `a table's columns stand below each other`() {
    var table = TextTable([("n", .right), ("name", .left), ("", .left)])
    table.append([("1", .plain), ("漢字", .plain), ("x", .plain)])
    table.append([("20", .plain), ("a", .plain), ("", .plain)])
    let lines = table.lines(width: 40).map { $0.rendered(colors: false) }
    #expect(lines == [" n  name", " 1  漢字  x", "20  a"])
  }

  // MARK: A run

  private var experiment: Experiment {
    Experiment(
      name: "digits",
      train: Experiment.Train(program: .command(["train"])),
      space: Space([Parameter("x", .continuous(ContinuousRange(min: 0, max: 1)))]),
      objectives: [Objective(metric: "accuracy", direction: .maximize)],
      search: Experiment.Search(strategy: StrategyChoice(name: "random")),
      budget: Experiment.Budget(trials: 60),
      parallel: 2
    )
  }

  private func trial(_ number: Int, _ state: TrialState = .running, accuracy: Double? = nil) -> TrialRecord {
    var record = TrialRecord(
      number: number,
      state: state,
      assignment: ["x": .float(0.5)],
      explanation: Explanation(strategy: "random", why: "drawn at random"),
      seen: 0,
      provenance: Provenance(seed: 1, tool: "1")
    )
    record.metrics["accuracy"] = accuracy
    return record
  }

  @Test func `a silent run says now and then that it is alive`() {
    var view = PlainView(name: "digits", known: [], objectives: experiment.objectives)
    _ = view.lines(.began(experiment: experiment, resumed: 0, interrupted: 0), now: 0)
    #expect(view.sign(now: 100) == nil)
    _ = view.lines(.trialStarted(trial(1), attempt: 1), now: 100)
    _ = view.lines(.metrics(trial: 1, [MetricPoint("accuracy", step: 3, value: 0.5)]), now: 110)
    #expect(view.sign(now: 130) == "tune: digits: running trial 1 for 30s, step 3 accuracy=0.5 [0/60]")
    #expect(view.sign(now: 150) == nil)
    #expect(view.sign(now: 191) == "tune: digits: running trial 1 for 1m31s, step 3 accuracy=0.5 [0/60]")
  }

  @Test(arguments: 1...220) func `no line is wider than the terminal, nor the view higher`(width: Int) {
    var board = RunBoard()
    board.note(.began(experiment: experiment, resumed: 0, interrupted: 0), now: 0)
    for number in 1...12 {
      board.note(.trialStarted(trial(number), attempt: 1), now: Double(number))
      board.note(.metrics(trial: number, [MetricPoint("accuracy", step: 5, value: 0.5)]), now: Double(number))
      var ended = trial(number, number % 4 == 0 ? .failed : .completed, accuracy: 0.5 + 0.01 * Double(number))
      if number % 4 == 0 { ended.failure = "a long reason that no narrow terminal can show in full 漢字漢字漢字" }
      board.note(.trialEnded(ended, best: number % 4 != 0), now: Double(number) + 0.5)
    }
    board.note(.trialStarted(trial(13), attempt: 2), now: 13)
    board.note(.trialStarted(trial(14), attempt: 1), now: 13)
    for rows in [1, 5, 10, 24] {
      let lines = LiveView.lines(board, manifest: "experiments/digits.yaml", width: width, rows: rows, now: 20)
      #expect(lines.count <= rows)
      #expect(lines.allSatisfy { $0.width <= width })
    }
    let whole = LiveView.lines(board, manifest: "experiments/digits.yaml", width: width, rows: 24, now: 20)
    let text = whole.map { $0.rendered(colors: false) }.joined(separator: "\n")
    if width >= 40 {
      #expect(text.contains("12/60") && text.contains("3 failed") && text.contains(" left"), "\(text)")
      #expect(text.contains("best 0.61  trial 11"))
    }
  }

  @Test func `each run of a trial has a line of its own, and no place looks free that is not`() {
    var board = RunBoard()
    board.note(.began(experiment: experiment, resumed: 0, interrupted: 0), now: 0)
    board.note(.trialStarted(trial(1), attempt: 1, part: .fold(1)), now: 0)
    board.note(.trialStarted(trial(1), attempt: 1, part: .fold(2)), now: 0)
    board.note(.metrics(trial: 1, part: .fold(2), [MetricPoint("accuracy", step: 3, value: 0.5)]), now: 1)
    board.note(.partEnded(trial: 1, .fold(1)), now: 2)
    board.note(.trialStarted(trial(1), attempt: 2, part: .fold(3)), now: 2)
    let lines = LiveView.lines(board, manifest: "a.yaml", width: 80, rows: 24, now: 4)
    let trials = lines.map { $0.rendered(colors: false) }.filter { $0.hasPrefix("  #") || $0.contains("·  ") }
    #expect(trials.count == 2)
    #expect(trials.first?.hasPrefix("  #1 fold 3 attempt 2  2s") ?? false, "\(trials)")
    #expect(trials.last?.hasPrefix("  #1 fold 2            step 3  accuracy 0.5") ?? false, "\(trials)")
    board.note(.trialEnded(trial(1, .completed, accuracy: 0.5), best: true), now: 5)
    #expect(board.slots.allSatisfy { $0 == nil })
    #expect(board.recent.first?.seconds == 5)
  }

  @Test func `when the best are run again nothing is said to be left`() {
    var board = RunBoard()
    var experiment = experiment
    experiment.budget.trials = 2
    board.note(.began(experiment: experiment, resumed: 0, interrupted: 0), now: 0)
    for number in 1...2 {
      board.note(.trialStarted(trial(number), attempt: 1), now: Double(number))
      board.note(.trialEnded(trial(number, .completed, accuracy: 0.5), best: false), now: Double(number) + 1)
    }
    board.note(.trialStarted(trial(1, .completed, accuracy: 0.5), attempt: 1, part: .confirmation(1)), now: 4)
    #expect(board.timeLeft(now: 5) == nil)
    let lines = LiveView.lines(board, manifest: "a.yaml", width: 80, rows: 24, now: 5)
    #expect(lines.contains { $0.rendered(colors: false).hasPrefix("  #1 confirmation 1  1s") })
    board.note(.partEnded(trial: 1, .confirmation(1)), now: 6)
    #expect(board.running.isEmpty)
  }

  @Test func `a trial keeps its line while others come and go`() {
    var board = RunBoard()
    board.note(.began(experiment: experiment, resumed: 0, interrupted: 0), now: 0)
    board.note(.trialStarted(trial(1), attempt: 1), now: 0)
    board.note(.trialStarted(trial(2), attempt: 1), now: 0)
    board.note(.trialEnded(trial(1, .completed, accuracy: 0.5), best: true), now: 1)
    #expect(board.slots.map { $0?.record.number } == [nil, 2])
    board.note(.trialStarted(trial(3), attempt: 1), now: 1)
    #expect(board.slots.map { $0?.record.number } == [3, 2])
  }
}

import JSON
import TuneMath
import TuneModel

/// Asynchronous successive halving, with one ladder of rungs (`asha`) or several (`hyperband`).
///
/// Hyperband hedges against curves that cross: its brackets start at different rungs, so that some trials are first
/// compared late. (L. Li, K. Jamieson, G. DeSalvo, A. Rostamizadeh, A. Talwalkar, "Hyperband: A novel bandit-based
/// approach to hyperparameter optimization", JMLR 18, 2018.) A trial's bracket is drawn with the bracket's share of
/// Hyperband's trials, n_s = ⌈(s_max + 1)/(s + 1) · η^s⌉, by a digest of the experiment's seed and the trial's number; a
/// trial is compared with those of its bracket only.
struct HalvingPruner: Pruner {
  private let problem: PruningProblem
  private let brackets: [SuccessiveHalving]
  /// How many tickets each bracket has in the draw.
  private let tickets: [Int]
  private let isPromoting: Bool

  /// - Parameter options: as declared.
  init(rule: String, _ problem: PruningProblem, severalBrackets: Bool, _ options: JSONObject) {
    self.problem = problem
    isPromoting = options["mode"]?.string == "promote"
    let budget = options["budget"]?.object
    let first = max(1, budget?["min"]?.int ?? 1)
    let maximum = budget?["max"]?.int
    let reduction = max(2, options["reduction"]?.int ?? 3)
    let base = RungLadder(first: first, maximum: maximum, reduction: reduction)
    var starts = [first]
    if severalBrackets, let maximum {
      // A bracket for each rung, and one in which trials run to the end when the last rung is the largest budget.
      starts = base.rungs(upTo: .infinity)
      if let last = starts.last, maximum.isMultiple(of: reduction), last == maximum / reduction {
        starts.append(maximum)
      }
      if starts.isEmpty { starts = [first] }
    }
    brackets = starts.map { start in
      SuccessiveHalving(
        rule: rule,
        ladder: RungLadder(first: start, maximum: maximum, reduction: reduction),
        problem: problem
      )
    }
    var tickets: [Int] = []
    var power = 1
    for s in starts.indices {
      // The bracket that starts last has s = 0.
      tickets.insert((starts.count * power + s) / (s + 1), at: 0)
      let (next, overflows) = power.multipliedReportingOverflow(by: reduction)
      power = overflows || next > 1 << 40 ? power : next
    }
    self.tickets = tickets
  }

  static let asha = PrunerCatalog.Entry(
    PrunerDeclaration(
      name: "asha",
      summary: "Asynchronous successive halving: at growing budgets only the best of the trials go on.",
      options: options(maximumIsRequired: false),
      supportsSeveralObjectives: true
    )
  ) { problem, options in HalvingPruner(rule: "asha", problem, severalBrackets: false, options) }

  static let hyperband = PrunerCatalog.Entry(
    PrunerDeclaration(
      name: "hyperband",
      summary: "Successive halving in several brackets, some of which compare trials later: for curves that cross.",
      options: options(maximumIsRequired: true),
      supportsSeveralObjectives: true
    )
  ) { problem, options in HalvingPruner(rule: "hyperband", problem, severalBrackets: true, options) }

  private static func options(maximumIsRequired: Bool) -> [OptionDeclaration] {
    [
      OptionDeclaration(
        "budget",
        .section([
          OptionDeclaration(
            "min",
            .int(min: 1, max: 1_000_000_000),
            default: 1,
            "The step of the first comparison: no trial is stopped before it."
          ),
          OptionDeclaration(
            "max",
            .int(min: 1, max: 1_000_000_000),
            isRequired: maximumIsRequired,
            absence: "comparisons go on as long as trials do",
            "The steps of a whole training; the train command gets it as `{budget}`."
          ),
        ]),
        isRequired: maximumIsRequired,
        absence: "`{min: 1}`",
        "How many steps, in the unit of the steps that the train command reports."
      ),
      OptionDeclaration(
        "reduction",
        .int(min: 2, max: 1_000),
        default: 3,
        "One trial in so many goes on at each comparison, and the next is after so many times the steps."
      ),
      OptionDeclaration(
        "mode",
        .choice(["stop", "promote"]),
        default: "stop",
        "With `stop` trials run on and are stopped when they fall behind. With `promote` each trial trains for"
          + " `{budget}` steps, saves a checkpoint and ends; when it turns out to be among the best, its command is"
          + " started again with a larger `{budget}` and goes on from the checkpoint. Needs `budget: {max: …}`."
      ),
    ]
  }

  func decide(_ trial: TrialProgress, given history: PruningHistory) -> PruningDecision {
    let bracket = brackets[bracket(ofTrial: trial.number)]
    guard isPromoting else {
      return bracket.stopping(trial, among: peers(of: trial.number, in: history)).map(PruningDecision.stop) ?? .goOn
    }
    let budget = trial.budget ?? bracket.ladder.start
    guard let last = trial.curve.lastStep, last >= Double(budget), budget < bracket.ladder.maximum ?? .max else {
      return .goOn
    }
    return .pause
  }

  func firstBudget(ofTrial number: Int) -> Int? {
    let ladder = brackets[bracket(ofTrial: number)].ladder
    return isPromoting ? ladder.start : ladder.maximum
  }

  var fullBudget: Int? { isPromoting ? brackets[0].ladder.maximum : nil }

  func promotion(given history: PruningHistory, isLast: Bool) -> Promotion? {
    guard isPromoting else { return nil }
    var best: Promotion?
    for (index, bracket) in brackets.enumerated() {
      let promotion = bracket.promotion(among: history.trials.filter { self.bracket(ofTrial: $0.number) == index })
      // The furthest first, whatever its bracket.
      if let promotion, promotion.budget > best?.budget ?? 0 { best = promotion }
    }
    guard best == nil, isLast, !history.trials.contains(where: { $0.state == .completed || $0.state == .running })
    else { return best }
    for (index, bracket) in brackets.enumerated() {
      let promotion = bracket.leader(among: history.trials.filter { self.bracket(ofTrial: $0.number) == index })
      if let promotion, promotion.budget > best?.budget ?? 0 { best = promotion }
    }
    return best
  }

  func farewell(to trial: TrialProgress, given history: PruningHistory) -> Pruning? {
    guard isPromoting else { return nil }
    return brackets[bracket(ofTrial: trial.number)].farewell(to: trial, among: peers(of: trial.number, in: history))
  }

  /// The bracket of a trial, from 0: the one that compares earliest.
  func bracket(ofTrial number: Int) -> Int {
    guard brackets.count > 1 else { return 0 }
    var digest = StableHash("hyperband")
    digest.combine(problem.seed)
    digest.combine(number)
    var ticket = Int(digest.value % UInt64(tickets.reduce(0, +)))
    for (index, count) in tickets.enumerated() {
      if ticket < count { return index }
      ticket -= count
    }
    return 0
  }

  private func peers(of number: Int, in history: PruningHistory) -> [TrialProgress] {
    guard brackets.count > 1 else { return history.trials }
    let own = bracket(ofTrial: number)
    return history.trials.filter { bracket(ofTrial: $0.number) == own }
  }
}

import JSON
import TuneModel

/// What a manifest can set of the strategy `ensemble`.
struct EnsembleOptions: Sendable, Hashable {
  enum CreditRule: String, Sendable, Hashable, CaseIterable {
    /// Members whose trials became the best have larger shares.
    case improvement
    /// All members have equal shares.
    case uniform
  }

  var members = ["genetic", "reinforcement", "swarm"]
  /// Whether the world model chooses among the candidates of all members.
  var screens = true
  var credit = CreditRule.improvement
  /// Trials of the initial design; nil: by the space.
  var startup: Int?
  /// As of `reinforcement`.
  var updates: Int?

  init() {}

  init(_ options: JSONObject) {
    let names = options["members"]?.array?.compactMap(\.string) ?? []
    var members: [String] = []
    for name in names where !members.contains(name) { members.append(name) }
    if !members.isEmpty { self.members = members }
    screens = options["screen"]?.bool ?? screens
    credit = options["credit"]?.string.flatMap(CreditRule.init) ?? credit
    startup = options["startup"]?.int
    updates = options["updates"]?.int
  }

  static let declarations: [OptionDeclaration] = [
    OptionDeclaration(
      "members",
      .names(Member.entries.map(\.declaration.name)),
      default: .array(EnsembleOptions().members.map(JSONValue.string)),
      "The strategies that work together."
    ),
    OptionDeclaration(
      "screen",
      .bool,
      default: true,
      "Let a model of all trials choose among the candidates of all members; otherwise they propose in turn, by credit."
    ),
    OptionDeclaration(
      "credit",
      .choice(CreditRule.allCases.map(\.rawValue)),
      default: "improvement",
      "How members earn their share: by trials that became the best, or all alike."
    ),
    OptionDeclaration(
      "startup",
      .int(min: 1, max: 1000),
      "Trials before the members take over; chosen by the number of parameters when it is not given."
    ),
    OptionDeclaration(
      "updates",
      .int(min: 1, max: 1000),
      default: 16,
      "How much the member 'reinforcement' learns: updates of its critics in a round of learning."
    ),
  ]
}

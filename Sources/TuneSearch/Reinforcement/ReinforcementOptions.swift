import JSON
import TuneModel

/// What a manifest can set of the strategy `reinforcement`.
struct ReinforcementOptions: Sendable, Hashable {
  enum Model: String, Sendable, Hashable, CaseIterable {
    case gp
    /// Without a world model the agent learns from real trials only.
    case none
  }

  var model = Model.gp
  /// A policy trained on other experiments.
  var policy: SavedPolicy?
  /// Trials of the initial design; nil: by the space.
  var startup: Int?
  /// The scale of rewards; nil: the one that the world model finds most likely, ranks without a world model.
  var reward: RewardScale?
  /// γ.
  var discount = 0.5
  /// K; nil: two with a world model, five without, since their disagreement is then all there is to explore by.
  var critics: Int?
  /// Updates of the critics in a round of learning; nil: 16 with a world model, 24 without, since they are then all there is.
  var updates: Int?
  /// κ; nil: 2 with a world model, where only the agent's practice depends on it, 4 without: critics agree too soon.
  var optimism: Double?
  /// Factor on the noise that is added to the policy's actions.
  var exploration = 1.0
  /// ρ at first.
  var radius = 0.3

  init() {}

  init(_ options: JSONObject) {
    model = options["model"]?.string.flatMap(Model.init) ?? model
    policy = options["policy"].flatMap { try? SavedPolicy($0) }
    startup = options["startup"]?.int
    reward = options["reward"]?.string.flatMap(RewardScale.init)
    discount = options["discount"]?.double ?? discount
    critics = options["critics"]?.int
    updates = options["updates"]?.int
    optimism = options["optimism"]?.double
    exploration = options["exploration"]?.double ?? exploration
    radius = options["radius"]?.double ?? radius
  }

  /// K.
  var criticCount: Int { critics ?? (model == .none ? 5 : 2) }

  /// κ.
  var kappa: Double { optimism ?? (model == .none ? 4 : 2) }

  var updateCount: Int { updates ?? (model == .none ? 24 : 16) }

  /// Warps of the losses that the world model may choose from.
  var warps: [OutputWarp] {
    switch reward {
    case nil: OutputWarp.allCases
    case .log: [.log]
    case .linear, .rank: [.none]
    }
  }

  static let declarations: [OptionDeclaration] = [
    OptionDeclaration(
      "model",
      .choice(Model.allCases.map(\.rawValue)),
      default: "gp",
      "The world model in which the agent imagines trials: a Gaussian process, or none."
    ),
    OptionDeclaration(
      "policy",
      .string,
      "A saved policy to start from, learned in other experiments: the path of its file."
    ),
    OptionDeclaration(
      "startup",
      .int(min: 1, max: 1000),
      "Trials before the policy takes over; chosen by the number of parameters when it is not given."
    ),
    OptionDeclaration(
      "reward",
      .choice(["auto"] + RewardScale.allCases.map(\.rawValue)),
      default: "auto",
      "The scale on which an improvement is a reward: of the objective itself, its logarithm, or its rank."
    ),
    OptionDeclaration(
      "discount",
      .float(min: 0, max: 0.99),
      default: 0.5,
      "How much the rewards of later steps count; 0: only the next step's."
    ),
    OptionDeclaration(
      "critics",
      .int(min: 2, max: 16),
      "How many critics judge an action: by default 2 with a world model, and 5 without."
    ),
    OptionDeclaration(
      "updates",
      .int(min: 1, max: 1000),
      "Updates of the critics in a round of learning: by default 16 with a world model, and 24 without."
    ),
    OptionDeclaration(
      "optimism",
      .float(min: 0, max: 10),
      "How many standard deviations an uncertain action is thought better than expected where the agent practises, and"
        + " without a world model also where it acts: more explores more. By default 2 with a world model, and 4 without."
    ),
    OptionDeclaration(
      "exploration",
      .float(min: 0, max: 3),
      default: 1.0,
      "Factor on the noise that is added to the policy's actions."
    ),
    OptionDeclaration(
      "radius",
      .float(min: 0.01, max: 0.5),
      default: 0.3,
      "How far the first actions reach, as a share of each range."
    ),
  ]
}

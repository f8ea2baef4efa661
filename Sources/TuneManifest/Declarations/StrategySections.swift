import TuneModel
import YAML

/// The keys under `search`, made from the strategies that there are.
struct StrategySections: Sendable {
  let variants: Variants

  /// - Parameter strategies: the first is the default.
  init(_ strategies: [StrategyDeclaration]) {
    let strategyKey = Key<String>(
      "strategy",
      .choice(strategies.map { Choice($0.name, $0.summary) }),
      defaultWords: strategies.first.map { "`\($0.name)`" },
      "Which strategy proposes.",
      otherNames: ["name", "sampler", "algorithm", "method"]
    )
    variants = Variants(
      discriminator: "strategy",
      defaultName: strategies.first?.name,
      sections: strategies.map { strategy in
        Section(
          "strategy '\(strategy.name)'",
          strategy.summary,
          variant: strategy.name,
          keys: [strategyKey.declaration, SearchKeys.seed.declaration, SearchKeys.start.declaration]
            + strategy.options.map(StrategySections.key)
        )
      }
    )
  }

  /// An option as a key of the manifest.
  static func key(_ option: OptionDeclaration) -> KeyDeclaration {
    let shape: Shape =
      switch option.kind {
      case .int(let min, let max): .integer(min...max)
      case .float(let min, let max): .number(min...max)
      case .bool: .boolean
      case .choice(let names): .choice(names.map { Choice($0, "") })
      case .string: .text()
      case .names(let names): .list(of: .choice(names.map { Choice($0, "") }), counts: 1...max(1, names.count))
      case .section(let options):
        .section(Section("'\(option.name)'", option.summary, keys: options.map(key)))
      }
    return KeyDeclaration(
      name: option.name,
      shape: shape,
      isRequired: option.isRequired,
      defaultValue: option.defaultValue,
      defaultWords: option.defaultValue == nil && !option.isRequired ? option.absence : nil,
      summary: option.summary
    )
  }
}

/// The keys under `search` that every strategy has.
enum SearchKeys {
  static let seed = Key<Int>(
    "seed",
    .integer(0...Int.max),
    default: 0,
    "Where the search's randomness starts: the same seed gives the same trials.",
    examples: ["7"],
    otherNames: ["random_seed", "random_state"]
  )
  static let start = Key<[YAMLNode]>(
    "start",
    .list(
      of: .mapping(keys: FreeKeys(noun: "parameter", rule: .any, counts: 1...1_000), values: .scalar),
      counts: 0...500
    ),
    "Assignments to try first. What one leaves out is filled with defaults, or the middle of the range.",
    examples: ["[{learning_rate: 1e-3, optimizer: adam}]"],
    otherNames: ["initial", "points", "starts", "enqueue", "first"]
  )
}

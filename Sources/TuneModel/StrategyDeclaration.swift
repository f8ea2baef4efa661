package import JSON

/// A strategy as manifests name it: what it is for, and which options it takes. The manifest's decoder, its schema
/// and its reference are made from these, so that they cannot drift from the code.
package struct StrategyDeclaration: Hashable, Sendable {
  package var name: String
  /// One sentence for help texts and the schema.
  package var summary: String
  package var options: [OptionDeclaration]
  package var supportsSeveralObjectives: Bool
  /// Whether its trials go on from each other's checkpoints: it says how long each one trains, and ends by itself.
  package var continuesTrials: Bool

  package init(
    name: String,
    summary: String,
    options: [OptionDeclaration] = [],
    supportsSeveralObjectives: Bool = false,
    continuesTrials: Bool = false
  ) {
    self.continuesTrials = continuesTrials
    self.name = name
    self.summary = summary
    self.options = options
    self.supportsSeveralObjectives = supportsSeveralObjectives
  }
}

/// One key of a strategy's or a pruner's options.
package struct OptionDeclaration: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// Both bounds inclusive.
    case int(min: Int, max: Int)
    case float(min: Double, max: Double)
    case bool
    case choice([String])
    case string
    /// A list of names out of some, such as the members of an ensemble.
    case names([String])
    /// A mapping with keys of its own.
    case section([OptionDeclaration])
  }

  package var name: String
  package var kind: Kind
  /// What is used when the manifest is silent; nil: see `absence`.
  package var defaultValue: JSONValue?
  /// What holds when the manifest is silent and there is no default.
  package var absence: String
  package var isRequired: Bool
  package var summary: String

  package init(
    _ name: String,
    _ kind: Kind,
    isRequired: Bool = false,
    default defaultValue: JSONValue? = nil,
    absence: String = "chosen by the strategy",
    _ summary: String
  ) {
    self.name = name
    self.kind = kind
    self.absence = absence
    self.isRequired = isRequired
    self.defaultValue = defaultValue
    self.summary = summary
  }
}

/// Which strategy an experiment uses, with the options that its manifest sets; validated against the declaration.
package struct StrategyChoice: Hashable, Sendable {
  package var name: String
  package var options: JSONObject

  package init(name: String, options: JSONObject = JSONObject()) {
    self.name = name
    self.options = options
  }
}

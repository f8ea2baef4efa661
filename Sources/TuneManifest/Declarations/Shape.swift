/// What a value in a manifest looks like. The decoder checks nodes against shapes, the schema and the reference
/// describe them: one statement for all three.
indirect enum Shape: Sendable {
  /// The version of the format.
  case version(Int)
  /// Text with at least one character.
  case text(TextRule = .any)
  case integer(ClosedRange<Int>)
  /// A finite number.
  case number(ClosedRange<Double>? = nil)
  case boolean
  /// A value of a parameter: a finite number, a truth value or a text.
  case scalar
  /// Any single value, taken as it is spelled, for the command line and the environment.
  case word
  case choice([Choice])
  case duration(allowsZero: Bool)
  case byteCount(ClosedRange<Int>)
  case list(of: Shape, counts: ClosedRange<Int>)
  /// A scalar, or a list of scalars.
  case oneOrSeveral
  /// A mapping with free keys.
  case mapping(keys: FreeKeys, values: Shape)
  /// A mapping with declared keys.
  case section(Section)
  /// One of several sections, told apart by the value of one key.
  case variants(Variants)
  /// Variants of a section, or a scalar in their place.
  case variantsOrScalar(Variants)
}

/// What a text may be.
struct TextRule: Sendable {
  /// A regular expression for the whole text; nil: anything.
  var pattern: String?
  /// The rule in words, as in `a name is …`.
  var words: String
  /// The nearest text that the rule allows.
  var suggestion: (@Sendable (String) -> String?)?

  static let any = TextRule(pattern: nil, words: "")

  func allows(_ text: String) -> Bool {
    guard let pattern, let regex = try? Regex(pattern) else { return true }
    return text.wholeMatch(of: regex) != nil
  }
}

/// One of the words that a key takes.
struct Choice: Sendable {
  var name: String
  var summary: String
  /// Other tools' words for it; only for suggestions.
  var otherNames: [String]
  /// Other tools' words for what takes more than this choice, with what to write.
  var translations: [String: String] = [:]
  var support: Support

  init(_ name: String, _ summary: String, otherNames: [String] = [], support: Support = .now) {
    self.name = name
    self.summary = summary
    self.otherNames = otherNames
    self.support = support
  }
}

/// Whether something that manifests may say can be done yet.
enum Support: Hashable, Sendable {
  case now
  /// Recognised, and refused; the clause says what it will do: `stop hopeless trials early`.
  case planned(String)

  var isPlanned: Bool { self != .now }
}

/// The keys of a mapping that the manifest's author names.
struct FreeKeys: Sendable {
  /// What a key names, as in `a parameter`.
  var noun: String
  /// What a key may be; `any` where the keys name something that is declared elsewhere in the manifest.
  var rule: TextRule
  var counts: ClosedRange<Int>
}

/// Sections of which a mapping is one, by the value of the key `discriminator`.
struct Variants: Sendable {
  var discriminator: String
  /// What the discriminator is when the mapping does not say; nil: it has to.
  var defaultName: String?
  var sections: [Section]

  subscript(name: String) -> Section? { sections.first { $0.variant == name } }

  /// The declaration of the discriminating key, which all sections share.
  var key: KeyDeclaration? { sections.first?[discriminator] }
}

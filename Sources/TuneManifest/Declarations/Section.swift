import JSON

/// A mapping of the manifest whose keys are declared.
struct Section: Sendable {
  /// What messages call it: `train`, `a float parameter`.
  var name: String
  /// One sentence.
  var summary: String
  /// The value of the discriminating key, for one of several variants.
  var variant: String?
  var keys: [KeyDeclaration]
  /// Groups of keys of which exactly one stands in the mapping; empty when there is no such rule.
  var forms: [Form]

  init(_ name: String, _ summary: String, variant: String? = nil, keys: [KeyDeclaration], forms: [Form] = []) {
    self.name = name
    self.summary = summary
    self.variant = variant
    self.keys = keys
    self.forms = forms
  }

  subscript(name: String) -> KeyDeclaration? { keys.first { $0.name == name } }

  /// The keys that can be used today.
  var supportedKeys: [KeyDeclaration] { keys.filter { !$0.support.isPlanned } }

  /// One of the ways to fill a section: its keys come together, and bar the keys of the other forms.
  struct Form: Hashable, Sendable {
    var required: [String]
    /// Keys that make sense in this form only.
    var optional: [String] = []
  }
}

/// What is known of a key, whatever its value's type in Swift.
struct KeyDeclaration: Sendable {
  var name: String
  var shape: Shape
  var isRequired = false
  /// What holds when the key is absent, as JSON would have it.
  var defaultValue: JSONValue?
  /// What holds when the key is absent, where that is not a constant.
  var defaultWords: String?
  /// A sentence or a few.
  var summary: String
  /// Values as they stand after the colon.
  var examples: [String] = []
  /// What people write who come from other tools; only for suggestions.
  var otherNames: [String] = []
  var support = Support.now

  /// A key of later work: recognised and refused.
  static func planned(_ name: String, _ purpose: String, otherNames: [String] = []) -> KeyDeclaration {
    KeyDeclaration(name: name, shape: .scalar, summary: purpose, otherNames: otherNames, support: .planned(purpose))
  }
}

package import JSON

/// A pruner as manifests name it: what it is for, and which options it takes. The manifest's decoder, its schema and
/// its reference are made from these.
package struct PrunerDeclaration: Hashable, Sendable {
  package var name: String
  /// One sentence for help texts and the schema.
  package var summary: String
  package var options: [OptionDeclaration]
  package var supportsSeveralObjectives: Bool
  /// Whether it compares folds or repeats of a trial, and so makes sense with `repeat` only.
  package var needsRepeats: Bool

  package init(
    name: String,
    summary: String,
    options: [OptionDeclaration],
    supportsSeveralObjectives: Bool = false,
    needsRepeats: Bool = false
  ) {
    self.name = name
    self.summary = summary
    self.options = options
    self.supportsSeveralObjectives = supportsSeveralObjectives
    self.needsRepeats = needsRepeats
  }
}

/// Which pruner an experiment uses, with the options that its manifest sets; validated against the declaration.
package struct PrunerChoice: Hashable, Sendable {
  package var name: String
  package var options: JSONObject

  package init(name: String, options: JSONObject = JSONObject()) {
    self.name = name
    self.options = options
  }
}

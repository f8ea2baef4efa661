package import TuneModel

/// What the placeholders of one attempt stand for.
package struct PlaceholderValues: Hashable, Sendable {
  /// Parameters that do not exist in this trial are absent.
  package var assignment: Assignment
  package var builtins: [Placeholder: String]

  package init(_ assignment: Assignment, builtins: [Placeholder: String]) {
    self.assignment = assignment
    self.builtins = builtins
  }

  package subscript(name: String) -> String? {
    if let value = assignment[name] { return value.description }
    return Placeholder(rawValue: name).flatMap { builtins[$0] }
  }
}

extension PlaceholderValues {
  /// The arguments of an attempt.
  ///
  /// An argument with the placeholder of a parameter that does not exist in this trial is left out. When it is nothing
  /// but that placeholder, the flag right before it goes too: `["--momentum", "{momentum}"]` vanishes as a whole. A
  /// flag is an argument that starts with `-` and has no placeholder itself.
  ///
  /// - Throws: A mistake in a text that no manifest has vouched for.
  package func arguments(_ texts: [String]) throws(PlaceholderError) -> [String] {
    var result: [String] = []
    var flagIsLast = false
    for text in texts {
      let template = try PlaceholderTemplate.parse(text)
      if let argument = template.expanded({ self[$0] }) {
        result.append(argument)
        flagIsLast = template.references.isEmpty && argument.hasPrefix("-")
      } else {
        if flagIsLast, template.isOnlyPlaceholder { result.removeLast() }
        flagIsLast = false
      }
    }
    return result
  }

  /// The environment of an attempt: what the manifest sets, without the variables that hold the placeholder of a
  /// parameter that does not exist in this trial.
  package func environment(
    _ entries: [Experiment.EnvironmentEntry]
  ) throws(PlaceholderError) -> [Experiment.EnvironmentEntry] {
    var result: [Experiment.EnvironmentEntry] = []
    for entry in entries {
      guard let value = try PlaceholderTemplate.parse(entry.value).expanded({ self[$0] }) else { continue }
      result.append(Experiment.EnvironmentEntry(name: entry.name, value: value))
    }
    return result
  }
}

import JSON
package import TuneModel

/// The reference of manifests as Markdown, made from the declarations that the decoder uses.
package enum ManifestReference {
  /// - Parameters:
  ///   - strategies: What `search.strategy` may name; the first is the default.
  ///   - pruners: What `prune.strategy` may name, likewise.
  package static func markdown(strategies: [StrategyDeclaration], pruners: [PrunerDeclaration]) -> String {
    let manifest = ManifestKeys.section(StrategySections(strategies), PrunerSections(pruners))
    var text = """
      # Manifest reference

      A manifest describes one experiment in YAML: what to run, what to vary, and what to make best. The smallest
      useful one:

      ```yaml
      \(smallest)
      ```

      Scalars follow the core schema of YAML 1.2: `no` and `on` are texts, `1e-4` is a number. Keys that are not listed
      here are errors. `swift-tune check` shows everything that is wrong with a manifest, and `swift-tune schema` prints
      the JSON Schema with which editors complete it.


      """
    text += table(manifest.supportedKeys) + forms(manifest)
    for key in manifest.supportedKeys { text += chapter(key) }
    text += appendix
    return text
  }

  /// Valid by itself; a test reads it.
  static let smallest = """
    tune: 1
    train:
      command: [python3, train.py, --lr, "{learning_rate}"]
    parameters:
      learning_rate: {type: float, min: 1e-5, max: 0.1, scale: log}
    objective: {metric: accuracy, direction: maximize}
    """

  /// The keys of a section inside a section.
  private static func inner(_ outer: String, _ key: KeyDeclaration) -> String {
    guard case .section(let section) = key.shape else { return "" }
    return "### `\(outer).\(key.name)`\n\n\(section.summary)\n\n" + table(section.supportedKeys) + forms(section)
  }

  private static func chapter(_ key: KeyDeclaration) -> String {
    let variants: Variants
    switch key.shape {
    case .section(let section):
      return "## `\(key.name)`\n\n\(section.summary)\n\n" + table(section.supportedKeys) + forms(section)
        + section.supportedKeys.map { inner(key.name, $0) }.joined()
    case .list(.section(let section), _):
      return "## `\(key.name)`\n\n\(key.summary)\n\n" + table(section.supportedKeys)
    case .variants(let own): variants = own
    case .mapping(_, .variantsOrScalar(let own)): variants = own
    default: return ""
    }
    var text = "## `\(key.name)`\n\n\(key.summary)\n\n"
    let common = commonKeys(variants)
    if let discriminator = variants.key { text += table([discriminator] + common) }
    for section in variants.sections {
      let isDefault = section.variant == variants.defaultName
      text += "### `\(variants.discriminator): \(section.variant ?? "")`\(isDefault ? " (the default)" : "")\n\n"
      text += section.summary + "\n\n"
      let own = section.supportedKeys.filter { key in
        key.name != variants.discriminator && !common.contains { $0.name == key.name }
      }
      if !own.isEmpty { text += table(own) + forms(section) }
    }
    return text
  }

  /// The keys that mean the same in all variants.
  private static func commonKeys(_ variants: Variants) -> [KeyDeclaration] {
    (variants.sections.first?.supportedKeys ?? []).filter { key in
      key.name != variants.discriminator
        && variants.sections.allSatisfy { section in
          section[key.name].map { $0.summary == key.summary && $0.shape.words == key.shape.words } ?? false
        }
    }
  }

  private static func table(_ keys: [KeyDeclaration]) -> String {
    var text = "| key | takes | default | |\n|---|---|---|---|\n"
    for key in keys {
      let takes = cell(inMarkdown(key.shape) + (key.examples.first.map { ", as in `\($0)`" } ?? ""))
      text += "| `\(key.name)` | \(takes) | \(cell(defaultText(key))) | \(cell(key.summary)) |\n"
    }
    return text + "\n"
  }

  private static func inMarkdown(_ shape: Shape) -> String {
    if case .choice = shape { return shape.words.replacing("'", with: "`") }
    return shape.words
  }

  private static func defaultText(_ key: KeyDeclaration) -> String {
    if key.isRequired { return "**required**" }
    if let words = key.defaultWords { return words }
    return key.defaultValue.map { "`\($0.string ?? $0.serialized())`" } ?? ""
  }

  /// Which keys go together, where not all do.
  private static func forms(_ section: Section) -> String {
    let forms = section.forms.filter { !$0.required.isEmpty }
    guard forms.count > 1 else { return "" }
    let ways = forms.map { $0.required.map { "`\($0)`" }.joined(separator: " and ") }
    return "Exactly one of these: \(ways.joined(separator: "; ")).\n\n"
  }

  private static func cell(_ text: String) -> String {
    // A bar ends a table's cell, even in code.
    text.replacing("\n", with: " ").replacing("|", with: "\\|")
  }

  private static var appendix: String {
    let placeholders = Placeholder.allCases.map { "| `{\($0.rawValue)}` | \(cell($0.summary)) |" }
    return """
      ## Names

      A parameter's name is a letter or `_`, then letters, digits, `_`, `.` and `-`, at most \(ParameterName.longest) in
      all. The train command finds its value in the placeholder `{name}`, in the JSON file of parameters, and in the
      environment variable `TUNE_PARAM_NAME`: upper case, with `_` for what is neither letter nor digit. Names must not
      differ in such characters only. The names of the placeholders below cannot be parameters.

      ## Placeholders

      `train.command`, `train.arguments` and the values of `train.environment` may hold placeholders: a parameter's name
      in braces, or one of these. `{{` and `}}` stand for braces themselves. In YAML a text that starts with a brace
      needs quotes: `"{learning_rate}"`. Nothing is passed to a shell.

      | placeholder | stands for |
      |---|---|
      \(placeholders.joined(separator: "\n"))

      A parameter with a condition (`when`) does not exist in every trial. Where it does not, an argument that holds its
      placeholder is left out. When the argument is nothing but the placeholder, the argument right before it goes too
      if that is a flag: it starts with `-` and has no placeholder. So `["--momentum", "{momentum}"]` and
      `["--momentum={momentum}"]` both vanish as a whole. An environment variable with such a placeholder is not set.

      Floats are written as the shortest text that reads back as the same number (`0.001`, `1e-05`, `1.0`), whole numbers
      without a point, booleans as `true` and `false`.

      ## Durations and sizes

      A duration is a number of seconds, or amounts with the units `d`, `h`, `m`, `s` and `ms` in this order: `90s`,
      `2h30m`, `1.5h`. A size is a number of bytes, or an amount in `kB`, `MB`, `GB` (powers of 1000) or `KiB`, `MiB`,
      `GiB` (powers of 1024).

      """
  }
}

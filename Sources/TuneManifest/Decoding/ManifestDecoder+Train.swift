import TuneModel
import YAML

extension ManifestDecoder {
  mutating func prepare(_ fields: Fields) -> Experiment.Prepare? {
    guard fields.has(ManifestKeys.prepare) else { return nil }
    let fields = fields.section(ManifestKeys.prepare)
    if let nodes = fields.node(PrepareKeys.command)?.sequence {
      for node in nodes where !findings.invalid.contains(node.range.start) {
        refusePlaceholders(node, because: "there is no trial yet when 'prepare' runs")
      }
      checkForSwiftPackage(nodes, section: "prepare")
    }
    for node in fields.node(PrepareKeys.inputs)?.sequence ?? [] { checkRelative(node, to: "the manifest's folder") }
    return Experiment.Prepare(command: fields[PrepareKeys.command], inputs: fields[PrepareKeys.inputs] ?? [])
  }

  mutating func train(_ fields: Fields, _ table: ParameterTable) -> Experiment.Train? {
    guard fields.isValid(ManifestKeys.train) else { return nil }
    let fields = fields.section(ManifestKeys.train)
    let commandNodes = fields.node(TrainKeys.command)?.sequence ?? []
    let argumentNodes = fields.node(TrainKeys.arguments)?.sequence ?? []
    checkForSwiftPackage(commandNodes, section: "train")
    let mode = fields[TrainKeys.mode].flatMap(Experiment.Train.Mode.init(rawValue:)) ?? .process
    if mode == .worker {
      let values = (fields.node(TrainKeys.environment)?.mapping ?? []).map(\.value)
      for node in commandNodes + argumentNodes + values where !findings.invalid.contains(node.range.start) {
        refusePlaceholders(node, because: "a worker is started once, and is told each trial on its standard input")
      }
    }
    for (index, node) in commandNodes.enumerated() { checkPlaceholders(node, table, isProgram: index == 0) }
    for node in argumentNodes { checkPlaceholders(node, table) }
    for node in commandNodes.dropFirst() + argumentNodes { warnAboutJoinedFlag(node) }
    let environment = environment(fields, table)
    checkDirectory(fields)
    if let timeout = fields[TrainKeys.timeout], let idle = fields[TrainKeys.idleTimeout], idle >= timeout {
      findings.warning(
        "idle_timeout \(DurationText.text(idle)) never comes before timeout \(DurationText.text(timeout))",
        at: fields.range(TrainKeys.idleTimeout)
      )
    }
    let program: Experiment.Train.Program
    if let product = fields[TrainKeys.product] {
      program = .product(product)
    } else if let command = fields[TrainKeys.command] {
      program = .command(command)
    } else {
      return nil
    }
    return Experiment.Train(
      program: program,
      mode: mode,
      arguments: fields[TrainKeys.arguments] ?? [],
      environment: environment,
      directory: fields[TrainKeys.directory] ?? ".",
      timeout: fields[TrainKeys.timeout],
      idleTimeout: fields[TrainKeys.idleTimeout],
      grace: fields[TrainKeys.grace] ?? .seconds(5),
      retries: fields[TrainKeys.retries] ?? 0,
      logLimit: fields[TrainKeys.logLimit]?.bytes ?? 16 << 20
    )
  }

  private mutating func environment(_ fields: Fields, _ table: ParameterTable) -> [Experiment.EnvironmentEntry] {
    var environment: [Experiment.EnvironmentEntry] = []
    for entry in fields[TrainKeys.environment]?.mapping ?? [] {
      if entry.name.hasPrefix("TUNE_") {
        findings.error(
          "\(quoted(entry.name)) cannot be set: variables that start with TUNE_ are set by swift-tune",
          at: entry.key.range
        )
      }
      checkPlaceholders(entry.value, table)
      guard let text = entry.value.scalar?.text else { continue }
      environment.append(Experiment.EnvironmentEntry(name: entry.name, value: text))
    }
    return environment
  }

  private mutating func checkDirectory(_ fields: Fields) {
    guard let directory = fields[TrainKeys.directory], directory.hasPrefix("~") else { return }
    findings.error(
      "\(quoted(directory)) is not expanded, because no shell is involved",
      at: fields.range(TrainKeys.directory),
      advice: "write a path that is relative to the manifest's folder"
    )
  }

  /// Files are named relative to something, so that a manifest works for everyone who has the repository.
  mutating func checkRelative(_ node: YAMLNode, to place: String) {
    guard let path = node.scalar?.text, path.hasPrefix("/") || path.hasPrefix("~") else { return }
    findings.error("\(quoted(path)) is not relative to \(place)", at: node.range)
  }

  // MARK: Placeholders

  /// Checks the placeholders of a word.
  ///
  /// - Parameter isProgram: Whether the word names the program, which has to exist in every trial.
  private mutating func checkPlaceholders(_ node: YAMLNode, _ table: ParameterTable, isProgram: Bool = false) {
    guard !findings.invalid.contains(node.range.start), let text = node.scalar?.text,
      text.contains("{") || text.contains("}")
    else { return }
    let template: PlaceholderTemplate
    do throws(PlaceholderError) {
      template = try PlaceholderTemplate.parse(text)
    } catch {
      let range = findings.source.range(of: error.offset..<(error.offset + error.length), in: node)
      findings.error(error.message, at: range, advice: error.advice)
      return
    }
    for reference in template.references where !findings.isCrowded {
      let name = reference.name
      var range: SourceRange {
        findings.source.range(of: reference.offset..<(reference.offset + reference.length), in: node)
      }
      if let builtin = Placeholder(rawValue: name) {
        guard let addition = lack(of: builtin) else { continue }
        findings.error(
          "the placeholder {\(name)} means nothing in this manifest",
          at: range,
          advice: "add \(addition), write a number here, or make it a parameter under another name"
        )
      } else if let row = table[name] {
        guard isProgram, row.condition != nil else { continue }
        findings.error(
          "\(quoted(name)) does not exist in every trial, and the program's name has to",
          at: range
        )
      } else if table.isKnown {
        let known = table.names + Placeholder.allCases.map(\.rawValue)
        findings.error(
          "there is no parameter \(quoted(name))",
          at: range,
          advice: suggestion(for: name, among: known, noun: "placeholders")
        )
      }
    }
  }

  /// Refuses placeholders where nothing would fill them in.
  mutating func refusePlaceholders(_ node: YAMLNode, because reason: String) {
    guard let text = node.scalar?.text, text.contains("{"), let template = try? PlaceholderTemplate.parse(text) else {
      return
    }
    for reference in template.references where !findings.isCrowded {
      let range = findings.source.range(of: reference.offset..<(reference.offset + reference.length), in: node)
      findings.error("the placeholder {\(reference.name)} has no value here: \(reason)", at: range)
    }
  }

  /// `"--lr {learning_rate}"` is one argument with a space in it; hardly any program understands it.
  private mutating func warnAboutJoinedFlag(_ node: YAMLNode) {
    guard let text = node.scalar?.text, text.hasPrefix("-"), let space = text.firstIndex(of: " "),
      !text[..<space].contains("="), text[text.index(after: space)...].hasPrefix("{"), text.hasSuffix("}")
    else { return }
    let words = [String(text[..<space]), String(text[text.index(after: space)...])]
    findings.warning(
      "this is one argument with a space in it",
      at: node.range,
      advice: "for two arguments write \(words.map(CommandWords.flowScalar).joined(separator: ", "))"
    )
  }

  // MARK: SwiftPM

  /// While the plugin runs, SwiftPM holds the lock of the build folder; a command that waits for it waits for ever.
  private mutating func checkForSwiftPackage(_ nodes: [YAMLNode], section: String) {
    let words = nodes.compactMap { $0.scalar?.text }
    guard words.count == nodes.count, let found = SwiftPackageCommand(in: words), found.index < nodes.count else {
      return
    }
    let advice: String
    if section == "prepare" {
      advice = "run it before 'swift package tune', or give it a --scratch-path of its own"
    } else if let product = found.product {
      let arguments =
        product.arguments.isEmpty ? "" : ", arguments: \(CommandWords.flowSequence(product.arguments))"
      advice = "write train: {product: \(product.name)\(arguments)}; swift-tune builds it once, in release"
    } else {
      advice = "write train: {product: Name} with the name of your executable; swift-tune builds it once, in release"
    }
    findings.error(
      "'swift \(found.verb)' would wait for ever: SwiftPM locks the package while 'swift package tune' runs",
      at: nodes[found.index].range,
      advice: advice,
      section == "train"
        ? "for another package, or another build folder, give it --package-path or --scratch-path" : nil
    )
  }
}

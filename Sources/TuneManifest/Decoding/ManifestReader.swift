package import TuneModel
import YAML

/// Reads manifests.
package struct ManifestReader: Sendable {
  private let strategies: [StrategyDeclaration]
  private let pruners: [PrunerDeclaration]

  /// - Parameters:
  ///   - strategies: What `search.strategy` may name, at least one. The first is used where a manifest does not say.
  ///   - pruners: What `prune.strategy` may name, likewise.
  package init(strategies: [StrategyDeclaration], pruners: [PrunerDeclaration]) {
    precondition(!strategies.isEmpty && !pruners.isEmpty, "a manifest names one where it does not say")
    self.strategies = strategies
    self.pruners = pruners
  }

  /// Reads a manifest and finds everything that is wrong with it. Touches no files.
  ///
  /// - Parameters:
  ///   - bytes: The manifest's text in UTF-8.
  ///   - file: What diagnostics call the file; its base name is the experiment's name unless the manifest has one.
  package func read(bytes: some Collection<UInt8>, file: String) -> ManifestReading {
    let document = YAMLDocument(parsing: bytes)
    var findings = Findings(source: document.source, file: file)
    for problem in document.problems { findings.add(problem) }
    guard let root = document.root else {
      return ManifestReading(nil, findings, positions: ManifestPositions(of: nil, in: document.source))
    }
    let sections = StrategySections(strategies)
    let pruning = PrunerSections(pruners)
    var check = ShapeCheck(findings, root: ManifestKeys.section(sections, pruning))
    check.check(root)
    var decoder = ManifestDecoder(
      check.findings,
      strategies: sections,
      options: strategies,
      pruners: pruning,
      rules: pruners
    )
    let experiment =
      check.findings.invalid.contains(root.range.start) && root.mapping == nil ? nil : decoder.experiment(root)
    return ManifestReading(
      experiment,
      decoder.findings,
      positions: ManifestPositions(of: root, in: document.source)
    )
  }

  /// Reads a manifest; see ``read(bytes:file:)``.
  package func read(text: String, file: String) -> ManifestReading {
    read(bytes: text.utf8, file: file)
  }
}

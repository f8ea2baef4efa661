import JSON
import TuneModel

extension ReportDocument {
  private static let inputLimit = 20

  /// How to run the best trial again, and what the results rest on.
  var reproduction: ReportValue {
    [
      "command": .text(
        MarkdownText.block((tool + ["run", manifestPath]).map(ShellWord.quoted).joined(separator: " "), language: "sh")
      ),
      "best": best,
      "provenance": ReportValue(provenance),
    ]
  }

  /// The tool as one calls it from the root of the repository.
  private var tool: [String] {
    guard let folder = input.packageFolder else { return ["swift-tune"] }
    return ["swift", "package"] + (folder == "." ? [] : ["--package-path", folder]) + ["tune"]
  }

  private var best: ReportValue {
    guard let best = standing.best else { return .nothing }
    let metric = experiment.objectives.first.map { MarkdownText.prose($0.metric) } ?? ""
    let json = JSONValue.object(JSONObject(best.record.assignment.map { (key: $0, value: JSONValue($1)) }))
    let command = (input.bestCommand ?? []).map(ShellWord.quoted).joined(separator: " ")
    let directory = experiment.train.directory
    return [
      "trial": "\(best.number)",
      "metric": hasSeveralObjectives ? .text(metric) : .nothing,
      "folder": .text(
        directory == "." ? "the manifest's folder" : MarkdownText.code(directory) + " beside the manifest"
      ),
      "runs": ReportValue(
        experiment.repetition.map {
          $0.kind == .folds ? "once for each of its \($0.count) folds" : "once with each of \($0.count) seeds"
        }
      ),
      "command": command.isEmpty ? .nothing : .text(MarkdownText.block(command, language: "sh")),
      "parameters": .text(MarkdownText.block(Self.printable(json.serialized(pretty: true)), language: "json")),
      "files": ReportValue(bestFiles),
    ]
  }

  private var bestFiles: String? {
    guard !input.bestFiles.isEmpty else { return nil }
    let files = input.bestFiles.sorted()
    let links = files.prefix(12).map { MarkdownText.link(MarkdownText.code($0, limit: 60), to: "best/" + $0) }
    let rest = files.count > 12 ? ["\(files.count - 12) more"] : []
    return Wording.list(links + rest)
  }

  /// JSON in which characters that do not print are escaped; they can only be in strings.
  private static func printable(_ json: String) -> String {
    var result = ""
    for scalar in json.unicodeScalars {
      if scalar != "\n", Wording.isUnprintable(scalar) {
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  // MARK: Provenance

  private var provenance: String? {
    guard !standing.records.isEmpty else { return nil }
    var table = MarkdownTable([("What", .left), ("Which", .left)])
    let commits = grouped(by: { Revision(commit: $0.provenance.commit, isDirty: $0.provenance.dirty == true) }, \.text)
    table.append(["Commit", commits])
    table.append([
      "Tool", grouped(by: \.provenance.tool) { "swift-tune " + MarkdownText.prose($0, limit: 40) },
    ])
    var seeds = "\(experiment.search.seed) for the search"
    if let best = standing.best { seeds += ", \(best.record.provenance.seed) for trial \(best.number)" }
    table.append(["Seed", seeds])
    var paths = Set<String>()
    for record in standing.records { paths.formUnion(record.provenance.inputs.keys) }
    let inputs = paths.sorted()
    for path in inputs.prefix(Self.inputLimit) {
      let fingerprints = grouped(by: { $0.provenance.inputs[path] }) { fingerprint in
        fingerprint.map { MarkdownText.code(Self.shortened($0)) } ?? "not read"
      }
      table.append([MarkdownText.code(path), fingerprints])
    }
    if inputs.count > Self.inputLimit {
      table.append(["\(inputs.count - Self.inputLimit) more inputs", "see the records"])
    }
    return table.text
  }

  /// A fingerprint's first digits are enough to see whether two are the same.
  private static func shortened(_ fingerprint: String) -> String {
    fingerprint.count > 24 ? fingerprint.prefix(23) + "…" : fingerprint
  }

  private struct Revision: Hashable {
    var commit: String?
    var isDirty: Bool

    var text: String {
      guard let commit else { return "none: there was no git repository, or no commit in it yet" }
      return MarkdownText.code(commit.prefix(12)) + (isDirty ? ", with uncommitted changes" : "")
    }
  }

  /// One text if all trials agree, else which trials have which.
  private func grouped<Key: Hashable>(by key: (TrialRecord) -> Key, _ text: (Key) -> String) -> String {
    var order: [Key] = []
    var numbers: [Key: [Int]] = [:]
    for record in standing.records {
      let key = key(record)
      if numbers[key] == nil { order.append(key) }
      numbers[key, default: []].append(record.number)
    }
    if order.count == 1 { return text(order[0]) }
    let shown = order.prefix(4).map { key in
      let numbers = numbers[key] ?? []
      return "\(text(key)) (\(numbers.count == 1 ? "trial" : "trials") \(Wording.numbers(numbers, limit: 4)))"
    }
    return shown.joined(separator: "; ") + (order.count > 4 ? "; \(order.count - 4) more" : "")
  }
}

extension JSONValue {
  fileprivate init(_ value: ParameterValue) {
    self =
      switch value {
      case .int(let number): .integer(number)
      case .float(let number): .number(number)
      case .bool(let flag): .bool(flag)
      case .string(let text): .string(text)
      }
  }
}

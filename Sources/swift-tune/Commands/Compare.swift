import ArgumentParser
import JSON
import SystemPackage
import Tune
import TuneModel
import TuneReport
import TuneStore

struct Compare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare experiments, and say whether the difference is real.",
    discussion: """
      Of two or more experiments with the same objective, or of one at several git revisions: their best values, \
      their defaults, their cost, and whether the best of one is better than the best of another beyond chance.

        swift-tune compare digits digits-wide
        swift-tune compare digits@HEAD~1 digits
        swift-tune compare digits digits-wide --output comparison

      Chance is measured where the manifests ask for it, by 'confirm' or 'repeat'.
      """
  )

  @Argument(
    help: ArgumentHelp(
      "Manifests, names of manifests in experiments/, or results folders; with @ and a git revision, as they were then.",
      valueName: "experiment"
    ),
    completion: .file(extensions: ["yaml", "yml"])
  )
  var experiments: [String] = []

  @Option(help: ArgumentHelp("Write compare.md and compare.svg into this folder.", valueName: "folder"))
  var output: String?

  @Flag(help: "Print JSON in place of Markdown.")
  var json = false

  func validate() throws {
    if experiments.count < 2 { throw ValidationError("name two or more experiments to compare") }
  }

  func run() async throws {
    try await CommandFailure.reporting {
      var loaded: [NamedExperiment] = []
      do {
        for word in experiments {
          let experiment = try await NamedExperiment.load(word)
          for note in experiment.notes { Terminal.errors.line("warning: \(note)") }
          loaded.append(experiment)
        }
      } catch let mistake as Diagnostic {
        throw CommandFailure(mistake.text, .usage)
      } catch let mistakes as Diagnostics {
        throw CommandFailure(mistakes.all.map(\.text).joined(separator: "\n"), .manifest)
      }
      let comparison: ExperimentComparison
      do throws(Diagnostic) {
        comparison = try ExperimentComparison(loaded.map { ($0.label, $0.experiment, $0.records) })
      } catch {
        throw CommandFailure(error.text, .usage)
      }
      if let output {
        let folder = FileSystem.absolute(FilePath(output))
        try FileSystem.createDirectory(folder)
        if let picture = comparison.picture(path: "compare.svg") {
          try FileSystem.update(folder.appending(picture.path), with: picture.bytes)
        }
        try FileSystem.update(
          folder.appending("compare.md"),
          with: Array(comparison.markdown(plot: "compare.svg").utf8)
        )
      }
      if json {
        Terminal.output.line(comparison.json.serialized(pretty: true))
      } else {
        Terminal.output.write(comparison.markdown())
      }
    }
  }
}

extension Diagnostic {
  /// As it is shown, without the newline at its end.
  fileprivate var text: String {
    var text = rendered()
    if text.hasSuffix("\n") { text.removeLast() }
    return text
  }
}

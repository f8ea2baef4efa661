import ArgumentParser
import Tune

@main
struct SwiftTune: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "swift-tune",
    abstract: "Find good hyperparameters for any program.",
    discussion: """
      An experiment is a YAML manifest that you write and commit. Each trial runs your train command with other \
      parameters in a folder of its own; a report sums up what was found.

        swift-tune init --template digits     a complete example to start from
        swift-tune check experiments/x.yaml   is the manifest right? what would be tried?
        swift-tune run experiments/x.yaml     run it, or continue it
        swift-tune report experiments/x.yaml  write its report again

      Without a command, 'run' is meant; without a manifest, every manifest in experiments/.

      Exit codes: 0 done; 1 the run failed or nothing succeeded; 2 a manifest has mistakes; 3 someone else runs the \
      experiment; 64 the command line is wrong; 130 interrupted.
      """,
    version: TuneVersion.current,
    groupedSubcommands: [
      CommandGroup(name: "Write", subcommands: [Init.self, Check.self, Metrics.self, Schema.self]),
      CommandGroup(
        name: "Run",
        subcommands: [Run.self, Ask.self, Tell.self, Serve.self, Reproduce.self, LearnPolicy.self]
      ),
      CommandGroup(name: "Read", subcommands: [Status.self, Best.self, WriteReport.self]),
      CommandGroup(name: "Plumbing", subcommands: [Products.self, Node.self]),
    ],
    defaultSubcommand: Run.self
  )

  static func main() async {
    // A plugin starts its tool with the signals blocked that should stop it.
    ProcessSignals.unblock()
    await main(nil)
  }
}

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
        swift-tune check experiments/x.yaml   is it right? what would be tried?
        swift-tune run experiments/x.yaml     run it, or continue it
        swift-tune show x best                its best trial, and why it was tried

      Without a command, 'run' is meant; without a manifest, every manifest in experiments/. Shells complete commands, \
      experiments and trials with what 'swift-tune --generate-completion-script bash' (or zsh, fish) prints.

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
      CommandGroup(
        name: "Read",
        subcommands: [
          Status.self, List.self, Show.self, Explain.self, Tail.self, Best.self, WriteReport.self, Compare.self,
          Open.self,
        ]
      ),
      CommandGroup(name: "Plumbing", subcommands: [Manual.self, Products.self, Node.self]),
    ],
    defaultSubcommand: Run.self
  )

  private static var commands: [any ParsableCommand.Type] {
    configuration.subcommands + configuration.groupedSubcommands.flatMap(\.subcommands)
  }

  private static func name(of command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? command._commandName
  }

  /// The commands' names, as they are typed.
  static var commandNames: [String] { commands.filter { $0.configuration.shouldDisplay }.map { name(of: $0) } }

  /// How commands are called that say it themselves, by their names.
  static var usages: [String: String] {
    var usages: [String: String] = [:]
    for command in commands { usages[name(of: command)] = command.configuration.usage }
    return usages
  }

  /// What is wrong with the first word; nil when it is an option, a command or a manifest.
  private static func problem(with word: String) -> CommandFailure? {
    if word.isEmpty || word.hasPrefix("-") || word == "help" || commands.contains(where: { name(of: $0) == word }) {
      return nil
    }
    do {
      _ = try ManifestArguments.path(word)
      return nil
    } catch {
      return error as? CommandFailure
    }
  }

  static func main() async {
    // A plugin starts its tool with the signals blocked that should stop it.
    ProcessSignals.unblock()
    // The parser would take a mistyped command for a manifest of 'run', and complain of its options.
    if let word = CommandLine.arguments.dropFirst().first, let problem = problem(with: word) {
      problem.show()
      exit(withError: ExitCode(problem.code.rawValue))
    }
    await main(nil)
  }
}

import ArgumentParser
import SystemPackage
import Tune
import TuneModel
import TuneStore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

struct Open: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open",
    abstract: "Open an experiment's report.",
    discussion: """
      With the program that SWIFT_TUNE_OPENER names, else the one that the desktop opens files with. Prints the path of the \
      report, so that it can be opened by hand where there is no desktop.
      """
  )

  @OptionGroup var experiment: ExperimentArgument

  func run() async throws {
    try await CommandFailure.reporting {
      let file = try experiment.file()
      if !FileSystem.exists(file.layout.report) {
        let ledger = try Ledger(reading: file)
        guard !ledger.records.isEmpty else {
          throw CommandFailure(
            "error: '\(ledger.experiment.name)' has no report yet\n   = 'swift-tune run \(file.shown)' makes it",
            .failed
          )
        }
        try ExperimentReport.write(ledger, manifest: file)
      }
      Terminal.output.line(ManifestFile.shown(file.layout.report))
      if let opener = Open.opener { try Open.become(opener, file.layout.report) }
    }
  }

  /// The program that opens files; nil where there is nobody to look at them.
  private static var opener: String? {
    if let named = Terminal.variable("SWIFT_TUNE_OPENER"), !named.isEmpty { return named }
    #if canImport(Darwin)
      return Terminal.variable("SSH_CONNECTION") == nil ? "open" : nil
    #else
      let hasDisplay = ["DISPLAY", "WAYLAND_DISPLAY"].contains { !(Terminal.variable($0) ?? "").isEmpty }
      return hasDisplay ? "xdg-open" : nil
    #endif
  }

  /// Goes on as the opener; nothing is left to do here.
  private static func become(_ opener: String, _ path: FilePath) throws {
    // Whoever is opened should be interrupted and learn of broken pipes as usual.
    signal(SIGPIPE, SIG_DFL)
    var arguments = [strdup(opener), strdup(path.string), nil]
    execvp(opener, &arguments)
    // A machine without a desktop's tools: the path has been printed.
    if errno == ENOENT, Terminal.variable("SWIFT_TUNE_OPENER") == nil { return }
    let reason = String(cString: strerror(errno))
    throw CommandFailure("error: cannot start '\(opener)': \(reason)\n   = open the report by hand", .failed)
  }
}

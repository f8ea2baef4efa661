import ArgumentParser
import JSON
import Tune
import TuneModel
import TuneReport

struct Explain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say why a trial was tried, and what came of it.",
    usage: "swift-tune explain \(TrialArguments.usage) [--json]",
    discussion: """
      In plain words: who proposed it and why, what was expected, what came, and what was learnt. Made from the records; \
      works while the experiment runs.

        swift-tune explain digits 37
        swift-tune explain best
      """
  )

  @OptionGroup var arguments: TrialArguments

  @Flag(help: "Print a JSON object: {\"trial\": 37, \"chapters\": [{\"title\": \"…\", \"text\": \"…\"}, …]}.")
  var json = false

  func run() async throws {
    try await CommandFailure.reporting {
      let (ledger, record) = try { ($0.ledger, $0.record) }(arguments.resolve())
      guard let story = TrialStory(of: record.number, ledger.experiment, ledger.records) else { return }
      if json {
        let chapters = story.chapters.map { ["title": .string($0.title), "text": .string($0.plain)] as JSONValue }
        let object: JSONValue = ["trial": .integer(record.number), "chapters": .array(chapters)]
        Terminal.output.line(object.serialized(pretty: true))
        return
      }
      Terminal.output.line(TrialHeading.line(record, ledger.experiment))
      Terminal.output.line(StyledLine())
      for line in StoryText.lines(story, width: Terminal.output.textWidth) { Terminal.output.line(line) }
    }
  }
}

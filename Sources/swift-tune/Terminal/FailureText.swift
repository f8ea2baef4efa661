import Tune
import TuneModel
import TuneReport
import TuneStore

/// Why a run that was ended by failures failed: in the train command's own last words.
enum FailureText {
  private static let mostLines = 12

  /// Empty where a run ended for another reason.
  static func lines(_ summary: ExperimentRun.Summary, _ file: ManifestFile) -> [String] {
    let ended = summary.ledger.records.filter(\.state.isFinal)
    let latest = ended.max { ($0.order ?? 0, $0.number) < ($1.order ?? 0, $1.number) }
    let isHopeless = summary.ledger.best == nil && summary.ran > 0
    guard let latest, latest.failure != nil, isHopeless || isFailure(summary.reason) else { return [] }
    var lines = ["  trial \(latest.number): \(Wording.line(latest.failure ?? "", limit: 300))"]
    let tail = latest.attempts.last?.logTail.suffix(mostLines) ?? []
    // Often the reason quotes the last line; more than that is worth showing.
    if tail.count > 1 || !tail.allSatisfy({ latest.failure?.contains($0) ?? false }) {
      lines.append("  the end of its log:")
      lines += tail.map { "    | \(Wording.value($0, limit: 200))" }
    }
    let word = ShellWord.quoted(CommandName.word(for: file))
    lines.append(
      "  \(CommandName.tool) show \(word) \(latest.number)   all of it; mended, run again: it goes on from here"
    )
    return lines
  }

  private static func isFailure(_ reason: StopReason) -> Bool {
    if case .failures = reason { true } else { false }
  }
}

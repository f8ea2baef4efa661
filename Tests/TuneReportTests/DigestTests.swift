import Testing
import TuneModel

@testable import TuneReport

@Suite struct Digests {
  private static func row(_ name: String, _ input: ReportInput, stopped: String? = nil) -> ExperimentDigest.Row {
    ExperimentDigest.Row(name: name, standing: Standing(input.experiment, input.records), stopReason: stopped)
  }

  private static let digest = ExperimentDigest([
    row("digits", Fixture.digitsInput(60), stopped: "all trials done"), row("trade-off", Fixture.tradeOffInput(12)),
    ExperimentDigest.Row(name: "broken", standing: nil, stopReason: nil),
  ])

  @Test func `each experiment is a line, by name`() {
    #expect(
      Self.digest.markdown == """
        | Experiment | Best | Default | Trials | Status | Last change |
        | :-- | :-- | --: | --: | :-- | :-- |
        | [broken](broken/report.md) |  |  |  | the manifest has mistakes |  |
        | [digits](digits/report.md) | accuracy ↑ **0.9556**, trial 21 | 0.8417 | 60 | all trials done | 2026-03-02 |
        | [trade-off](trade-off/report.md) | 3 on the front of accuracy ↑ and others |  | 12 | not ended | 2026-03-02 |
        """
    )
  }

  @Test func `one more trial changes one line`() {
    let more = ExperimentDigest([
      Self.row("digits", Fixture.digitsInput(60), stopped: "all trials done"),
      Self.row("trade-off", Fixture.tradeOffInput(13)), ExperimentDigest.Row(name: "broken", standing: nil),
    ])
    let changes = more.markdown.split(separator: "\n").difference(from: Self.digest.markdown.split(separator: "\n"))
    #expect(changes.insertions.count == 1 && changes.removals.count == 1)
  }

  @Test func `what a person wrote around the digest stays, and a page of their own is left alone`() throws {
    let new = try #require(DigestPage.updated(nil, Self.digest))
    #expect(new.hasPrefix("# Experiments\n\n<!-- swift-tune"))
    #expect(DigestPage.updated(new, Self.digest) == new)

    let around = "# Ours\n\nWords.\n\n\(DigestPage.begin)\nold\n\(DigestPage.end)\n\nMore | words.\n"
    let updated = try #require(DigestPage.updated(around, Self.digest))
    #expect(updated.hasPrefix("# Ours\n\nWords.\n\n\(DigestPage.begin)\n\n| Experiment"))
    #expect(updated.hasSuffix("\(DigestPage.end)\n\nMore | words.\n"))
    #expect(!updated.contains("old"))

    for own in ["", "# Ours\n", "\(DigestPage.begin)\n", "\(DigestPage.end)\n\(DigestPage.begin)\n"] {
      #expect(DigestPage.updated(own, Self.digest) == nil)
    }
  }
}

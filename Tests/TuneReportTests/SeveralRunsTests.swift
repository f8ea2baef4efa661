import Testing
import TuneModel

@testable import TuneReport

/// Trials of several runs, trials that were run again, and trials that go on from each other.
@Suite struct SeveralRunsTests {
  @Test func `a report says how folds spread, what was stopped early, and whether the best leads`() throws {
    let input = Fixture.confirmedInput(24)
    try expectSound(input)
    for file in Report.files(for: input) where ["report.md", SpreadPlot.path].contains(file.path) {
      expectSnapshot(file.bytes, "confirmed-24/\(file.path)")
    }
  }

  @Test func `a report of an ensemble shows what its members were due`() throws {
    let input = Fixture.ensembleInput(60)
    try expectSound(input)
    for file in Report.files(for: input) where file.path == CreditPlot.path {
      expectSnapshot(file.bytes, "ensemble-60/\(file.path)")
    }
  }

  @Test func `a report of a population shows its lineage and the schedule it found`() throws {
    let input = Fixture.populationInput()
    try expectSound(input)
    for file in Report.files(for: input) where ["report.md", LineagePlot.path, "schedule.csv"].contains(file.path) {
      expectSnapshot(file.bytes, "population-48/\(file.path)")
    }
  }

  @Test func `the trial to use is the one that was best when run again`() throws {
    var input = Fixture.confirmedInput(24)
    let standing = Standing(input.experiment, input.records)
    #expect(standing.best?.number == standing.finalists?.ranked.first?.record.number)
    #expect(standing.best?.number != standing.ranked.first?.number)
    // While the runs are not complete, the search decides.
    input.experiment.confirmation?.seeds = 9
    let early = Standing(input.experiment, input.records)
    #expect(early.best?.number == early.ranked.first?.number)
  }
}

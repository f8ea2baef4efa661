import JSON
import Testing
import TuneModel

@testable import TuneReport

@Suite struct TrialStories {
  private func story(_ number: Int, _ input: ReportInput) throws -> String {
    let story = try #require(TrialStory(of: number, input.experiment, input.records))
    return story.chapters.map { "\($0.title): \($0.plain)" }.joined(separator: "\n")
  }

  private func stories(_ input: ReportInput, _ numbers: [Int]) throws -> String {
    try input.records.filter { numbers.contains($0.number) }.map {
      "trial \($0.number)\n" + (try story($0.number, input)) + "\n\n"
    }.joined()
  }

  @Test func `the trials of a search have their stories`() throws {
    let numbers = [1, 2, 3, 6, 7, 13, 21, 22, 56, 60]
    expectSnapshot(Array(try stories(Fixture.digitsInput(60), numbers).utf8), "stories/digits.txt")
  }

  @Test func `trials of folds that are run again have a story`() throws {
    expectSnapshot(Array(try stories(Fixture.confirmedInput(24), [1, 4, 5, 21, 24]).utf8), "stories/confirmed.txt")
  }

  @Test func `trials with several objectives have a story`() throws {
    expectSnapshot(Array(try stories(Fixture.tradeOffInput(24), [1, 5, 11, 12, 22, 23]).utf8), "stories/trade-off.txt")
  }

  @Test func `members of a population have a story`() throws {
    expectSnapshot(Array(try stories(Fixture.populationInput(), [1, 8, 9, 47, 48]).utf8), "stories/population.txt")
  }

  @Test func `what is told of a proposal uses only what was known then`() throws {
    let input = Fixture.digitsInput(60)
    for count in [20, 40] {
      let early = try #require(
        TrialStory(of: count, input.experiment, input.records.filter { $0.number <= count })
      )
      let late = try #require(TrialStory(of: count, input.experiment, input.records))
      #expect(early.chapters[0].plain == late.chapters[0].plain)
      #expect(early.chapters[1].plain == late.chapters[1].plain)
    }
  }

  @Test func `a policy's step is told with its state, its value and its reward`() throws {
    var input = Fixture.digitsInput(12)
    input.records[11].explanation = Explanation(
      strategy: "ensemble",
      member: "reinforcement",
      phase: "policy",
      why: "a step of the policy from trial 4: hidden up; the most promising of all members' candidates",
      parents: [4],
      details: [
        "start": 4, "q": 0.25, "q_spread": 0.1, "radius": 0.2, "reward": -0.125,
        "credit": ["gp": 0.25, "reinforcement": 0.75],
      ]
    )
    let text = try story(12, input)
    #expect(text.contains("Strategy ensemble (reinforcement) proposed it when 11 trials had ended: a step of"))
    #expect(text.contains("reinforcement 75 % and gp 25 %"))
    #expect(text.contains("The policy stood at trial 4"))
    #expect(text.contains("with a reach of 0.2; its critics valued the step at Q = 0.25 ± 0.1"))
    #expect(text.contains("a reward of -0.125"))
  }

  @Test func `what came from elsewhere is told as that`() throws {
    var input = Fixture.digitsInput(12)
    input.records[4].explanation = Explanation(strategy: "elsewhere", why: "told from outside")
    input.records[5].explanation = Explanation(
      strategy: "auto",
      phase: "transfer",
      why: "trial 12 of letters was among its best"
    )
    input.records[6].attempts[0].reused = "digits.old, trial 3"
    #expect(try story(5, input).contains("Nobody proposed it: it was told from outside."))
    #expect(try story(6, input).contains("from another experiment: trial 12 of letters was among its best."))
    #expect(try story(7, input).contains("the same work had been done by digits.old, trial 3"))
  }

  @Test(arguments: [TrialState.running, .interrupted, .asked])
  func `a trial that has not ended has a story`(state: TrialState) throws {
    var input = Fixture.digitsInput(12)
    input.records[11].state = state
    input.records[11].order = nil
    input.records[11].metrics = MetricValues()
    let text = try story(12, input)
    #expect(text.contains("What came: It "))
    #expect(!text.contains("What was learnt"))
  }

  @Test func `there is no story of a trial that does not exist`() {
    let input = Fixture.digitsInput(3)
    #expect(TrialStory(of: 4, input.experiment, input.records) == nil)
  }

  @Test func `words from outside stay on the line and harm no page`() throws {
    var input = Fixture.digitsInput(12)
    input.records[11].explanation.why = "evil\u{1B}[2J | <b>bold</b>\nnew line"
    let story = try #require(TrialStory(of: 12, input.experiment, input.records))
    #expect(story.chapters[0].plain.contains(#"evil\u{1B}[2J | <b>bold</b> new line"#))
    #expect(story.chapters[0].markdown.contains("&#124; &lt;b&gt;bold&lt;/b&gt; new line"))
  }
}

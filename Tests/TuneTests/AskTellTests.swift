import JSON
import Testing
import TuneModel

@testable import Tune

@Suite struct AskTellTests {
  private func lines(_ strategy: String = "random") throws -> AskTellLines {
    let experiment = bowl(strategy: strategy)
    let problem = Problem(space: experiment.space, objectives: experiment.objectives, seed: 3)
    return AskTellLines(try #require(AskTell(problem, search: experiment.search)))
  }

  @Test func `asks are answered, tells are taken`() throws {
    var lines = try lines()
    let first = try #require(lines.answer(#"{"ask": 2}"#)?["trials"]?.array)
    #expect(first.compactMap { $0["id"]?.int } == [1, 2])
    #expect(first[0]["parameters"] == ["x": 0.9, "y": 5])
    #expect(lines.answer(#"{"tell": [{"id": 1, "value": 0.3}, {"id": 2, "failed": true}]}"#) == nil)
    #expect(lines.answer(#"{"tell": [{"parameters": {"y": 2, "x": 0.5}, "value": NaN}]}"#) == nil)
    #expect(lines.answer(#"{"ask": 1}"#)?["trials"]?[0]?["id"]?.int == 4)
  }

  @Test(arguments: [
    ("", "expected a JSON value"), ("{}", "expected {\"ask\": n}"), (#"{"ask": 0}"#, "'ask' is a number from 1"),
    (#"{"tell": [{"id": 7, "value": 1}]}"#, "there is no trial 7"), (#"{"tell": [{"id": 1}]}"#, "'tell' should be"),
    (#"{"tell": [{"id": 1, "values": [1, 2]}]}"#, "2 values were told"),
    (#"{"tell": [{"id": 1, "value": "0.3"}]}"#, "'value' should be a number"),
    (#"{"tell": [{"id": 1, "value": null}]}"#, "'value' should be a number"),
    (#"{"tell": [{"id": 1, "values": ["a"]}]}"#, "'values' should be a number"),
    (#"{"ask": 1, "tell": [{"id": 1, "value": 1}]}"#, "on lines of their own"),
    (#"{"tell": [{"parameters": {"x": 7, "y": 1}, "value": 1}]}"#, "not an assignment"),
  ])
  func `mistakes are answered and change nothing`(_ line: String, _ words: String) throws {
    var lines = try lines()
    _ = lines.answer(#"{"ask": 1}"#)
    #expect(lines.answer(line)?["error"]?.string?.contains(words) == true)
    #expect(lines.answer(#"{"tell": [{"id": 1, "value": 1}]}"#) == nil)
    #expect(lines.answer(#"{"tell": [{"id": 1, "value": 1}]}"#)?["error"]?.string == "trial 1 has a result already")
  }

  @Test func `what is right in a line counts, and each mistake is named`() throws {
    var lines = try lines()
    _ = lines.answer(#"{"ask": 2}"#)
    let told = #"{"tell": [{"id": 7, "value": 1}, {"id": 1, "value": 1}, {"id": 2, "value": "x"}]}"#
    let words = try #require(lines.answer(told)?["error"]?.string)
    #expect(words.contains("item 1 of 3: there is no trial 7; item 3 of 3: 'value' should be"))
    #expect(lines.answer(#"{"tell": [{"id": 1, "value": 1}]}"#)?["error"]?.string == "trial 1 has a result already")
    #expect(lines.answer(#"{"tell": [{"id": 2, "value": 1}]}"#) == nil)
  }

  @Test func `asking one by one proposes what a run proposes`() async throws {
    let world = FakeWorld()
    _ = await world.run(bowl(trials: 10))
    var lines = try lines()
    for record in world.disk {
      let asked = try #require(lines.answer(#"{"ask": 1}"#)?["trials"]?[0])
      #expect(asked["parameters"]?["x"]?.double == record.assignment["x"]?.number)
      _ = lines.answer(#"{"tell": [{"id": \#(record.number), "value": \#(bowlLoss(record.assignment))}]}"#)
    }
  }
}

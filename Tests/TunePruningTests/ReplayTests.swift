import JSON
import Testing

@testable import TunePruning

/// What pruners save on real learning curves, and what they lose. No pruning takes 2,700 epochs.
@Suite struct ReplayTests {
  struct Case: CustomTestStringConvertible {
    var name: String
    var options: JSONObject
    /// The largest share of the epochs that it may take.
    var epochs: Double

    var testDescription: String { "\(name) \(JSONValue.object(options).serialized())" }
  }

  private static let budget: JSONValue = ["min": 1, "max": 27]

  @Test(arguments: [
    Case(name: "asha", options: ["budget": budget], epochs: 0.25),
    Case(name: "asha", options: ["budget": budget, "mode": "promote"], epochs: 0.25),
    Case(name: "hyperband", options: ["budget": budget], epochs: 0.45),
    Case(name: "median", options: [:], epochs: 0.45),
  ])
  func `much less is trained, and the best trial is nearly as good`(run: Case) {
    #expect(Replay.curves.count == 100)
    let all = Double(Replay.curves.map(\.count).reduce(0, +))
    let best = Replay.curves.compactMap(\.last).max() ?? 0
    for seed in 1...3 as ClosedRange<UInt64> {
      let replay = Replay(run.name, run.options, seed: seed)
      #expect(Double(replay.epochs) / all <= run.epochs)
      #expect(replay.best >= 0.995 * best)
    }
  }
}

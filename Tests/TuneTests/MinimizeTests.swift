import Foundation
import Synchronization
import Testing
import Tune

/// Uses only what is public.
@Suite struct MinimizeTests {
  private struct Broken: Error, CustomStringConvertible { var description: String { "broken" } }

  private let line: SearchSpace = [.float("x", in: -1...1, default: 0.9)]

  private func train(rate: Double, momentum: Double, layers: Int) async throws -> Double {
    let decades = Foundation.log10(rate) + 2
    return decades * decades + momentum * momentum + Double((layers - 3) * (layers - 3))
  }

  @Test func `the example of the documentation`() async throws {
    // begin
    let result = try await minimize(
      { parameters in
        let rate = parameters.float("rate")
        let momentum = parameters.contains("momentum") ? parameters.float("momentum") : 0
        return try await train(rate: rate, momentum: momentum, layers: parameters.int("layers"))
      },
      in: [
        .float("rate", in: 1e-5...0.1, scale: .log, default: 1e-3),
        .int("layers", in: 1...8),
        .choice("optimizer", of: ["sgd", "adam"]),
        .float("momentum", in: 0...0.99).when("optimizer", is: "sgd"),
      ],
      trials: 15,
      seed: 7
    )
    print("loss \(result.value) with \(result.parameters)")
    // end
    #expect(result.trials.count == 15)
    #expect(result.trials[0].parameters.float("rate") == 1e-3)
    #expect(
      result.trials.allSatisfy { $0.parameters.contains("momentum") == ($0.parameters.choice("optimizer") == "sgd") }
    )
    #expect(result.value == result.trials.compactMap(\.value).min())
    #expect(result.value < 1)
  }

  /// So that the documentation cannot say anything else.
  @Test func `the article shows the example as it is compiled here`() throws {
    let tests = try String(contentsOfFile: #filePath, encoding: .utf8).components(separatedBy: "\n")
    let begin = try #require(tests.firstIndex { $0.hasSuffix("// begin") })
    let end = try #require(tests.firstIndex { $0.hasSuffix("// end") })
    let example = tests[(begin + 1)..<end].map { $0.dropFirst(4) }.joined(separator: "\n")
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let article = root.appending(path: "Sources/Tune/Documentation.docc/TuneAClosure.md")
    #expect(try String(contentsOf: article, encoding: .utf8).contains("```swift\n\(example)\n```"))
  }

  @Test func `what is largest is found too`() async throws {
    let result = try await maximize({ 1 - abs($0.float("x") - 0.3) }, in: line, trials: 15)
    #expect(result.value > 0.95)
    #expect(abs(result.parameters.float("x") - 0.3) < 0.05)
  }

  @Test func `all kinds of parameters come as they are declared`() async throws {
    let space: SearchSpace = [
      .float("step", in: 0...1, step: 0.25), .int("even", in: 2...10, step: 2), .bool("flag"),
      .int("size", in: 1...1024, scale: .log, default: 64), .choice("one", of: ["only"]),
      .int("deep", in: 1...3).when("flag", is: true),
    ]
    let result = try await minimize(
      { parameters in
        #expect([0, 0.25, 0.5, 0.75, 1].contains(parameters.float("step")))
        #expect((2...10).contains(parameters.int("even")) && parameters.int("even") % 2 == 0)
        #expect((1...1024).contains(parameters.int("size")))
        #expect(parameters.float("size") == Double(parameters.int("size")))
        #expect(parameters.choice("one") == "only")
        #expect(parameters.contains("deep") == parameters.bool("flag"))
        return parameters.float("step")
      },
      in: space,
      trials: 25,
      strategy: "random"
    )
    #expect(result.trials.count == 25)
    #expect(result.trials[0].parameters.names.first == "step")
  }

  @Test func `the same seed gives the same trials`() async throws {
    func run(_ seed: UInt64) async throws -> [Parameters] {
      try await minimize({ $0.float("x") }, in: line, trials: 8, strategy: "tpe", seed: seed).trials.map(\.parameters)
    }
    #expect(try await run(1) == run(1))
    #expect(try await run(1) != run(2))
  }

  @Test func `a failure is a failed trial`() async throws {
    let result = try await minimize(
      { parameters in
        if parameters.float("x") > 0.5 { throw Broken() }
        return parameters.float("x") < -0.5 ? .nan : parameters.float("x")
      },
      in: line,
      trials: 20,
      strategy: "random"
    )
    #expect(result.trials.count == 20)
    #expect(result.trials[0].failure == "broken" && result.trials[0].value == nil)
    #expect(result.trials.contains { $0.failure == "the value is not a number" })
    #expect(result.value >= -0.5)
  }

  @Test func `when nothing works the first failures end it`() async throws {
    let count = Mutex(0)
    await #expect(throws: SearchError.noValue("broken")) {
      try await minimize(
        { _ in
          count.withLock { $0 += 1 }
          throw Broken()
        },
        in: line,
        trials: 500
      )
    }
    #expect(count.withLock(\.self) == 5)
  }

  @Test func `a finite space ends when all of it is tried`() async throws {
    let result = try await minimize({ Double($0.int("n")) }, in: [.int("n", in: 1...6)], trials: 50, parallel: 4)
    #expect(Set(result.trials.map { $0.parameters.int("n") }) == Set(1...6))
    #expect(result.value == 1)
  }

  @Test func `as many run at once as asked for`() async throws {
    let state = Mutex((running: 0, most: 0))
    let gate = AsyncStream.makeStream(of: Void.self)
    let result = try await minimize(
      { parameters in
        let running = state.withLock {
          $0.running += 1
          $0.most = max($0.most, $0.running)
          return $0.running
        }
        // The first three wait for each other, so that the test proves that they run together.
        if running == 3 { gate.continuation.finish() }
        for await _ in gate.stream {}
        state.withLock { $0.running -= 1 }
        return parameters.float("x")
      },
      in: line,
      trials: 9,
      strategy: "random",
      parallel: 3
    )
    #expect(result.trials.map(\.number) == Array(1...9))
    #expect(state.withLock(\.most) == 3)
  }

  @Test func `cancelling ends it`() async throws {
    let (started, continuation) = AsyncStream.makeStream(of: Void.self)
    let task = Task {
      try await minimize(
        { parameters in
          continuation.yield()
          try await Task.sleep(for: .seconds(3600))
          return parameters.float("x")
        },
        in: line,
        trials: 100
      )
    }
    for await _ in started { break }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test(
    arguments: [
      ([], "it has no parameters"), ([.float("", in: 0...1)], "no name"),
      ([.float("x", in: 0...1), .bool("x")], "two parameters are called 'x'"),
      ([.float("x", in: 0...1, scale: .log)], "'x' is on a log scale"),
      ([.float("x", in: 0...(.infinity))], "too large"),
      ([.float("x", in: 0...1, step: 0)], "step"), ([.int("x", in: 0...1, step: -1)], "step"),
      ([.int("x", in: Int.min...Int.max)], "too large"), ([.choice("x", of: [])], "no values"),
      ([.choice("x", of: ["a", "a"])], "twice"), ([.int("x", in: 1...3, default: 4)], "default 4"),
      ([.choice("x", of: ["a", "b"], default: "c")], "default c"),
      ([.bool("x").when("y", is: "a"), .choice("y", of: ["a", "b"])], "not a parameter before it"),
      ([.choice("y", of: ["a", "b"]), .bool("x").when("y", is: "c")], "being c"),
      ([.float("y", in: 0...1), .bool("x").when("y", is: true)], "not countable"),
    ] as [(SearchSpace, String)]
  )
  func `a space that is none is refused with the reason`(_ space: SearchSpace, _ words: String) async throws {
    let error = await #expect(throws: SearchError.self) { try await minimize({ _ in 0 }, in: space, trials: 1) }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test func `an unknown strategy is refused with those that there are`() async throws {
    let error = await #expect(throws: SearchError.self) {
      try await minimize({ _ in 0 }, in: line, trials: 1, strategy: "genetics")
    }
    #expect(error?.description.hasPrefix("there is no strategy 'genetics'; there are auto, gp, tpe") == true)
  }
}

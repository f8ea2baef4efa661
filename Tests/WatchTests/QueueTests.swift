import SystemPackage
import Testing

@testable import swift_tune_watch

@Suite struct QueueTests {
  @Test func `first come, first served, each once`() async {
    let queue = ExperimentQueue()
    for name in ["a", "b", "a", "c", "b"] { await queue.add(FilePath(name)) }
    var taken: [FilePath?] = []
    for _ in 0..<3 { taken.append(await queue.next()) }
    #expect(taken == ["a", "b", "c"])
  }

  @Test func `one that changes while it runs waits again`() async {
    let queue = ExperimentQueue()
    await queue.add("a")
    #expect(await queue.next() == "a")
    await queue.add("a")
    #expect(await queue.next() == "a")
  }

  @Test func `a taker waits for the next, and is let go when the queue closes`() async {
    let queue = ExperimentQueue()
    async let first = queue.next()
    await queue.add("a")
    #expect(await first == "a")
    async let second = queue.next()
    await queue.close()
    #expect(await second == nil)
    #expect(await queue.next() == nil)
  }

  @Test func `a queue that ends when idle ends once all has been added`() async {
    let queue = ExperimentQueue(endsWhenIdle: true)
    await queue.add("a")
    await queue.filled()
    #expect(await queue.next() == "a")
    #expect(await queue.next() == nil)
  }
}

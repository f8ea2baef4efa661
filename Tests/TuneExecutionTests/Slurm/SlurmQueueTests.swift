import Testing

@testable import TuneExecution

@Suite(.timeLimit(.minutes(1))) struct SlurmQueueTests {
  /// Ends the job 101 by that name, while the queue has it by this one; what `scancel` was told.
  private func cancelled(_ name: String, whileQueueHas other: String) async throws -> String {
    let slurm = try FakeSlurm()
    let queue = slurm.launcher().queue
    try slurm.folder.write("101|RUNNING|None|n1|\(queue.prefix)\(other)\n", to: "jobs/101")
    queue.cancel("\(queue.prefix)\(name)", id: "101")
    await slurm.appears("cancelled.whole")
    return slurm.folder.text("cancelled").replacing(queue.prefix, with: "")
  }

  @Test func `a job is ended by its number`() async throws {
    #expect(try await cancelled("a", whileQueueHas: "a") == "101\n")
  }

  @Test func `a number that another job was given meanwhile does not end that one`() async throws {
    #expect(try await cancelled("a", whileQueueHas: "b") == "--name=a 101\n")
  }

  @Test func `eight who take from a pool of a thousand never take the same`() async throws {
    let folder = try TemporaryDirectory()
    let pool = PoolFolders(folder.path)
    try pool.create()
    for number in 1...1_000 { try folder.write("", to: "queue/\(number)") }
    let taken = await withTaskGroup(of: [String].self) { group in
      for _ in 1...8 {
        group.addTask {
          var names: [String] = []
          while let name = pool.take() { names.append(name) }
          return names
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(taken.joined().count == 1_000)
    #expect(Set(taken.joined()).count == 1_000)
  }
}

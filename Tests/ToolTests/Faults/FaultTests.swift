import Foundation
import Subprocess
import Testing

/// The tool, killed or failed at the system calls that matter.
///
/// By default some calls, chosen by a fixed seed; `SWIFT_TUNE_FAULTS=500` takes so many of each experiment, and
/// `SWIFT_TUNE_FAULTS=all` every one.
@Suite(
  .enabled(if: FaultInjection.shared != nil, "no clang, or a system without LD_PRELOAD"),
  .timeLimit(.minutes(60))
)
struct FaultTests {
  private static let size: Int? = {
    let text = ProcessInfo.processInfo.environment["SWIFT_TUNE_FAULTS"]
    return text == "all" ? .max : text.flatMap(Int.init)
  }()

  @Test(arguments: FaultScene.all) func `killed at any system call, it loses nothing`(_ scene: FaultScene) async throws
  {
    let injection = try #require(FaultInjection.shared)
    let undisturbed = try await scene.undisturbed()
    let count = try await calls(scene).count
    var random = SeededNumbers(state: 11)
    var killed = 0
    let numbers = random.sample(Self.size ?? 5, of: count)
    for (index, number) in numbers.enumerated() {
      for moment in Self.size == .max ? ["before", "after", "half"] : [["after", "half", "before"][index % 3]] {
        let place = try scene.place()
        let result = try await injection.run(place, "\(number):\(moment)")
        // A run of two slots may have made fewer calls this time.
        if result.code == 137 || result.status == .signaled(9) { killed += 1 } else { #expect(result.code == 0) }
        try await scene.resumes(place, like: undisturbed, after: words(place, number, moment))
      }
    }
    #expect(killed > numbers.count / 2)
  }

  @Test(arguments: FaultScene.all) func `whatever call fails, it says so and loses nothing`(_ scene: FaultScene)
    async throws
  {
    let injection = try #require(FaultInjection.shared)
    let undisturbed = try await scene.undisturbed()
    let count = try await calls(scene).count
    var random = SeededNumbers(state: 12)
    for number in random.sample(Self.size ?? 3, of: count) {
      let place = try scene.place()
      let result = try await injection.run(place, "\(number):fail")
      let fault = try words(place, number, "failing")
      #expect(result.code == 0 || result.code == 1, "\(fault): \(result)")
      if result.code == 1 {
        #expect(
          (result.output + result.errors).contains(#/cannot \w+|could not be started|[Nn]o space/#),
          "\(fault): \(result)"
        )
      }
      try await scene.resumes(place, like: undisturbed, after: fault)
    }
  }

  private func calls(_ scene: FaultScene) async throws -> [FaultInjection.Call] {
    let injection = try #require(FaultInjection.shared)
    let place = try scene.place()
    let result = try await injection.run(place)
    #expect(result.code == 0, "\(result)")
    let calls = try injection.calls(place)
    // Whatever is done to results is seen.
    for name in ["open", "write", "fsync", "mkdir", "spawn", "rename"] {
      #expect(calls.contains { $0.name == name }, "no \(name)")
    }
    return calls
  }

  private func words(_ place: Workplace, _ number: Int, _ moment: String) throws -> String {
    guard let call = try FaultInjection.shared?.calls(place).first(where: { $0.number == number }) else {
      return "call \(number) (\(moment)), which did not come"
    }
    return "call \(number) (\(moment) \(call.name) \(call.path.replacingOccurrences(of: place.folder.path, with: "")))"
  }
}

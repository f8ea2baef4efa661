import Foundation
import Subprocess
import SystemPackage
import Testing

/// `swift package tune` in a package that depends on this one by path. Builds everything in release, which takes minutes:
/// only where SWIFT_TUNE_PLUGIN_TESTS is set (`make test-plugin`).
@Suite(
  .serialized,
  .enabled(if: ProcessInfo.processInfo.environment["SWIFT_TUNE_PLUGIN_TESTS"] != nil),
  .timeLimit(.minutes(30))
)
struct PluginTests {
  static let app = """
    tune: 1
    train: {product: App, arguments: ["{x}"]}
    parameters: {x: {type: float, min: 0, max: 1}}
    objective: {metric: loss, direction: minimize}
    search: {strategy: sobol}
    budget: {trials: 4}

    """
  /// Ignores the polite signal, starts processes of its own, and acts on who runs it.
  static let stubborn = """
    trap '' TERM INT HUP
    setsid sh -c 'trap "" TERM INT HUP; sleep 300' &
    sh -c 'trap "" TERM; sleep 300' &
    if [ -e calm ]; then echo loss: 1; exit; fi
    if [ "$TUNE_TRIAL" = 2 ]; then eval "$ACT"; fi
    sleep 300

    """
  static let slow = """
    tune: 1
    train: {command: [sh, train.sh], grace: 1s}
    parameters: {x: {type: float, min: 0, max: 1}}
    objective: {metric: loss, direction: minimize}
    search: {strategy: sobol}
    budget: {trials: 4}
    parallel: 2

    """

  @Test func `runs manifests around a product of the package, and continues`() async throws {
    let fixture = try Fixture()
    try fixture.write("experiments/app.yaml", Self.app)
    let first = try await fixture.tune()
    #expect(first.succeeded, "\(first.output)")
    #expect(fixture.exists("experiments/app/report.md"))
    let again = try await fixture.tune("run", "app")
    #expect(again.output.contains("nothing left to do"))
    _ = try await fixture.tune("run", "app", "--trials", "+1", "--allow-writing-to-package-directory")
    #expect(fixture.exists("experiments/app/trials/0005/trial.json"))
  }

  @Test func `init writes an example that runs`() async throws {
    let fixture = try Fixture()
    let initialized = try await fixture.tune("init", "--template", "digits")
    #expect(initialized.succeeded, "\(initialized.output)")
    let run = try await fixture.tune("run", "digits", "--trials", "2")
    #expect(run.succeeded, "\(run.output)")
    #expect(fixture.exists("experiments/digits/best/weights.bin"))
  }

  @Test func `a command that would wait for ever is refused`() async throws {
    let fixture = try Fixture()
    try fixture.write(
      "experiments/app.yaml",
      Self.app.replacingOccurrences(
        of: "{product: App, arguments: [\"{x}\"]}",
        with: "{command: [swift, run, App, \"{x}\"]}"
      )
    )
    let result = try await fixture.tune()
    #expect(!result.succeeded)
    #expect(result.output.contains("'swift run' would wait for ever"))
    #expect(result.output.contains("product: App"))
  }

  @Test(arguments: [
    ("kill -INT $(cat ../pid)", "interrupted"),
    ("kill -KILL $(ps -o ppid= -p $PPID)", "interrupted"),
    ("kill -KILL $PPID", "running"),
  ])
  func `stopped or killed, it leaves no process, and completes the same trials`(_ act: String, _ state: String)
    async throws
  {
    let fixture = try Fixture()
    try fixture.write("experiments/slow.yaml", Self.slow)
    try fixture.write("experiments/train.sh", Self.stubborn)
    let stopped = try await fixture.tune("run", "slow", environment: ["ACT": act])
    #expect(!stopped.succeeded)
    // `swift package` may return before the tool that lost its parent has ended its trials.
    try await fixture.waitUntilUnlocked("experiments/slow")
    if state == "interrupted" { #expect(fixture.processes().isEmpty) }
    #expect(try fixture.state("experiments/slow", 2) == state)
    try fixture.write("experiments/calm", "")
    let resumed = try await fixture.tune("run", "slow")
    #expect(resumed.succeeded, "\(resumed.output)")
    #expect(fixture.processes().isEmpty)
    #expect(try (1...4).allSatisfy { try fixture.state("experiments/slow", $0) == "completed" })
    #expect(!fixture.exists("experiments/slow/trials/0005"))
  }
}

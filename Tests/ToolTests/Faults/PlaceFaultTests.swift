import Foundation
import Subprocess
import Testing

/// What can happen to the place where the tool runs: its disk, its limits, its clock, its folder.
@Suite(.timeLimit(.minutes(5))) struct PlaceFaultTests {
  private static let needsInjection = "no clang, or a system without LD_PRELOAD"

  // MARK: The disk

  @Test(.enabled(if: FaultInjection.shared != nil, "\(needsInjection)"), arguments: [8, 30, 60, 90])
  func `a disk that fills up`(_ call: Int) async throws {
    try await disk(failsFrom: call, with: ENOSPC, words: "no space left on the device; free some and run again")
  }

  @Test(.enabled(if: FaultInjection.shared != nil, "\(needsInjection)"), arguments: [1, 40, 80])
  func `a disk that becomes read-only`(_ call: Int) async throws {
    try await disk(failsFrom: call, with: EROFS, words: "the file system is read-only")
  }

  private func disk(failsFrom call: Int, with error: Int32, words: String) async throws {
    let injection = try #require(FaultInjection.shared)
    let scene = FaultScene.serial
    let place = try scene.place()
    let result = try await injection.run(place, "\(call)+:\(error)")
    #expect(result.code == 1, "\(result)")
    #expect((result.output + result.errors).contains(words), "\(result)")
    try await scene.resumes(place, like: await scene.undisturbed(), after: words)
  }

  /// A file system of its own, of 80 kB, that the results are on; nil where such cannot be mounted.
  private static let mounting: [String]? = {
    for words in [["unshare", "-m"], ["unshare", "-rm"]] {
      let trial = Process()
      trial.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      trial.arguments = words + ["mount", "-t", "tmpfs", "-o", "size=80k", "tmpfs", "/mnt"]
      trial.standardError = FileHandle.nullDevice
      guard (try? trial.run()) != nil else { continue }
      trial.waitUntilExit()
      if trial.terminationStatus == 0 { return words }
    }
    return nil
  }()

  @Test(
    .enabled(if: mounting != nil, "no file system may be mounted here"),
    arguments: [("size=80k", "no space left on the device"), ("ro", "the file system is read-only")]
  )
  func `a small file system`(_ option: String, _ words: String) async throws {
    let scene = FaultScene.serial
    let place = try scene.place()
    // The first runs need little room and may write; then comes the fault, then the remedy.
    try place.write(
      "fault.sh",
      """
      mkdir a && mount -t tmpfs -o size=80k tmpfs a || exit 99
      "$TOOL" run a.yaml --trials 1 > first.txt 2>&1 || exit 98
      mount -o remount,\(option) a
      timeout 100 "$TOOL" run a.yaml > second.txt 2>&1; echo $? > second.code
      mount -o remount,rw,size=16m a
      cp -a a kept
      timeout 100 "$TOOL" run a.yaml > third.txt 2>&1 || exit 97
      cp -a a/. done

      """
    )
    let arguments = try #require(Self.mounting) + ["sh", "fault.sh"]
    let result = try await place.run("/usr/bin/env", arguments, environment: ["TOOL": Workplace.tool.path])
    #expect(result.code == 0, "\(result)")
    #expect(try place.read("second.code") == "1\n")
    let errors = try place.read("second.txt")
    #expect(errors.contains(words), "\(errors)")
    let undisturbed = try await scene.undisturbed()
    #expect(try withoutTimes(place.read("done/trials.csv")) == undisturbed)
    let (kept, done) = (try FaultState(place, "kept"), try FaultState(place, "done"))
    #expect(!kept.completed.isEmpty)
    for trial in kept.completed { #expect(try done.essence(trial) == kept.essence(trial)) }
  }

  // MARK: Limits

  @Test(arguments: [("-n 12", 1), ("-n 16", 1), ("-n 24", 1), ("-n 64", 0), ("-S -n 16", 0)])
  func `few file descriptors`(_ limit: String, _ code: Int32) async throws {
    let scene = FaultScene.parallel
    let place = try scene.place()
    let result = try await place.run(
      "/bin/sh",
      ["-c", "ulimit \(limit); exec \"$TOOL\" run a.yaml"],
      environment: ["TOOL": Workplace.tool.path]
    )
    #expect(result.code == code, "\(limit): \(result)")
    if code == 1 {
      let words = "too many open files; raise the limit (ulimit -n) or lower 'parallel'"
      #expect((result.output + result.errors).contains(words), "\(limit): \(result)")
    }
    try await scene.resumes(place, like: await scene.undisturbed(), after: "a limit of \(limit)")
  }

  // MARK: The clock

  @Test(.enabled(if: FaultInjection.shared != nil, "\(needsInjection)"))
  func `a clock that is set back an hour`() async throws {
    let injection = try #require(FaultInjection.shared)
    let scene = FaultScene.parallel
    let place = try scene.place()
    let result = try await injection.run(place, "40+:back")
    #expect(result.code == 0, "\(result)")
    let starts = try FaultState(place).records.values.compactMap { record in
      ((record["attempts"] as? [[String: Any]])?.first?["started"] as? String)?.prefix(13)
    }
    #expect(Set(starts).count > 1, "the clock was not set back: \(starts)")
    try await scene.resumes(place, like: await scene.undisturbed(), after: "a clock set back")
  }

  // MARK: The folder

  /// Trial 3 does something to the folder, once.
  private func place(_ deed: String) throws -> Workplace {
    let place = try FaultScene.serial.place()
    try place.write(
      "train.sh",
      "if [ \"$TUNE_TRIAL\" = 3 ] && [ ! -e done ]; then touch done; \(deed); fi\n" + place.read("train.sh")
    )
    return place
  }

  @Test(arguments: ["rm -r a", "rm a/.lock", "rm -r a/.cache a/trials/0001", "mv a b"])
  func `a results folder that is removed in mid-run`(_ deed: String) async throws {
    let scene = FaultScene.serial
    let place = try place(deed)
    let result = try await place.tune("run", "a.yaml")
    #expect(result.code == 0, "\(result)")
    let words = "removed while the experiment ran, and written again"
    #expect((result.output + result.errors).contains(words) == (deed != "rm a/.lock"), "\(result)")
    #expect(try FaultState(place).completed == [1, 2, 3, 4])
    try await scene.resumes(place, like: await scene.undisturbed(), after: deed)
  }

  @Test func `a trial's folder that is replaced by a link`() async throws {
    let scene = FaultScene.serial
    let place = try place("mkdir elsewhere; mv \"$TUNE_TRIAL_DIR\" moved; ln -s \"$PWD/elsewhere\" \"$TUNE_TRIAL_DIR\"")
    let result = try await place.tune("run", "a.yaml")
    #expect(result.code == 0, "\(result)")
    #expect(!place.exists("elsewhere/trial.json"))
    #expect(try FaultState(place).completed == [1, 2, 3, 4])
    try await scene.resumes(place, like: await scene.undisturbed(), after: "a link")
  }

  // MARK: Company

  @Test(arguments: ["", "--fresh"]) func `two tools started at once`(_ option: String) async throws {
    let scene = FaultScene.serial
    let place = try scene.place()
    let script = """
      "$TOOL" run a.yaml \(option) > 1.txt 2>&1 & one=$!
      "$TOOL" run a.yaml \(option) > 2.txt 2>&1 & two=$!
      wait $one; echo $? > 1.code; wait $two; echo $? > 2.code
      """
    _ = try await place.run("/bin/sh", ["-c", script], environment: ["TOOL": Workplace.tool.path])
    let codes = try ["1.code", "2.code"].map { try place.read($0) }
    #expect(codes.contains("0\n"), "\(codes)")
    for (code, text) in zip(codes, ["1.txt", "2.txt"]) where code != "0\n" {
      #expect(code == "3\n")
      #expect(try place.read(text).contains("is in use by"))
    }
    try await scene.resumes(place, like: await scene.undisturbed(), after: "two tools")
  }
}

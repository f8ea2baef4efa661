import Foundation
import Testing

/// Several manifests beside each other.
@Suite struct SharedFolderTests {
  @Test func `two manifests with one results folder are both refused`() async throws {
    let place = try Workplace()
    try place.write("experiments/train.sh", RunTests.train)
    try place.write("experiments/small.yaml", RunTests.manifest + "\nname: digits\n")
    try place.write("experiments/large.yaml", RunTests.manifest + "\nname: digits\n")
    for arguments in [["check", "small"], ["run", "small"], ["run"]] {
      let result = try await place.run(Workplace.tool.path, arguments)
      #expect(result.code == 2, "\(result)")
      #expect(result.errors.contains("experiments/large.yaml keeps its results in the same folder"), "\(result)")
    }
    #expect(!place.exists("experiments/digits/trials"))
  }

  @Test func `a manifest that cannot be read is no fault of the others`() async throws {
    let place = try Workplace()
    try place.write("experiments/train.sh", RunTests.train)
    try place.write("experiments/a.yaml", RunTests.manifest)
    let link = place.folder.appendingPathComponent("experiments/b.yaml").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "nowhere.yaml")
    let result = try await place.tune("run", "a", "--trials", "2")
    #expect(result.code == 0, "\(result)")
    #expect(result.output.contains("2 trials"), "\(result)")
  }

  @Test func `output that could not be written is an error, and a reader that went away is none`() async throws {
    let place = try Workplace()
    try place.write("experiments/train.sh", RunTests.train)
    try place.write("experiments/a.yaml", RunTests.manifest)
    _ = try await place.tune("run", "a")
    let tool = Workplace.tool.path
    let full = try await place.run("/bin/sh", ["-c", "'\(tool)' list a --csv > /dev/full"])
    #expect(full.code == 1)
    #expect(full.errors.contains("cannot write to standard output"))
    let gone = try await place.run("/bin/bash", ["-c", "'\(tool)' list a --csv | true; echo ${PIPESTATUS[0]}"])
    #expect(gone.output == "0\n")
  }

  @Test func `the prepare step may make the folder that the train command runs in`() async throws {
    let place = try Workplace()
    try place.write(
      "a.yaml",
      """
      tune: 1
      prepare: {command: [sh, -c, 'mkdir -p work && echo "echo loss: 1" > work/train.sh']}
      train: {command: [sh, train.sh], directory: work}
      parameters: {x: {type: int, min: 1, max: 2}}
      objective: {metric: loss, direction: minimize}

      """
    )
    let result = try await place.tune("run", "a.yaml")
    #expect(result.code == 0, "\(result)")
  }

  @Test func `best prints the options that lead to the parameters`() async throws {
    let place = try Workplace()
    try place.write(
      "a.yaml",
      """
      tune: 1
      train:
        command: [sh, -e, train.sh, --rate, "{x}", --config, '{{"a": 1}}', --verbose]
      parameters: {x: {type: int, min: 1, max: 2}}
      objective: {metric: loss, direction: minimize}

      """
    )
    try place.write("train.sh", "echo loss: 1\n")
    _ = try await place.tune("run", "a.yaml")
    let best = try #require(try place.record("a", 1)["parameters"] as? [String: Any])
    let rate = try #require(best["x"] as? Int)
    #expect(try await place.tune("best", "a").output == "--rate \(rate) --config '{\"a\": 1}' --verbose\n")
  }
}

import Foundation
import Testing

/// Several manifests beside each other.
@Suite struct NeighbouringManifestsTests {
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

  @Test func `other files of the name are no manifests`() async throws {
    let place = try Workplace()
    try place.write("train.sh", RunTests.train)
    try place.write("tune.yaml", RunTests.manifest + "\nname: config\n")
    try place.write("config.yaml", "database: {host: local}\n")
    #expect(try await place.tune("check", "tune.yaml").code == 0)
    #expect(try await place.tune("run", "tune.yaml", "--trials", "2").code == 0)
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
}

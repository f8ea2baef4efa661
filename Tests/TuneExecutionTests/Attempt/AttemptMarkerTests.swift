import SystemPackage
import Testing

@testable import TuneExecution

@Suite struct AttemptMarkerTests {
  private let marker = AttemptMarker(trialDirectory: "/results/trials/0001", attempt: 2)

  @Test func isFoundInAnEnvironment() {
    #expect(marker.marks(Array("HOME=/\0TUNE_ATTEMPT=/results/trials/0001#2\0PATH=/bin\0".utf8)))
    #expect(!marker.marks(Array("TUNE_ATTEMPT=/results/trials/0001#21\0".utf8)))
    #expect(!marker.marks(Array("XTUNE_ATTEMPT=/results/trials/0001#2\0".utf8)))
    #expect(!marker.marks([]))
  }

  @Test func isAddedToThatOfAnOuterAttempt() {
    var environment = ["TUNE_ATTEMPT": "/outer#1"]
    marker.mark(&environment)
    let bytes = Array("TUNE_ATTEMPT=\(environment["TUNE_ATTEMPT"] ?? "")\0".utf8)
    #expect(marker.marks(bytes))
    #expect(AttemptMarker(trialDirectory: "/outer", attempt: 1).marks(bytes))
  }
}

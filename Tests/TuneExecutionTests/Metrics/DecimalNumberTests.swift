import Testing

@testable import TuneExecution

@Suite struct DecimalNumberTests {
  private func read(_ text: String) -> (value: Double, rest: String, isWhole: Bool)? {
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBytes { buffer in
      DecimalNumber(buffer, from: 0).map {
        ($0.value, String(decoding: bytes[$0.end...], as: UTF8.self), $0.isWhole)
      }
    }
  }

  @Test func readsWhatProgramsPrint() {
    let cases: [(String, Double, String, Bool)] = [
      ("0", 0, "", true), ("42,", 42, ",", true), ("-7", -7, "", true), ("+3", 3, "", true),
      ("0.25 ", 0.25, " ", false),
      (".5", 0.5, "", false), ("5.", 5, ".", true), ("1.5.2", 1.5, ".2", false), ("1e-4", 1e-4, "", false),
      ("2E+3x", 2_000, "x", false), ("3e", 3, "e", true), ("3e-", 3, "e-", true), ("1e400", .infinity, "", false),
      ("-1e400", -.infinity, "", false), ("1e-400", 0, "", false), ("1e999999999999", .infinity, "", false),
      ("inf", .infinity, "", false), ("-Infinity", -.infinity, "", false), ("+INF%", .infinity, "%", false),
      ("123456789012345678901234567890", 1.2345678901234568e29, "", true),
      ("0.1000000000000000055511151231257827", 0.1, "", false),
    ]
    for (text, value, rest, isWhole) in cases {
      let number = read(text)
      #expect(number?.value == value && number?.rest == rest && number?.isWhole == isWhole, "\(text): \(number as Any)")
    }
    #expect(read("-0.0")?.value.sign == .minus)
  }

  @Test(arguments: ["nan", "NaN", "-nan", "NAN(ind)", "-nan(0x8000)"])
  func readsNotANumber(text: String) {
    #expect(read(text)?.value.isNaN == true)
    #expect(read(text)?.rest == "")
  }

  @Test(arguments: ["", "-", "+", ".", "-.", "e5", "x", "na", "in", " 1"])
  func refusesWhatIsNone(text: String) {
    #expect(read(text) == nil)
  }

  @Test func agreesWithTheStandardLibrary() {
    var state: UInt64 = 1
    for _ in 0..<20_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let number = Double(bitPattern: state >> 1)
      guard number.isFinite else { continue }
      for text in [
        "\(number)", "\(Double(Float(bitPattern: UInt32(state >> 33))))", "\(state % 100_000_000)e-\(state % 30)",
      ]
      where !text.hasPrefix("nan") {
        #expect(read(text)?.value == Double(text), "\(text)")
      }
    }
  }
}

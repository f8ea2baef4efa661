import Foundation

// A train command that stays alive: it reads a line of JSON for each trial and answers with lines of JSON. Replace
// `train` with your own; the rest needs no change.

/// What the worker is told about a trial.
struct Request: Decodable {
  var trial: Int
  var seed: UInt64
  /// The trial's directory.
  var directory: String
  /// The steps to train, where the manifest asks for a budget.
  var budget: Int?
  var parameters: Parameters

  struct Parameters: Decodable {
    var learningRate: Double

    enum CodingKeys: String, CodingKey {
      case learningRate = "learning_rate"
    }
  }
}

/// Trains once and returns the last values of the metrics.
func train(_ request: Request, report: (_ step: Int, _ metrics: [String: Double]) -> Void) throws -> [String: Double] {
  var x = 1.0
  for step in 1...max(1, request.budget ?? 10) {
    x -= request.parameters.learningRate * 2 * x
    report(step, ["loss": x * x])
    // A trial that is to end early finds this file, where the manifest gives notice.
    if FileManager.default.fileExists(atPath: request.directory + "/stop") { break }
  }
  return ["loss": x * x]
}

struct Answer: Encodable {
  var trial: Int
  var step: Int?
  var metrics: [String: Double]?
  var result: [String: Double]?
  var failed: String?
}

let encoder = JSONEncoder()
encoder.nonConformingFloatEncodingStrategy = .convertToString(
  positiveInfinity: "Infinity",
  negativeInfinity: "-Infinity",
  nan: "NaN"
)

func say(_ answer: Answer) throws {
  try FileHandle.standardOutput.write(contentsOf: encoder.encode(answer) + Data("\n".utf8))
}

while let line = readLine() {
  let request = try JSONDecoder().decode(Request.self, from: Data(line.utf8))
  do {
    let result = try train(request) { step, metrics in
      try? say(Answer(trial: request.trial, step: step, metrics: metrics))
    }
    try say(Answer(trial: request.trial, result: result))
  } catch {
    try say(Answer(trial: request.trial, failed: "\(error)"))
  }
}

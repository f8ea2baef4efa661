package import TuneModel

/// Why the result of a trial was not taken, in words for the person who told it.
package enum TellMistake: Error, Hashable, Sendable {
  case unknown(Int, waiting: [Int])
  case toldAlready(TrialRecord)
  /// A run's own trial.
  case notAsked(Int)
  /// The objective's metric is missing among those that were told.
  case noValue(String, told: [String])
  case notFinite(String)
}

extension TellMistake: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unknown(let number, let waiting):
      let numbers = waiting.prefix(20).map(String.init).joined(separator: ", ") + (waiting.count > 20 ? ", …" : "")
      return "there is no trial \(number)\n   = "
        + (waiting.isEmpty ? "'swift-tune ask' makes trials" : "trials that wait for their results: \(numbers)")
    case .toldAlready(let record):
      let result = record.metrics.map { "\($0) \($1)" } + (record.failure.map { [$0] } ?? [])
      let words = result.isEmpty ? "" : ": \(result.joined(separator: ", "))"
      return """
        trial \(record.number) has a result already (\(record.state.rawValue)\(words))
           = to correct it, edit its trial.json, then run 'swift-tune report'
        """
    case .notAsked(let number):
      return """
        trial \(number) was begun by 'swift-tune run', which will take it up again
           = only trials of 'swift-tune ask' can be told
        """
    case .noValue(let metric, let told):
      let advice = told.isEmpty ? "" : "\n   = told was: \(told.joined(separator: ", "))"
      return "no value of the objective '\(metric)'\(advice)"
    case .notFinite(let metric):
      return "the value of '\(metric)' is not a finite number\n   = --failed REASON says that the trial failed"
    }
  }
}

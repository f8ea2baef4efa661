package import TuneModel

/// Which trials of an experiment to show, and in which order.
///
/// A filter is a condition in the language of constraints, over everything that has a name: parameters, metrics, and
/// what `TrialTerms` adds. A trial that lacks what a condition needs does not meet it.
package struct TrialQuery: Sendable {
  private let terms: TrialTerms
  private let filter: Constraint?
  private let key: String?
  private let isDescending: Bool
  private let limit: Int?

  /// - Parameters:
  ///   - filter: a condition such as `accuracy > 0.9 and optimizer == "adam"`.
  ///   - key: the name to sort by; nil: by number. By an objective, the best comes first.
  ///   - isReversed: the other way round.
  ///   - limit: how many to show.
  /// - Throws: a `Diagnostic` that says what is wrong with the filter or the key.
  package init(
    _ terms: TrialTerms,
    filter: String? = nil,
    sortedBy key: String? = nil,
    isReversed: Bool = false,
    limit: Int? = nil
  ) throws(Diagnostic) {
    self.terms = terms
    do throws(ConstraintError) {
      self.filter = try filter.map { (text) throws(ConstraintError) in
        try Constraint.parse(text, parameters: terms.parameters, subject: "a filter", noun: "name")
      }
    } catch {
      throw Diagnostic(
        .error,
        error.message,
        advice: error.advice.map { [$0] } ?? [],
        file: "--filter",
        location: SourceLocation(line: 1, column: error.offset + 1, length: error.length)
      )
    }
    if let key, !terms.names.contains(key) {
      throw Diagnostic(
        .error,
        "there is no '\(key)' to sort by",
        advice: [
          nearest(to: key, among: terms.names).map { "did you mean '\($0)'?" }
            ?? "there are: \(terms.names.joined(separator: ", "))"
        ]
      )
    }
    self.key = key
    let objective = terms.objectives.first { $0.metric == key }
    isDescending = (objective?.direction == .maximize) != isReversed
    self.limit = limit
  }

  /// The trials meant, of all of them.
  ///
  /// - Complexity: O(n log n), and n · names.
  package func callAsFunction(_ records: [TrialRecord]) -> [TrialRecord] {
    let met = records.compactMap { record -> (record: TrialRecord, values: Assignment)? in
      let values = terms.values(record)
      return filter?.isMet(by: values) ?? true ? (record, values) : nil
    }
    let sorted = met.sorted { a, b in
      guard let key else { return isDescending ? a.record.number > b.record.number : a.record.number < b.record.number }
      switch (a.values[key], b.values[key]) {
      case (nil, nil): return a.record.number < b.record.number
      // What has no value comes last, whichever way round.
      case (nil, _): return false
      case (_, nil): return true
      case (let x?, let y?):
        if x == y { return a.record.number < b.record.number }
        return TrialQuery.isLess(x, y) != isDescending
      }
    }
    return sorted.prefix(limit ?? .max).map(\.record)
  }

  /// Numbers by size, before texts by the alphabet.
  private static func isLess(_ a: ParameterValue, _ b: ParameterValue) -> Bool {
    switch (a.number, b.number) {
    case (let x?, let y?): x < y || (y.isNaN && !x.isNaN)
    case (_?, nil): true
    case (nil, _?): false
    case (nil, nil): a.description < b.description
    }
  }
}

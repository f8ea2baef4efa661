package import JSON

/// An assignment to try, and why.
package struct Proposal: Hashable, Sendable {
  package var assignment: Assignment
  package var explanation: Explanation

  package init(_ assignment: Assignment, _ explanation: Explanation) {
    self.assignment = assignment
    self.explanation = explanation
  }
}

/// Why a strategy proposed an assignment; kept in the trial's record.
package struct Explanation: Hashable, Sendable {
  /// What the strategy's model expected of the objective, in the objective's own unit and direction.
  package struct Expectation: Hashable, Sendable {
    package var mean: Double
    package var sd: Double

    package init(mean: Double, sd: Double) {
      self.mean = mean
      self.sd = sd
    }
  }

  package struct Acquisition: Hashable, Sendable {
    package var name: String
    package var value: Double

    package init(name: String, value: Double) {
      self.name = name
      self.value = value
    }
  }

  /// The strategy that the manifest names.
  package var strategy: String
  /// The member of it that proposed, where it has several.
  package var member: String?
  /// The part of the search the proposal belongs to, such as `start`, `design` or `model`.
  package var phase: String?
  /// One clause in plain words, without a capital or a full stop.
  package var why: String
  /// Numbers of the trials the proposal was made from.
  package var parents: [Int]
  package var expected: Expectation?
  package var acquisition: Acquisition?
  /// The trial whose checkpoint this one goes on from: it gets a copy.
  package var continues: Int?
  /// How many steps the trial is to have trained by its end, in all, where the strategy says.
  package var budget: Int?
  /// Whatever else the strategy recorded; its own to read back.
  package var details: JSONObject

  package init(
    strategy: String,
    member: String? = nil,
    phase: String? = nil,
    why: String,
    parents: [Int] = [],
    expected: Expectation? = nil,
    acquisition: Acquisition? = nil,
    details: JSONObject = JSONObject()
  ) {
    self.strategy = strategy
    self.member = member
    self.phase = phase
    self.why = why
    self.parents = parents
    self.expected = expected
    self.acquisition = acquisition
    self.details = details
  }
}

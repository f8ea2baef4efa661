package import JSON
package import TuneModel

/// A trial's record as `trial.json` holds it. The keys are those of design and documentation; unknown keys are ignored
/// on reading, so that an older tool reads what a newer one wrote.
extension TrialRecord {
  package var json: JSONValue {
    var object = JSONObject()
    object["trial"] = .integer(number)
    object["state"] = .string(state.rawValue)
    object["parameters"] = assignment.json
    object["metrics"] = metrics.json
    if let failure { object["failure"] = .string(failure) }
    if let pruning { object["pruning"] = pruning.json }
    var proposal = explanation.json
    proposal["seen"] = .integer(seen)
    if !pending.isEmpty { proposal["pending"] = .array(pending.map { .integer($0) }) }
    object["proposal"] = .object(proposal)
    if let order { object["order"] = .integer(order) }
    object["attempts"] = .array(attempts.map(\.json))
    object["provenance"] = provenance.json
    return .object(object)
  }

  /// - Throws: `RecordMistake` naming the first key that is missing or not of its kind.
  package init(json: JSONValue) throws(RecordMistake) {
    let reader = RecordReader(json)
    let proposal = try reader.child("proposal")
    _ = try reader.child("metrics")
    self.init(
      number: try reader.int("trial"),
      state: try reader.choice("state", TrialState.self),
      assignment: try Assignment(json: reader.child("parameters")),
      metrics: try reader.metrics("metrics"),
      explanation: try Explanation(json: proposal),
      seen: try proposal.count("seen"),
      pending: proposal.optional("pending")?.elements.compactMap(\.int) ?? [],
      order: try reader.optionalInt("order"),
      attempts: try reader.array("attempts").map { (value) throws(RecordMistake) in
        try AttemptRecord(json: RecordReader(value, within: "attempts"))
      },
      provenance: try Provenance(json: reader.child("provenance")),
      failure: reader.value["failure"]?.string,
      pruning: reader.value["pruning"].flatMap(Pruning.init(json:))
    )
  }
}

extension Pruning {
  var json: JSONValue {
    var object: JSONObject = ["rule": .string(rule), "step": .number(step), "value": .number(value)]
    if let reference { object["against"] = .number(reference) }
    object["why"] = .string(words)
    if isSettled { object["settled"] = true }
    return .object(object)
  }

  init?(json: JSONValue) {
    guard let rule = json["rule"]?.string, let step = json["step"]?.double else { return nil }
    self.init(
      rule: rule,
      step: step,
      value: json["value"]?.double ?? .nan,
      reference: json["against"]?.double,
      words: json["why"]?.string ?? "",
      isSettled: json["settled"]?.bool ?? false
    )
  }
}

extension ParameterValue {
  package var json: JSONValue {
    switch self {
    case .int(let value): .integer(value)
    case .float(let value): .number(value)
    case .bool(let value): .bool(value)
    case .string(let value): .string(value)
    }
  }

  package init?(json: JSONValue) {
    switch json {
    case .integer(let value): self = .int(value)
    case .number(let value): self = .float(value)
    case .bool(let value): self = .bool(value)
    case .string(let value): self = .string(value)
    case .null, .array, .object: return nil
    }
  }
}

extension Assignment {
  /// As train commands read it in `parameters.json`: an object of scalars.
  package var json: JSONValue {
    .object(JSONObject(map { ($0, $1.json) }))
  }

  package init(json object: JSONObject) throws(RecordMistake) {
    try self.init(json: RecordReader(.object(object), within: "parameters"))
  }

  init(json reader: RecordReader) throws(RecordMistake) {
    self.init()
    for (name, value) in reader.members {
      guard let value = ParameterValue(json: value) else {
        throw RecordMistake(key: "\(reader.place).\(name)", expected: "a number, a text, true or false")
      }
      append(name, value)
    }
  }
}

extension Explanation {
  /// Without the record's own `seen` and `pending`, which stand in the same object.
  var json: JSONObject {
    var object = JSONObject()
    object["strategy"] = .string(strategy)
    if let member { object["member"] = .string(member) }
    if let phase { object["phase"] = .string(phase) }
    object["why"] = .string(why)
    if !parents.isEmpty { object["parents"] = .array(parents.map { .integer($0) }) }
    if let expected { object["expected"] = ["mean": .number(expected.mean), "sd": .number(expected.sd)] }
    if let acquisition {
      object["acquisition"] = ["name": .string(acquisition.name), "value": .number(acquisition.value)]
    }
    if let continues { object["continues"] = .integer(continues) }
    if let budget { object["budget"] = .integer(budget) }
    if !details.isEmpty { object["details"] = .object(details) }
    return object
  }

  init(json reader: RecordReader) throws(RecordMistake) {
    let value = reader.value
    var expected: Expectation?
    if let mean = value["expected"]?["mean"]?.double, let sd = value["expected"]?["sd"]?.double {
      expected = Expectation(mean: mean, sd: sd)
    }
    var acquisition: Acquisition?
    if let name = value["acquisition"]?["name"]?.string, let number = value["acquisition"]?["value"]?.double {
      acquisition = Acquisition(name: name, value: number)
    }
    self.init(
      strategy: try reader.string("strategy"),
      member: value["member"]?.string,
      phase: value["phase"]?.string,
      why: try reader.string("why"),
      parents: value["parents"]?.array?.compactMap(\.int) ?? [],
      expected: expected,
      acquisition: acquisition,
      details: value["details"]?.object ?? JSONObject()
    )
    continues = value["continues"]?.int
    budget = value["budget"]?.int
  }
}

extension Provenance {
  var json: JSONValue {
    var object = JSONObject()
    if let commit { object["commit"] = .string(commit) }
    if let dirty { object["dirty"] = .bool(dirty) }
    object["seed"] = .integer(Int(truncatingIfNeeded: seed))
    object["tool"] = .string(tool)
    if !inputs.isEmpty {
      object["inputs"] = .object(JSONObject(inputs.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }
    return .object(object)
  }

  init(json reader: RecordReader) throws(RecordMistake) {
    var inputs: [String: String] = [:]
    for (path, fingerprint) in reader.value["inputs"]?.object ?? JSONObject() { inputs[path] = fingerprint.string }
    self.init(
      commit: reader.value["commit"]?.string,
      dirty: reader.value["dirty"]?.bool,
      seed: UInt64(bitPattern: Int64(try reader.int("seed"))),
      tool: try reader.string("tool"),
      inputs: inputs
    )
  }
}

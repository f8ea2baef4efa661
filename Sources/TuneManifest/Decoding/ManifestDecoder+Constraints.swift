import TuneModel
import YAML

extension ManifestDecoder {
  /// Long enough for any condition that a person understands.
  private static let longestConstraint = 500

  /// The constraints; nil when one of them is wrong.
  mutating func constraints(_ fields: Fields, _ table: ParameterTable) -> [Constraint]? {
    guard fields.has(ManifestKeys.constraints) else { return [] }
    guard let nodes = fields.node(ManifestKeys.constraints)?.sequence, table.isKnown else { return nil }
    let parameters = table.parametersOrStandIns
    var constraints: [Constraint] = []
    for node in nodes where !findings.invalid.contains(node.range.start) {
      guard let text = node.scalar?.text else { continue }
      guard text.count <= ManifestDecoder.longestConstraint else {
        findings.error("a constraint has at most \(ManifestDecoder.longestConstraint) characters", at: node.range)
        continue
      }
      do throws(ConstraintError) {
        let constraint = try Constraint.parse(text, parameters: parameters)
        if constraint.expression.parameterNames.isEmpty {
          let truth = constraint.holds(for: Assignment()) ? "true" : "false"
          findings.error("this constraint mentions no parameter: it is always \(truth)", at: node.range)
        } else {
          constraints.append(constraint)
        }
      } catch {
        // What is wrong with a stand-in is a consequence of what was reported already.
        if table.mentionsWrongParameter(String(text.dropFirst(error.offset).prefix(error.length))) { continue }
        let range = findings.source.range(of: error.offset..<(error.offset + error.length), in: node)
        findings.error(error.message, at: range, advice: error.advice)
      }
    }
    return constraints.count == nodes.count ? constraints : nil
  }

  /// Checks that the constraints leave something to search, and that the defaults meet them.
  mutating func checkConstraints(_ fields: Fields, _ space: Space, _ start: [Assignment]) {
    guard !space.constraints.isEmpty, let nodes = fields[ManifestKeys.constraints] else { return }
    checkDefaults(space, nodes)
    let feasibility = ConstraintFeasibility(of: space)
    guard feasibility.isConclusive || feasibility.hits > 0 else { return }
    let samples = "\(feasibility.samples) random assignments"
    if feasibility.hits == 0 {
      let culprits = feasibility.hitsOfConstraint.indices.filter { feasibility.hitsOfConstraint[$0] == 0 }
      for index in culprits where index < nodes.count {
        findings.error(
          "none of \(samples) meets this constraint",
          at: nodes[index].range,
          advice: advice(for: space.constraints[index], space)
        )
      }
      if culprits.isEmpty {
        findings.error(
          "none of \(samples) meets all constraints together",
          at: fields.keyRange(ManifestKeys.constraints)
        )
      }
    } else if feasibility.hits * 500 < feasibility.samples {
      findings.warning(
        "only \(feasibility.hits) of \(samples) meet the constraints: finding some will be slow",
        at: fields.keyRange(ManifestKeys.constraints),
        advice: "narrow the ranges to where the constraints hold"
      )
    }
  }

  private func advice(for constraint: Constraint, _ space: Space) -> String? {
    guard case .compare(.equal, _, _) = constraint.expression,
      constraint.expression.parameterNames.contains(where: {
        if case .continuous = space[$0]?.domain { true } else { false }
      })
    else { return "change it, or the ranges of \(alternatives(constraint.expression.parameterNames, joinedBy: "and"))" }
    return "floats are never equal by chance: search one parameter less, and compute the other in the train command"
  }

  /// The first trial is the defaults: those that somebody wrote down must be possible.
  private mutating func checkDefaults(_ space: Space, _ nodes: [YAMLNode]) {
    guard let defaults = space.defaults else { return }
    for (constraint, node) in zip(space.constraints, nodes) where !constraint.holds(for: defaults) {
      let names = constraint.expression.parameterNames
      let values = names.compactMap { name in defaults[name].map { "\(name) \($0)" } }.joined(separator: ", ")
      let filled = names.filter { space[$0]?.defaultValue == nil && space[$0]?.isFixed == false && defaults[$0] != nil }
      if filled.isEmpty {
        findings.error(
          "the defaults break this constraint: \(values)",
          at: node.range,
          advice: "the first trial is the defaults; change one of them, or the constraint"
        )
      } else {
        findings.warning(
          "the defaults break this constraint, and so they are not the first trial: \(values)",
          at: node.range,
          advice:
            "\(alternatives(filled, joinedBy: "and")) has no default and is in the middle of its range; give it one"
        )
      }
    }
  }
}

extension Parameter {
  var isFixed: Bool { if case .fixed = domain { true } else { false } }
}

extension Expression {
  /// The parameters that are mentioned, in the order of their first mention.
  var parameterNames: [String] {
    var names: [String] = []
    collectNames(&names)
    return names
  }

  /// How many nodes the tree has.
  var size: Int {
    switch self {
    case .number, .text, .truth, .parameter: 1
    case .negate(let operand), .not(let operand): 1 + operand.size
    case .arithmetic(_, let left, let right), .compare(_, let left, let right), .and(let left, let right),
      .or(let left, let right):
      1 + left.size + right.size
    case .call(_, let arguments): arguments.reduce(1) { $0 + $1.size }
    }
  }

  private func collectNames(_ names: inout [String]) {
    switch self {
    case .number, .text, .truth: break
    case .parameter(let name): if !names.contains(name) { names.append(name) }
    case .negate(let operand), .not(let operand): operand.collectNames(&names)
    case .arithmetic(_, let left, let right), .compare(_, let left, let right), .and(let left, let right),
      .or(let left, let right):
      left.collectNames(&names)
      right.collectNames(&names)
    case .call(_, let arguments): for argument in arguments { argument.collectNames(&names) }
    }
  }
}

/// The set of all assignments: parameters with their conditions, and constraints between them.
///
/// Points of the search are vectors of the *unit cube*, one coordinate in [0, 1] for each of `dimensions`. Every
/// vector decodes to an assignment; every assignment encodes to one vector.
///
/// Invariants, checked by the manifest: names are unique; parents exist and conditions have no cycle.
package struct Space: Hashable, Sendable {
  /// All parameters, in the order of the manifest.
  package let parameters: [Parameter]
  package let constraints: [Constraint]
  /// The parameters that are searched (all but the fixed ones), in the order of the manifest.
  package let dimensions: [Parameter]

  /// For each parameter, its place in `dimensions`; nil for fixed ones.
  private let dimensionOfParameter: [Int?]
  /// For each parameter, the parameter its condition names.
  private let parentOfParameter: [Int?]
  /// Indices of `parameters`, parents before children.
  private let parentsFirst: [Int]

  package init(_ parameters: [Parameter], constraints: [Constraint] = []) {
    self.parameters = parameters
    self.constraints = constraints
    var dimensions: [Parameter] = []
    dimensionOfParameter = parameters.map { parameter in
      if case .fixed = parameter.domain { return nil }
      dimensions.append(parameter)
      return dimensions.count - 1
    }
    self.dimensions = dimensions
    var indexOfName: [String: Int] = [:]
    for (index, parameter) in parameters.enumerated() { indexOfName[parameter.name] = index }
    parentOfParameter = parameters.map { $0.condition.flatMap { indexOfName[$0.parent] } }
    parentsFirst = Space.order(parents: parentOfParameter)
  }

  package subscript(name: String) -> Parameter? { parameters.first { $0.name == name } }

  package var isConditional: Bool { parameters.contains { $0.condition != nil } }

  private static func order(parents: [Int?]) -> [Int] {
    var placed = Set<Int>()
    var order: [Int] = []
    // Each pass places every parameter whose parent stands; a cycle, which the manifest refuses, ends the loop.
    while order.count < parents.count {
      let ready = parents.indices.filter { !placed.contains($0) && (parents[$0].map(placed.contains) ?? true) }
      if ready.isEmpty { return order + parents.indices.filter { !placed.contains($0) } }
      order += ready
      placed.formUnion(ready)
    }
    return order
  }
}

// MARK: - Unit cube

extension Space {
  /// Coordinate that stands for "not active" in an encoded point.
  package static let inactiveUnit = 0.5

  /// The assignment at a point of the unit cube: inactive parameters are absent, fixed ones present.
  ///
  /// - Parameter unit: one coordinate for each of `dimensions`; out-of-range coordinates are clamped.
  package func decode(_ unit: [Double]) -> Assignment {
    precondition(unit.count == dimensions.count, "a point has one coordinate per dimension")
    var values = [ParameterValue?](repeating: nil, count: parameters.count)
    for index in parentsFirst where isActive(index, values) {
      let domain = parameters[index].domain
      values[index] = domain.value(atUnit: dimensionOfParameter[index].map { unit[$0] } ?? 0.5)
    }
    return assignment(values)
  }

  /// The point of an assignment; a dimension that is absent, or whose value is not in its domain, is `inactiveUnit`.
  ///
  /// `decode(encode(a)) == a` for every assignment that `decode` returned.
  package func encode(_ assignment: Assignment) -> [Double] {
    dimensions.map { parameter in
      assignment[parameter.name].flatMap { parameter.domain.unit(of: $0) } ?? Space.inactiveUnit
    }
  }

  /// Which dimensions exist at a point of the unit cube.
  package func activity(_ unit: [Double]) -> [Bool] {
    guard isConditional else { return [Bool](repeating: true, count: dimensions.count) }
    var values = [ParameterValue?](repeating: nil, count: parameters.count)
    var active = [Bool](repeating: false, count: dimensions.count)
    for index in parentsFirst where isActive(index, values) {
      let dimension = dimensionOfParameter[index]
      if let dimension { active[dimension] = true }
      values[index] = parameters[index].domain.value(atUnit: dimension.map { unit[$0] } ?? 0.5)
    }
    return active
  }

  /// The point made canonical: coordinates at the middle of their value's share, inactive ones at `inactiveUnit`.
  /// Two points decode to the same assignment if and only if their canonical forms are equal (up to rounding of
  /// continuous values).
  package func canonical(_ unit: [Double]) -> [Double] {
    let active = activity(unit)
    return dimensions.indices.map { active[$0] ? dimensions[$0].domain.snapped(unit[$0]) : Space.inactiveUnit }
  }

  private func isActive(_ index: Int, _ values: [ParameterValue?]) -> Bool {
    guard let condition = parameters[index].condition else { return true }
    guard let parent = parentOfParameter[index], let value = values[parent] else { return false }
    return condition.holds(for: value)
  }

  private func assignment(_ values: [ParameterValue?]) -> Assignment {
    var assignment = Assignment()
    for (index, value) in values.enumerated() {
      if let value { assignment.append(parameters[index].name, value) }
    }
    return assignment
  }
}

// MARK: - Assignments

extension Space {
  /// Whether every constraint holds. A constraint that mentions an inactive parameter holds.
  package func satisfiesConstraints(_ assignment: Assignment) -> Bool {
    constraints.allSatisfy { $0.holds(for: assignment) }
  }

  /// The assignment with missing active parameters filled (by their default, else the middle of their range) and
  /// inactive ones removed. Values that are given stay, whether or not they are in their domain.
  package func completed(_ partial: Assignment) -> Assignment {
    var values = [ParameterValue?](repeating: nil, count: parameters.count)
    for index in parentsFirst where isActive(index, values) {
      let parameter = parameters[index]
      values[index] = partial[parameter.name] ?? parameter.defaultValue ?? parameter.domain.value(atUnit: 0.5)
    }
    return assignment(values)
  }

  /// The defaults of all parameters, where at least one has a default.
  package var defaults: Assignment? {
    parameters.contains { $0.defaultValue != nil } ? completed(Assignment()) : nil
  }

  /// Whether the assignment has exactly the active parameters, each with a value of its domain, and meets the
  /// constraints.
  package func contains(_ assignment: Assignment) -> Bool {
    guard completed(assignment) == assignment else { return false }
    for (name, value) in assignment where self[name]?.domain.unit(of: value) == nil { return false }
    return satisfiesConstraints(assignment)
  }

  /// How many different assignments there are when constraints are ignored; nil when infinite or above `limit`.
  /// - Complexity: O(parameters · values of parents).
  package func cardinality(limit: Int = 1_000_000) -> Int? {
    // Only parents' values matter one by one; a childless parameter contributes its number of values.
    var children: [[Int]] = Array(repeating: [], count: parameters.count)
    for (index, parent) in parentOfParameter.enumerated() { if let parent { children[parent].append(index) } }
    func count(_ index: Int) -> Int? {
      let domain = parameters[index].domain
      guard let cardinality = domain.cardinality else { return nil }
      if children[index].isEmpty { return cardinality <= limit ? cardinality : nil }
      guard cardinality <= limit else { return nil }
      var total = 0
      for level in 0..<cardinality {
        let value = domain.value(atUnit: domain.unit(ofLevel: level) ?? 0.5)
        var product = 1
        for child in children[index] where parameters[child].condition?.holds(for: value) == true {
          guard let factor = count(child) else { return nil }
          let (result, overflow) = product.multipliedReportingOverflow(by: factor)
          if overflow || result > limit { return nil }
          product = result
        }
        total += product
        if total > limit { return nil }
      }
      return total
    }
    var product = 1
    for index in parameters.indices where parentOfParameter[index] == nil {
      guard let factor = count(index) else { return nil }
      let (result, overflow) = product.multipliedReportingOverflow(by: factor)
      if overflow || result > limit { return nil }
      product = result
    }
    return product
  }
}

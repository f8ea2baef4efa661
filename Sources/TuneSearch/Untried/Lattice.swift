package import TuneModel

/// All combinations of some coordinates of each dimension, numbered from 0.
///
/// Conditions are respected: a combination has coordinates for the dimensions that are active in it and
/// `Space.inactiveUnit` for the others, so no assignment occurs twice. Nothing is stored for each combination.
package struct Lattice: Sendable {
  /// How many combinations there are.
  package let count: Int

  private let dimensionCount: Int
  private let roots: [Node]

  /// A parameter with the parameters that depend on it.
  private struct Node {
    /// Nil for a fixed parameter.
    var dimension: Int?
    var branches: [Branch]
    /// Combinations of the parameter and everything below it.
    var count: Int

    /// The branch that a number below `count` belongs to: the last one that starts at or before it.
    func branch(of number: Int) -> Branch {
      var (low, high) = (0, branches.count)
      while high - low > 1 {
        let middle = (low + high) / 2
        if branches[middle].start <= number { low = middle } else { high = middle }
      }
      return branches[low]
    }
  }

  /// A coordinate of a parameter with the parameters that it activates.
  private struct Branch {
    var unit: Double
    var children: [Node]
    /// Combinations in the branches before this one.
    var start: Int
  }

  /// - Parameter levels: the coordinates of each of the space's dimensions, at least one.
  /// - Returns: Nil when there are more combinations than an `Int` can count.
  package init?(_ space: Space, levels: [[Double]]) {
    precondition(levels.count == space.dimensions.count, "levels are given for each dimension")
    guard let roots = Lattice.nodes(of: space, under: nil, levels: levels),
      let count = Lattice.product(roots.map(\.count))
    else { return nil }
    self.roots = roots
    self.count = count
    dimensionCount = levels.count
  }

  /// Every assignment of a finite space, constraints ignored; nil when there are more than `limit`.
  package init?(allOf space: Space, limit: Int) {
    guard space.cardinality(limit: limit) != nil else { return nil }
    self.init(space, levels: space.dimensions.map { Lattice.allLevels(of: $0.domain) })
  }

  private static func allLevels(of domain: Domain) -> [Double] {
    (0..<(domain.cardinality ?? 1)).map { domain.unit(ofLevel: $0) ?? Space.inactiveUnit }
  }

  private static func nodes(of space: Space, under parent: (name: String, value: ParameterValue)?, levels: [[Double]])
    -> [Node]?
  {
    var nodes: [Node] = []
    var dimension = -1
    for parameter in space.parameters {
      var own: Int?
      if case .fixed = parameter.domain {
      } else {
        dimension += 1
        own = dimension
      }
      guard parameter.condition?.parent == parent?.name else { continue }
      if let parent, parameter.condition?.holds(for: parent.value) != true { continue }
      guard let node = node(parameter, own, in: space, levels: levels) else { return nil }
      nodes.append(node)
    }
    return nodes
  }

  private static func node(_ parameter: Parameter, _ dimension: Int?, in space: Space, levels: [[Double]]) -> Node? {
    let hasChildren = space.parameters.contains { $0.condition?.parent == parameter.name }
    var node = Node(dimension: dimension, branches: [], count: 0)
    for unit in dimension.map({ levels[$0] }) ?? [Space.inactiveUnit] {
      let value = parameter.domain.value(atUnit: unit)
      guard let children = hasChildren ? nodes(of: space, under: (parameter.name, value), levels: levels) : [],
        let below = product(children.map(\.count))
      else { return nil }
      node.branches.append(Branch(unit: unit, children: children, start: node.count))
      let (sum, overflow) = node.count.addingReportingOverflow(below)
      if overflow { return nil }
      node.count = sum
    }
    return node
  }

  private static func product(_ counts: [Int]) -> Int? {
    counts.reduce(1) { product, count in
      guard let (result, overflow) = product?.multipliedReportingOverflow(by: count), !overflow else { return nil }
      return result
    }
  }
}

extension Lattice {
  /// The combination with a number below `count`, as a point of the unit cube.
  /// - Complexity: O(dimensions · log(levels)).
  package func point(_ number: Int) -> [Double] {
    precondition((0..<count).contains(number), "a lattice has the combinations 0, …, count − 1")
    var point = [Double](repeating: Space.inactiveUnit, count: dimensionCount)
    Lattice.fill(&point, roots, number)
    return point
  }

  private static func fill(_ point: inout [Double], _ nodes: [Node], _ number: Int) {
    var rest = number
    for node in nodes.reversed() {
      let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: node.count)
      rest = quotient
      let branch = node.branch(of: remainder)
      if let dimension = node.dimension { point[dimension] = branch.unit }
      fill(&point, branch.children, remainder - branch.start)
    }
  }

  /// The number of the combination that has the middle level of every dimension.
  package var middle: Int { Lattice.middle(of: roots) }

  private static func middle(of nodes: [Node]) -> Int {
    nodes.reduce(0) { number, node in
      let branch = node.branches[(node.branches.count - 1) / 2]
      return number * node.count + branch.start + middle(of: branch.children)
    }
  }
}

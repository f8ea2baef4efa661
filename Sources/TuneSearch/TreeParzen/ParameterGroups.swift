import TuneModel

/// The dimensions of a space in groups that exist together, groups of parents before those of their children.
///
/// Trials that lack a group say nothing about it, so each group has densities of its own.
struct ParameterGroups: Sendable {
  let groups: [[ParzenDensity.Dimension]]

  init(_ geometry: CubeGeometry) {
    var found: [(requirements: [CubeGeometry.Requirement], dimensions: [ParzenDensity.Dimension])] = []
    for (p, axis) in geometry.axes.enumerated() {
      let dimension = ParzenDensity.Dimension(axis: p, kernel: ParameterGroups.kernel(of: axis))
      if let i = found.firstIndex(where: { $0.requirements == axis.requirements }) {
        found[i].dimensions.append(dimension)
      } else {
        found.append((axis.requirements, [dimension]))
      }
    }
    // A child has the requirements of its parent and one more.
    groups = found.enumerated()
      .sorted { ($0.element.requirements.count, $0.offset) < ($1.element.requirements.count, $1.offset) }
      .map(\.element.dimensions)
  }

  /// Every dimension a group of its own.
  var separate: [[ParzenDensity.Dimension]] { groups.flatMap { $0.map { [$0] } } }

  /// A table for each pair of more levels than this would cost more than it gains.
  private static let tableLimit = 64

  private static func kernel(of axis: CubeGeometry.Axis) -> ParzenDensity.Dimension.Kernel {
    switch axis.kind {
    case .continuous: .continuous
    case .ordered(let levels) where levels > tableLimit: .continuous
    case .ordered(let levels): .ordered((0..<levels).map { axis.domain.unit(ofLevel: $0) ?? 0.5 })
    case .unordered(let levels): .unordered(levels: levels)
    }
  }
}

import TuneMath
import TuneModel

/// Maximizes a function of rows by sampling and mutation: no gradients, so that integers, choices, conditions and
/// constraints are all the same to it.
///
/// 1. Points of a Sobol sequence, and mutations of some promising rows.
/// 2. Rounds: of everything seen the best are kept and mutated, with a step that halves each time.
struct CandidateSearch {
  /// Points of the sequence.
  var spread = 256
  /// Mutations of each promising row.
  var mutationsOfEach = 40
  var rounds = 6
  /// How many of the best are mutated in a round, and how many mutations each of them gets.
  var kept = 8
  var mutationsOfKept = 24
  /// Step of the first mutations, as a share of a dimension's range.
  var step = 0.1

  let geometry: CubeGeometry
  private var source: RandomSource

  init(_ geometry: CubeGeometry, _ source: RandomSource) {
    self.geometry = geometry
    self.source = source
  }

  /// Rows and their values.
  struct Scored {
    var rows: Rows
    var values: [Double]
  }

  /// What was seen in the last round, the best first.
  ///
  /// - Parameters:
  ///   - promising: rows to start from, besides the sequence.
  ///   - feasible: rows known to meet the constraints, where there are any.
  mutating func maximize(
    from promising: Rows,
    _ value: (Rows) -> [Double]
  ) -> Scored {
    var sequence = source.split("sobol")
    let sobol = Sobol(dimensions: geometry.dimension, scrambling: .owen(seed: sequence.next()))
    let points = sobol.points(0..<spread)
    var rows = Rows(dimension: geometry.dimension)
    for i in 0..<spread {
      append(Array(points[i * geometry.dimension..<(i + 1) * geometry.dimension]), to: &rows)
    }
    for i in 0..<promising.count {
      append(promising[i], to: &rows)
      for _ in 0..<mutationsOfEach { append(mutation(of: promising[i], step: step), to: &rows) }
    }
    var seen = Scored(rows: rows, values: value(rows))
    var step = step
    for _ in 0..<rounds {
      seen = seen.best(kept)
      var mutated = Rows(dimension: geometry.dimension)
      for i in 0..<seen.rows.count {
        for _ in 0..<mutationsOfKept { append(mutation(of: seen.rows[i], step: step), to: &mutated) }
      }
      seen.values += value(mutated)
      seen.rows.append(mutated)
      step *= 0.5
    }
    return seen.best(seen.rows.count)
  }

  /// Adds a point, made canonical, if it meets the constraints.
  private func append(_ point: [Double], to rows: inout Rows) {
    var row = point
    geometry.canonicalize(&row)
    if geometry.space.constraints.isEmpty || geometry.space.satisfiesConstraints(geometry.assignment(row)) {
      rows.append(row)
    }
  }

  /// Changes all dimensions or, as often, only some: 2 on average, and at least 1. The step's size varies from one mutation to
  /// the next, but is the same for all dimensions of one.
  private mutating func mutation(of row: [Double], step: Double) -> [Double] {
    let count = row.count
    var row = row
    let rate = source.bernoulli(0.5) ? 1 : min(1, 2 / Double(count))
    let always = source.integer(below: count)
    let size = step * exponential(0.7 * source.normal())
    for (p, axis) in geometry.axes.enumerated() where source.bernoulli(rate) || p == always {
      switch axis.kind {
      case .continuous:
        row[p] = start(row[p]) + size * source.normal()
      case .ordered(let levels):
        if source.bernoulli(0.5) {
          let level = geometry.level(start(row[p]), of: p) + (source.bernoulli(0.5) ? 1 : -1)
          row[p] = axis.domain.unit(ofLevel: min(max(level, 0), levels - 1)) ?? row[p]
        } else {
          row[p] = start(row[p]) + size * source.normal()
        }
      case .unordered(let levels):
        if count == 1 || source.bernoulli(0.3) {
          row[p] = axis.domain.unit(ofLevel: source.integer(below: levels)) ?? row[p]
        }
      }
    }
    return row
  }

  /// Where a dimension starts from that did not exist.
  private func start(_ unit: Double) -> Double { unit == CubeGeometry.inactive ? Space.inactiveUnit : unit }
}

extension CandidateSearch.Scored {
  /// The best `count`, the best first; the earlier of equals.
  func best(_ count: Int) -> CandidateSearch.Scored {
    let order = values.indices.sorted { values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1 }.prefix(count)
    return CandidateSearch.Scored(rows: rows.selecting(Array(order)), values: order.map { values[$0] })
  }
}

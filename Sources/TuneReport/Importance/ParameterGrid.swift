import TuneMath
import TuneModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension GridColumn {
  /// Cells of a number's range.
  private static let cells = 50

  /// A parameter's values in some trials, on the grid of PED-ANOVA: numbers are rounded to points at even distances on
  /// the parameter's scale, of which both ends are one.
  init(_ parameter: Parameter, _ values: [ParameterValue?]) {
    switch parameter.domain {
    case .continuous(let range):
      self = .points(Self.cells, values.map { $0?.number.map { range.unit(of: $0) } })
    case .stepped(let range):
      let count =
        range.scale == .linear
        ? min(range.count, Self.cells) : min(Self.cells, Int(log2(Double(range.count)).rounded(.up)) + 1)
      let ends = ContinuousRange(min: range.min, max: range.max, scale: range.scale)
      self = .points(count, values.map { $0?.number.map { ends.unit(of: $0) } })
    case .ordered(let listed), .categorical(let listed):
      let places = Dictionary(listed.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
      self.init(
        cells: values.map { value in value.flatMap { places[$0] ?? parameter.domain.level(of: $0) } },
        count: listed.count,
        isOrdered: parameter.domain.isNumeric
      )
    case .bool:
      self.init(cells: values.map { $0.map { $0 == .bool(true) ? 1 : 0 } }, count: 2, isOrdered: false)
    case .fixed: self.init(cells: values.map { $0.map { _ in 0 } }, count: 1, isOrdered: false)
    }
  }

  private static func points(_ count: Int, _ units: [Double?]) -> GridColumn {
    let steps = Double(max(1, count - 1))
    // Halfway between two points is the lower one.
    let cells = units.map { unit in
      unit.map { $0.isFinite ? min(count - 1, max(0, Int(($0 * steps - 0.5).rounded(.up)))) : 0 }
    }
    return GridColumn(cells: cells, count: count, isOrdered: true)
  }
}

extension Domain {
  fileprivate func level(of value: ParameterValue) -> Int? {
    unit(of: value).flatMap { level(atUnit: $0) }
  }
}

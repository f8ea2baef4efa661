import Testing
import TuneMath

@testable import TuneSearch

@Suite struct AxisKernelTests {
  private static let weight = 7.0

  private static func closedForm(_ square: Double) -> Double {
    let t = (5 * weight * square).squareRoot()
    return (1 + t + t * t / 3) * exponential(-t)
  }

  private static func values(_ column: KernelLayout.Column) -> [Double] {
    switch column {
    case .number: [0, 0.31, 0.3, 1, 0.77, 0.3]
    case .flag: [0, 1, 0.5, 1, 0]
    case .choice: [2, 0, -1, 5, 0, -1]
    }
  }

  private static func square(_ column: KernelLayout.Column, _ x: Double, _ y: Double) -> Double {
    column == .choice ? choiceDistance(x, y) : (x - y) * (x - y)
  }

  @Test(arguments: [KernelLayout.Column.number, .flag, .choice])
  func `it is the correlation of two coordinates`(column: KernelLayout.Column) {
    let values = Self.values(column)
    var kernel = AxisKernel(column, weight: Self.weight, values: Array(values.dropLast()))
    kernel.append(values[values.count - 1])
    for x in values {
      var sums = [Double](repeating: 0.25, count: values.count)
      sums.withUnsafeMutableBufferPointer { sums in
        if let start = sums.baseAddress { kernel.add(3, from: x, to: start, count: values.count) }
      }
      for (sum, y) in zip(sums, values) {
        #expect((sum - 0.25 - 3 * Self.closedForm(Self.square(column, x, y))).magnitude < 1e-12)
      }
    }
  }

  @Test(arguments: [KernelLayout.Column.number, .flag, .choice])
  func `its slope is that of the squared distance`(column: KernelLayout.Column) {
    let values = Self.values(column)
    let kernel = AxisKernel(column, weight: Self.weight, values: values)
    for i in values.indices {
      var sums = [Double](repeating: 0, count: values.count)
      sums.withUnsafeMutableBufferPointer { sums in
        if let start = sums.baseAddress { kernel.addSlopes(1, from: i, to: start, count: values.count) }
      }
      for (sum, y) in zip(sums, values) {
        // To the right of 0 only, where the distance begins; it is the limit there.
        let square = Self.square(column, values[i], y)
        let step = 1e-6
        let slope = (Self.closedForm(square + 2 * step) - Self.closedForm(square + step)) / step
        #expect((sum - slope).magnitude < 0.05)
      }
    }
  }

  @Test func `the steepest stays finite`() {
    let kernel = AxisKernel(.number, weight: 1e9, values: [0, 0.5, 1])
    var sums = [0.0, 0, 0]
    sums.withUnsafeMutableBufferPointer { sums in
      if let start = sums.baseAddress { kernel.add(1, from: 1, to: start, count: 3) }
    }
    #expect(sums[0] < 1e-60 && sums[1] < 1e-60 && (sums[2] - 1).magnitude < 1e-9)
  }
}

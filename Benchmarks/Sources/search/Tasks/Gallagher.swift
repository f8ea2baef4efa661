import Foundation

/// Gallagher's Gaussian peaks (BBOB f22): 21 peaks of different heights and shapes, the best of them at 0 value.
struct Gallagher: Sendable {
  private struct Peak: Sendable {
    /// Rotated position.
    var centre: [Double]
    var height: Double
    var conditioning: [Double]
  }

  private let peaks: [Peak]
  private let rotation: Rotation

  /// - Parameter optimum: where the highest peak is, in [-5, 5]^d.
  init(optimum: [Double], _ rotation: Rotation, _ generator: inout SeededGenerator) {
    let d = optimum.count
    var peaks: [Peak] = []
    for index in 0..<21 {
      let position = index == 0 ? optimum : (0..<d).map { _ in generator.uniform(-4.9...4.9) }
      let height = index == 0 ? 10 : 1.1 + 8 * Double(index - 1) / 19
      // Condition numbers from 1 to 1,000, over the axes in random order.
      let condition = index == 0 ? 1_000 : pow(1_000, Double(generator.below(20)) / 19)
      let conditioning = (0..<d).map { pow(condition, Double($0) / Double(d - 1) - 0.5) }.shuffled(using: &generator)
      peaks.append(Peak(centre: rotation(position), height: height, conditioning: conditioning))
    }
    self.peaks = peaks
    self.rotation = rotation
  }

  func callAsFunction(_ x: [Double]) -> Double {
    let z = rotation(x)
    let tallest = peaks.reduce(0.0) { tallest, peak in
      var distance = 0.0
      for i in z.indices { distance += peak.conditioning[i] * pow(z[i] - peak.centre[i], 2) }
      return max(tallest, peak.height * exp(-distance / (2 * Double(z.count))))
    }
    return pow(10 - tallest, 2)
  }
}

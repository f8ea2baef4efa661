import Foundation

/// Functions after the noiseless BBOB test suite (Hansen, Finck, Ros and Auger, 2009), without its irregularity and
/// asymmetry transformations: hence "BBOB-like", and figures are not comparable with COCO's.
///
/// Each is a function of `z`, the position from the optimum after rotation; its minimum is 0 at z = 0. d ≥ 2.
enum Landscape: String, CaseIterable, Sendable {
  case sphere, ellipsoid, discus, bentCigar, sharpRidge, differentPowers, stepEllipsoid, attractiveSector
  case rosenbrock, rastrigin, schaffers, griewankRosenbrock, gallagherPeaks

  /// As in a task's name: `bent-cigar`.
  var words: String {
    rawValue.reduce(into: "") { $0 += $1.isUppercase ? "-" + $1.lowercased() : String($1) }
  }

  /// Functions of z alone; the peaks need more, see `Gallagher`.
  func callAsFunction(_ z: [Double]) -> Double {
    let d = z.count
    /// i / (d - 1), from 0 to 1.
    func share(_ i: Int) -> Double { Double(i) / Double(d - 1) }
    func sum(_ count: Int? = nil, _ term: (Int) -> Double) -> Double { (0..<(count ?? d)).reduce(0) { $0 + term($1) } }
    switch self {
    case .sphere:
      return sum { z[$0] * z[$0] }
    case .ellipsoid:
      return sum { pow(1e6, share($0)) * z[$0] * z[$0] }
    case .discus:
      return sum { ($0 == 0 ? 1e6 : 1) * z[$0] * z[$0] }
    case .bentCigar:
      return sum { ($0 == 0 ? 1 : 1e6) * z[$0] * z[$0] }
    case .sharpRidge:
      return z[0] * z[0] + 100 * sum { $0 == 0 ? 0 : z[$0] * z[$0] }.squareRoot()
    case .differentPowers:
      return sum { pow(abs(z[$0]), 2 + 4 * share($0)) }.squareRoot()
    case .stepEllipsoid:
      // Plateaus, so that neighbours say nothing; the first coordinate alone breaks the ties.
      let steps = sum {
        let level = abs(z[$0]) > 0.5 ? (z[$0] + 0.5).rounded(.down) : (10 * z[$0] + 0.5).rounded(.down) / 10
        return pow(100, share($0)) * level * level
      }
      return 0.1 * max(abs(z[0]) / 1e4, steps)
    case .attractiveSector:
      // One orthant in 2^d is flat, the others are steep.
      return pow(sum { pow((z[$0] > 0 ? 100 : 1) * z[$0], 2) }, 0.9)
    case .rosenbrock:
      return sum(d - 1) { Landscape.valley(z[$0] + 1, z[$0 + 1] + 1) }
    case .rastrigin:
      return 10 * sum { 1 - cos(2 * .pi * z[$0]) } + sum { pow(10, share($0)) * z[$0] * z[$0] }
    case .schaffers:
      let mean =
        sum(d - 1) {
          let s = (z[$0] * z[$0] + z[$0 + 1] * z[$0 + 1]).squareRoot()
          return s.squareRoot() * (1 + pow(sin(50 * pow(s, 0.2)), 2))
        } / Double(d - 1)
      return mean * mean
    case .griewankRosenbrock:
      return 10
        + 10 / Double(d - 1)
        * sum(d - 1) {
          let s = Landscape.valley(z[$0] + 1, z[$0 + 1] + 1)
          return s / 4000 - cos(s)
        }
    case .gallagherPeaks:
      preconditionFailure("the peaks are made by Gallagher")
    }
  }

  /// Rosenbrock's function of two coordinates; 0 at (1, 1).
  private static func valley(_ a: Double, _ b: Double) -> Double { 100 * pow(a * a - b, 2) + pow(a - 1, 2) }
}

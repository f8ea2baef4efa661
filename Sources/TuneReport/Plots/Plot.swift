import TuneModel

/// A picture of the report.
struct Plot {
  /// Relative to the results folder.
  let path: String
  /// What it shows, in a sentence or two.
  let alternative: String
  let bytes: [UInt8]
}

/// Measures that all plots share, in pixels.
enum PlotLayout {
  static let width = 760.0
  static let margin = 16.0
  /// From the picture's upper edge to the baseline of its heading.
  static let heading = 24.0
}

extension Objective {
  /// `accuracy (higher is better)`
  var heading: String { "\(metric) (\(direction == .maximize ? "higher" : "lower") is better)" }

  var arrow: String { direction == .maximize ? "↑" : "↓" }
}

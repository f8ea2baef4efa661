import TuneMath
import TuneModel

/// What the model says of one parameter, over the points of the trials: the mean over the other parameters, and how
/// far its trees differ.
///
/// Coordinates are whole pixels: a new trial then changes the curve where it says something new.
struct EffectCurve {
  let axis: LevelAxis
  /// Of the levels of which something is known, ascending.
  let marginals: [(level: Int, marginal: FunctionalANOVA.Marginal)]
  /// From the model's numbers to the objective's.
  let scale: Scale
  /// Levels at which the objective is good, whatever the others are.
  let good: [Int]

  func drawBand(on picture: inout SVGPicture, _ frame: PlotFrame) {
    let upper = marginals.map { height($0.marginal.mean + $0.marginal.sd, frame) }
    let lower = marginals.map { height($0.marginal.mean - $0.marginal.sd, frame) }
    var path = PathData()
    if axis.isListed {
      for (place, level) in marginals.map(\.level).enumerated() {
        let (from, to) = segment(level)
        path.polygon([
          Point(from, upper[place]), Point(to, upper[place]), Point(to, lower[place]), Point(from, lower[place]),
        ])
      }
    } else {
      let places = marginals.map { axis.center($0.level).rounded() }
      let outline = zip(places, upper).map { Point($0, $1) } + zip(places, lower).reversed().map { Point($0, $1) }
      path.polygon(outline)
    }
    picture.path(path, class: "band")
  }

  func drawMean(on picture: inout SVGPicture, _ frame: PlotFrame) {
    var path = PathData()
    if axis.isListed {
      for (level, marginal) in marginals {
        let (from, to) = segment(level)
        path.move(to: Point(from, height(marginal.mean, frame)))
        path.horizontal(to: to)
      }
    } else {
      path.polyline(marginals.map { Point(axis.center($0.level).rounded(), height($0.marginal.mean, frame)) })
    }
    picture.path(path, class: "lines medium s1")
  }

  /// Marks the good values on the horizontal axis.
  func drawGood(on picture: inout SVGPicture, at height: Double) {
    var path = PathData()
    var end: Double?
    for level in good {
      let (from, to) = axis.isListed ? segment(level) : axis.edges(level)
      // Neighbours are one line.
      if let end, (end - from).magnitude < 0.01 {
        path.horizontal(to: to)
      } else {
        path.move(to: Point(from, height))
        path.horizontal(to: to)
      }
      end = to
    }
    picture.path(path, class: "good")
  }

  /// The middle of a level's place.
  private func segment(_ level: Int) -> (from: Double, to: Double) {
    let (from, to) = axis.edges(level)
    let half = min(30, 0.36 * (to - from))
    return ((from + to) / 2 - half, (from + to) / 2 + half)
  }

  private func height(_ outcome: Double, _ frame: PlotFrame) -> Double {
    frame.y.position(scale.inverse(outcome)).rounded()
  }
}

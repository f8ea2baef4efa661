import TuneMath
import TuneModel

/// What the model says of one parameter, over the points of the trials: the mean over the other parameters, and how
/// much it depends on the trials that happened to be made.
///
/// Coordinates are whole pixels: a new trial then changes the curve where it says something new.
struct EffectCurve {
  let axis: LevelAxis
  /// Of the levels of which something is known, ascending.
  let effects: [(level: Int, effect: AdditiveModel.Effect)]
  /// From the model's numbers to the objective's.
  let scale: Scale
  /// Levels at which the objective is good, whatever the others are.
  let good: [Int]

  func drawBand(on picture: inout SVGPicture, _ frame: PlotFrame) {
    var path = PathData()
    if axis.isListed {
      for (level, effect) in effects {
        let (from, to) = segment(level)
        let upper = height(effect.mean + effect.sd, frame)
        let lower = height(effect.mean - effect.sd, frame)
        path.polygon([Point(from, upper), Point(to, upper), Point(to, lower), Point(from, lower)])
      }
    } else {
      path.polygon(
        points.map { Point($0.place, height($0.effect.mean + $0.effect.sd, frame)) }
          + points.reversed().map { Point($0.place, height($0.effect.mean - $0.effect.sd, frame)) }
      )
    }
    picture.path(path, class: "band")
  }

  func drawMean(on picture: inout SVGPicture, _ frame: PlotFrame) {
    var path = PathData()
    if axis.isListed {
      for (level, effect) in effects {
        let (from, to) = segment(level)
        path.move(to: Point(from, height(effect.mean, frame)))
        path.horizontal(to: to)
      }
    } else {
      path.polyline(points.map { Point($0.place, height($0.effect.mean, frame)) })
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

  /// The curve over numbers, each place once.
  ///
  /// Near the low end of a logarithmic scale several levels have the same whole number for their middle; trials with it
  /// are in one of them, and the others only fill the room to the next number.
  var points: [(place: Double, effect: AdditiveModel.Effect)] {
    var points: [(place: Double, effect: AdditiveModel.Effect)] = []
    for (level, effect) in effects {
      let place = axis.center(level).rounded()
      if points.last?.place != place {
        points.append((place, effect))
      } else if axis.levels.level(of: axis.levels.value(at: level)) == level {
        points[points.count - 1].effect = effect
      }
    }
    return points
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

import TuneModel

/// A place on the walk over a grid: the resolution, and the combination within it.
struct GridWalk: Equatable {
  private(set) var resolution = 0
  /// Combinations at this resolution; nil once the walk has ended.
  private(set) var lattice: Lattice?
  /// The number of the combination.
  private(set) var place = 0
  /// Steps made since the beginning, over all resolutions.
  private(set) var steps = 0
  /// Whether the walk ended because its next resolution has more combinations than can be counted.
  private(set) var isTooLarge = false

  private var stepsHere = 0
  private var stride = 1

  /// The beginning of a walk.
  init(_ levels: GridLevels) { enter(levels) }

  static func == (a: GridWalk, b: GridWalk) -> Bool { a.steps == b.steps }

  /// Goes to the next combination, at the next resolution when this one is done.
  mutating func advance(_ levels: GridLevels) {
    guard let lattice else { return }
    steps += 1
    stepsHere += 1
    if stepsHere < lattice.count {
      let (sum, overflow) = place.addingReportingOverflow(stride)
      // Both are below count, so the sum wraps at most once.
      place = overflow || sum >= lattice.count ? place - lattice.count + stride : sum
    } else if resolution == levels.finest {
      self.lattice = nil
    } else {
      resolution += 1
      stepsHere = 0
      enter(levels)
    }
  }

  private mutating func enter(_ levels: GridLevels) {
    lattice = Lattice(levels.space, levels: levels.levels(resolution: resolution))
    guard let lattice else {
      isTooLarge = true
      return
    }
    place = lattice.middle
    stride = GridWalk.stride(lattice.count)
  }

  /// A number without a common divisor with `count`, near its golden section: its multiples visit every place once,
  /// and at any moment those visited are nearly evenly spaced.
  private static func stride(_ count: Int) -> Int {
    var stride = max(1, Int(Double(count) * 0.6180339887498949))
    while greatestCommonDivisor(stride, count) > 1 { stride += 1 }
    return stride
  }

  private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (a, b)
    while b > 0 { (a, b) = (b, a % b) }
    return a
  }
}

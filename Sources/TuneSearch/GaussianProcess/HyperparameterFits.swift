import TuneMath

/// Hyperparameters for every number n of observations, each a function of those observations only.
///
/// A fit is cheapest and best when it starts from an earlier one. But a strategy must propose the same whether it has
/// seen the history grow or gets it all at once, and so cannot just start from the last fit it happened to make. Here a fit
/// starts from that to a *station*, a smaller number, which starts from a station at about half of that, and then a
/// quarter, and so on: a chain of length log n, made again at little more than the cost of its last links.
///
///     n  ←  stations 2^(k/4)  ←  powers of two, each from a quarter of it  ←  the prior's mode
///
/// From 64 observations on, only every sixteenth part more is fitted anew.
struct HyperparameterFits: Sendable {
  struct Fit: Sendable {
    var warp: OutputWarp
    var hyperparameters: Hyperparameters
  }

  /// Fits of one set of observations, one for each output warp.
  private struct Station: Sendable {
    var fits: [OutputWarp: MaximumPosterior] = [:]
    var winner: OutputWarp
  }

  private struct MaximumPosterior: Sendable {
    var theta: [Double]
    /// f − J: comparable between warps.
    var cost: Double
  }

  private let layout: KernelLayout
  private let geometry: CubeGeometry
  private let warps: [OutputWarp]
  private let seed: UInt64
  private var stations: [Int: Station] = [:]
  private var latest: (n: Int, fit: Fit)?
  private var latestDraws: (n: Int, draws: [Hyperparameters])?

  /// Where more observations exist, the fit sees this many: the better half of them from the best, the others evenly
  /// spread over the rest. Fewer in spaces of more than 20 parameters, so that a fit takes as long there.
  static func sampleSize(_ layout: KernelLayout) -> Int {
    min(128, max(64, Int(128 * (20 / Double(max(1, layout.dimension))).squareRoot())))
  }

  /// - Parameter seed: of the draws.
  init(_ geometry: CubeGeometry, _ layout: KernelLayout, warps: [OutputWarp], seed: UInt64) {
    self.geometry = geometry
    self.seed = seed
    self.layout = layout
    self.warps = warps
  }

  /// The fit for the first n ≥ 1 observations.
  mutating func fit(first count: Int, of observations: Observations) -> Fit {
    let n = HyperparameterFits.refit(atMost: count)
    if let latest, latest.n == n { return latest.fit }
    let base = HyperparameterFits.station(atMost: n)
    let station = self.station(base, observations)
    var theta = station.fits[station.winner]?.theta ?? Hyperparameters(priorModeOf: layout).values
    if base < n {
      theta = maximize(Sample(first: n, observations, layout), station.winner, from: [theta], iterations: 10).theta
    }
    let fit = Fit(warp: station.winner, hyperparameters: Hyperparameters(layout, theta))
    latest = (n, fit)
    return fit
  }

  /// Draws from the posterior of the hyperparameters given the first n ≥ 1 observations: what else they may well be.
  ///
  /// They lie on an ``EllipticalSlice`` walk from the best fit, some moves apart; few enough to be cheap, and so they are
  /// nearer to the best fit and to each other than independent draws. The more observations, the surer the hyperparameters
  /// are and the longer a process takes: from 97 on there are three draws, from 129 on two, from 257 on one.
  mutating func draws(atMost most: Int, first n: Int, of observations: Observations) -> [Hyperparameters] {
    let count = min(most, n <= 96 ? most : n <= 128 ? 3 : n <= 256 ? 2 : 1)
    guard count > 0 else { return [] }
    let n = HyperparameterFits.refit(atMost: n)
    if let latestDraws, latestDraws.n == n, latestDraws.draws.count == count { return latestDraws.draws }
    let fit = fit(first: n, of: observations)
    let sample = Sample(first: n, observations, layout)
    let evidence = Evidence(layout, coordinates: sample.coordinates, z: WarpedLosses(sample.losses, fit.warp).z)
    let prior = Hyperparameters.Prior(layout)
    let start = fit.hyperparameters.values
    var source = RandomSource(seed: seed, n, "hyperparameters")
    var walk = EllipticalSlice(mean: prior.mean, sd: prior.sd, from: start, cost: evidence.likelihoodCost(start))
    let draws = (0..<count).map { _ in
      for _ in 0..<HyperparameterFits.movesPerDraw { walk.move(&source, evidence.likelihoodCost) }
      return Hyperparameters(layout, walk.point)
    }
    latestDraws = (n, draws)
    return draws
  }

  private static let movesPerDraw = 3

  private mutating func station(_ n: Int, _ observations: Observations) -> Station {
    if let known = stations[n] { return known }
    let mode = Hyperparameters(priorModeOf: layout).values
    let isPower = n & (n - 1) == 0
    let below = isPower ? n / 4 : HyperparameterFits.powerOfTwo(atMost: n)
    let earlier = below >= HyperparameterFits.firstStation ? station(below, observations) : nil

    let sample = Sample(first: n, observations, layout)
    var made = Station(winner: warps[0])
    for warp in warps {
      let start = earlier?.fits[warp].map { [$0.theta] } ?? []
      // A few observations say little; then the prior's mode may lead to a better maximum.
      let starts = start.isEmpty || (isPower && n <= HyperparameterFits.few) ? start + [mode] : start
      made.fits[warp] = maximize(sample, warp, from: starts, iterations: n <= 8 ? 20 : 10)
    }
    made.winner = warps.min { cost($0) < cost($1) } ?? warps[0]
    stations[n] = made
    return made

    func cost(_ warp: OutputWarp) -> Double { made.fits[warp]?.cost ?? .infinity }
  }

  private static let firstStation = 2
  private static let few = 16

  /// Up to this number of observations each is fitted anew.
  private static let dense = 64

  /// The largest number of observations not above n ≥ 1 that is fitted.
  static func refit(atMost n: Int) -> Int {
    n <= dense ? n : n - n % (powerOfTwo(atMost: n) / 16)
  }

  static func powerOfTwo(atMost n: Int) -> Int {
    1 << (Int.bitWidth - 1 - n.leadingZeroBitCount)
  }

  /// The largest station not above n ≥ 1: every number up to 12, then ⌈2^(k/4)⌉.
  static func station(atMost n: Int) -> Int {
    if n <= 12 { return n }
    let power = powerOfTwo(atMost: n)
    let quarters = [1.681792830507429, 1.414213562373095, 1.189207115002721]
    return quarters.lazy.map { Int((Double(power) * $0).rounded(.up)) }.first { $0 <= n } ?? power
  }

  private func maximize(_ sample: Sample, _ warp: OutputWarp, from starts: [[Double]], iterations: Int)
    -> MaximumPosterior
  {
    let warped = WarpedLosses(sample.losses, warp)
    let evidence = Evidence(layout, coordinates: sample.coordinates, z: warped.z)
    let bounds = Hyperparameters.Prior(layout).bounds
    let box = Box(lower: bounds.map(\.lowerBound), upper: bounds.map(\.upperBound))
    var search = LBFGS()
    search.maximumIterations = iterations
    // Hyperparameters need no more digits than this: a density e^0.01 higher is the same model.
    search.gradientTolerance = 1e-2
    search.valueTolerance = 1e-4
    var best: MaximumPosterior?
    for start in starts {
      let result = search.minimize(from: start, in: box) { evidence($0, gradient: &$1) }
      let cost = result.value - warped.logJacobian
      if best.map({ cost < $0.cost }) ?? true { best = MaximumPosterior(theta: result.point, cost: cost) }
    }
    return best ?? MaximumPosterior(theta: Hyperparameters(priorModeOf: layout).values, cost: .infinity)
  }
}

/// The observations that hyperparameters are fitted to.
private struct Sample {
  let coordinates: [Double]
  let losses: [Double]

  init(first n: Int, _ observations: Observations, _ layout: KernelLayout) {
    let all = NormalizedLosses(observations.results.prefix(n)).values
    let chosen = informative(all, HyperparameterFits.sampleSize(layout))
    losses = chosen.map { all[$0] }
    coordinates = layout.coordinates(of: observations.rows.selecting(chosen), in: observations.geometry)
  }
}

/// Up to `count` of the losses, as indices in ascending order: one half the best, the other evenly spread over the rest.
///
/// What is near the best decides the search; the rest keeps the model from forgetting what is bad.
func informative(_ losses: [Double], _ count: Int) -> [Int] {
  guard losses.count > count else { return Array(losses.indices) }
  let order = losses.indices.sorted { losses[$0] != losses[$1] ? losses[$0] < losses[$1] : $0 < $1 }
  let rest = order[(count / 2)...].sorted()
  let others = count - count / 2
  return (order[..<(count / 2)] + (0..<others).map { rest[$0 * rest.count / others] }).sorted()
}

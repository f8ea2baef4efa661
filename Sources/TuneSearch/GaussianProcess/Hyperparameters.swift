import TuneMath

/// The free parameters θ of the kernel, in the order in which they are optimized, and what is believed of them before
/// any data.
///
/// | θ | meaning | prior | bounds |
/// |---|---|---|---|
/// | ln ℓ_p, p < P | length scale of dimension p | N(−1 + ½ ln P, 1²) | ℓ ∈ [0.02, 100] |
/// | ln η | noise variance ÷ signal variance | N(−6, 1.5²) | η ∈ [10⁻⁸, 10] |
/// | logit a | share of the signal that is a sum over dimensions | N(0, 1²) | ± 6 |
/// | ln a_p, ln b_p | input warp of a dimension | N(0, ½²) | ± 2 |
///
/// Length scales grow with √P because distances do. The prior's centre is short on purpose: with long length scales
/// an untried choice looks like a known one, and the search stays where it is.
struct Hyperparameters: Sendable, Hashable {
  let layout: KernelLayout
  /// θ.
  var values: [Double]

  init(_ layout: KernelLayout, _ values: [Double]) {
    precondition(values.count == Hyperparameters.count(layout), "θ has a place for each parameter of the kernel")
    self.layout = layout
    self.values = values
  }

  /// The mode of the prior.
  init(priorModeOf layout: KernelLayout) {
    self.init(layout, Prior(layout).mean)
  }

  static func count(_ layout: KernelLayout) -> Int { layout.dimension + 2 + 2 * layout.warped.count }

  /// 1/ℓ_p².
  var weights: [Double] { values.prefix(layout.dimension).map { exponential(-2 * $0) } }

  /// η.
  var noise: Double { exponential(values[layout.dimension]) }

  /// a.
  var additiveShare: Double { logistic(values[Hyperparameters.sharePlace(layout)]) }

  /// The place in θ of logit a.
  static func sharePlace(_ layout: KernelLayout) -> Int { layout.dimension + 1 }

  /// The place in θ of ln a_p of the k-th warped dimension; ln b_p follows it.
  static func warpPlace(_ k: Int, in layout: KernelLayout) -> Int { layout.dimension + 2 + 2 * k }

  /// The warps of `layout.warped`.
  var warps: [InputWarp] {
    layout.warped.indices.map { k in
      let place = Hyperparameters.warpPlace(k, in: layout)
      return InputWarp(logA: values[place], logB: values[place + 1])
    }
  }

  /// Independent normal distributions, and bounds.
  struct Prior: Sendable {
    var mean: [Double] = []
    var sd: [Double] = []
    var bounds: [ClosedRange<Double>] = []

    init(_ layout: KernelLayout) {
      let dimension = max(1, Double(layout.dimension))
      for _ in layout.columns { add(-1 + 0.5 * logarithm(dimension), 1, logarithm(0.02)...logarithm(100)) }
      add(-6, 1.5, logarithm(1e-8)...logarithm(10))
      add(0, 1, -6...6)
      for _ in layout.warped {
        add(0, 0.5, -2...2)
        add(0, 0.5, -2...2)
      }
    }

    private mutating func add(_ mean: Double, _ sd: Double, _ bounds: ClosedRange<Double>) {
      self.mean.append(mean)
      self.sd.append(sd)
      self.bounds.append(bounds)
    }
  }
}

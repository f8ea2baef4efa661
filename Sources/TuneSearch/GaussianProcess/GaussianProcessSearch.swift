import JSON
import TuneMath
import TuneModel

/// Bayesian optimization with one Gaussian process, made for tens to hundreds of trials.
///
/// After an ``InitialDesign``, each proposal is made in five steps:
///
/// 1. Losses of all finished trials, failures included, are brought to a common form (``NormalizedLosses``) and warped
///    (``WarpedLosses``); which warp, and the kernel's hyperparameters, are those of highest evidence
///    (``HyperparameterFits``).
/// 2. A ``GaussianProcess`` is conditioned on them; unless the function looks smooth or the best fit is trusted, so are
///    some with hyperparameters drawn from the posterior, and what they expect below is averaged (``SearchModel``).
/// 3. Running trials are taken to end as an average trial would (a *constant liar*): the model's uncertainty around
///    them vanishes, and nothing is promised there.
/// 4. The target τ is an improvement on the smallest posterior mean at a finished trial, not on the smallest loss, which
///    under noise is a lucky one:  τ = min μ − ξ (median z − min z).  With ξ > 0 the search does not stay where it is for
///    improvements that nobody would notice; but where the function looks smooth some trials *polish*, with ξ = 0, so
///    that it gets to the bottom.
/// 5. The row of highest log expected improvement ln E max(τ − f, 0) that is feasible and new is proposed
///    (``CandidateSearch``).
///
/// J. Snoek, H. Larochelle, R. Adams, "Practical Bayesian optimization of machine learning algorithms", 2012, section 3.2;
/// S. Ament et al., "Unexpected improvements to expected improvement for Bayesian optimization", 2023.
///
/// A proposal takes O(s n³ + s m n (n + P)) for n trials, at most 500 of which are modelled, s ≤ 6 processes and
/// m ≈ 1,600 candidates.
struct GaussianProcessSearch: Strategy {
  private let options: GaussianProcessOptions
  private let layout: KernelLayout
  private var ground: Groundwork
  private var fits: HyperparameterFits

  /// How many finished trials the model is conditioned on at most.
  static let modelledLimit = 500
  /// From this trial on, every so many trials polish.
  static let firstPolishing = 20
  static let polishingInterval = 5
  /// η below which a function counts as smooth: noise of less than a thirtieth of the signal's standard deviation.
  static let smoothness = 1e-3
  /// As many trials at a time, or more, are several.
  static let several = 3
  /// Of a branch that looked bad in two or three trials a model expects nothing any more.
  static let trialsPerBranch = 5
  /// Spaces up to this size are searched exhaustively.
  static let exhaustiveLimit = 1_000
  /// Rows nearer than this to a known one would teach nothing, and make the covariance singular.
  static let leastDistance = 1e-6

  static let entry = StrategyCatalog.Entry(
    StrategyDeclaration(
      name: "gp",
      summary: "Bayesian optimization with a Gaussian process: the most from each trial, when trials are expensive.",
      options: GaussianProcessOptions.declarations,
      supportsSeveralObjectives: true
    )
  ) { problem, options in
    GaussianProcessSearch(problem, GaussianProcessOptions(options), name: "gp")
  }

  /// - Parameter name: the strategy that the manifest names, for the records.
  init(_ problem: Problem, _ options: GaussianProcessOptions, name: String) {
    self.options = options
    ground = Groundwork(
      problem,
      name: name,
      designed: options.startup,
      trialsPerBranch: GaussianProcessSearch.trialsPerBranch
    )
    layout = KernelLayout(ground.geometry, warpsInputs: options.warpsInputs)
    fits = HyperparameterFits(ground.geometry, layout, warps: options.outputWarps, seed: problem.seed)
  }

  mutating func propose(_ count: Int, given history: History) -> [Proposal] {
    history.inTurn(count) { history in
      ground.update(with: history)
      if ground.isDesigning(history), let proposal = ground.designed(history) { return proposal }
      return modelled(history) ?? ground.drawn(history)
    }
  }

  private mutating func modelled(_ history: History) -> Proposal? {
    let observations = ground.observations.scalarized(forTrial: history.nextNumber)
    // Each trial of several objectives goes for another trade-off: what was fitted for the last one does not hold.
    if observations.tradeOff != nil {
      fits = HyperparameterFits(ground.geometry, layout, warps: options.outputWarps, seed: seed)
    }
    // One observation has no spread, and where everything is fixed there is nothing to model.
    guard observations.count >= 2, ground.geometry.dimension > 0 else { return ground.designed(history) }
    let fit = fits.fit(first: observations.count, of: observations)
    let losses = NormalizedLosses(observations.results)
    let warped = WarpedLosses(losses.values, fit.warp)
    let isSmooth = isSmooth(fit)
    guard
      let model = SearchModel(
        fit,
        draws: isSmooth || trustsBestFit(history)
          ? [] : fits.draws(atMost: options.samples, first: observations.count, of: observations),
        observations,
        warped,
        pending: ground.pendingRows(history),
        layout: layout,
        improvement: isSmooth && isPolishing(history.nextNumber) ? 0 : options.improvement
      )
    else { return nil }

    let source = RandomSource(seed: seed, history.nextNumber, "gp")
    let scored = candidates(model, warped, source)
    for i in 0..<scored.rows.count {
      let row = scored.rows[i]
      guard model.distance(to: row) > GaussianProcessSearch.leastDistance,
        let assignment = ground.assignment(at: row)
      else { continue }
      var explanation = explain(row, scored.values[i], model, losses, warped)
      if let tradeOff = observations.tradeOff { explanation.add(tradeOff, ground.problem) }
      return Proposal(assignment, explanation)
    }
    return nil
  }

  private var seed: UInt64 { ground.problem.seed }

  /// Whether the function is smooth as far as the model can tell: no noise, and all parameters are floats on linear scales.
  /// There the best fit gets to the bottom by itself. Elsewhere it may be wrong, and draws of the hyperparameters notice
  /// that sooner.
  private func isSmooth(_ fit: HyperparameterFits.Fit) -> Bool {
    fit.hyperparameters.noise < GaussianProcessSearch.smoothness && ground.design.takesSteps
  }

  /// Whether a trial goes by the best fit alone although the function is not smooth.
  ///
  /// In the plane every other one does: there is little to explore, and which finds more depends on the function. Of several
  /// trials at a time all do but in few dimensions: they are kept apart by what is running, and more doubt sends them
  /// everywhere.
  private func trustsBestFit(_ history: History) -> Bool {
    switch ground.geometry.dimension {
    case ...2: history.nextNumber.isMultiple(of: 2)
    case ...SearchModel.fewDimensions: false
    default: max(ground.problem.parallel, history.pending.count + 1) >= GaussianProcessSearch.several
    }
  }

  /// Whether a trial polishes if the function is smooth: one in five from 20 on. Elsewhere, as in the hyperparameters of
  /// most programs, there is little at the bottom to get to, and trials are better spent on what is not known yet.
  private func isPolishing(_ trial: Int) -> Bool {
    trial >= GaussianProcessSearch.firstPolishing && trial % GaussianProcessSearch.polishingInterval == 0
  }

  /// Rows with their log expected improvement, the best first.
  private mutating func candidates(_ model: SearchModel, _ warped: WarpedLosses, _ source: RandomSource)
    -> CandidateSearch.Scored
  {
    if ground.problem.space.cardinality(limit: GaussianProcessSearch.exhaustiveLimit) != nil,
      let left = ground.remaining()
    {
      let rows = Rows(dimension: ground.geometry.dimension, left.map { ground.geometry.row(of: $0) })
      return CandidateSearch.Scored(rows: rows, values: model.logExpectedImprovement(rows)).best(rows.count)
    }
    let order = warped.z.indices.sorted { warped.z[$0] != warped.z[$1] ? warped.z[$0] < warped.z[$1] : $0 < $1 }
    let promising = ground.observations.rows.selecting(Array(order.prefix(5)))
    var search = CandidateSearch(ground.geometry, source)
    return search.maximize(from: promising) { model.logExpectedImprovement($0) }
  }

  private func explain(
    _ row: [Double],
    _ acquisition: Double,
    _ model: SearchModel,
    _ losses: NormalizedLosses,
    _ warped: WarpedLosses
  ) -> Explanation {
    let (z, sd) = model.expectation(row)
    let unwarped = warped.unwarped(mean: z, sd: sd)
    let loss = losses.loss(mean: unwarped.mean, sd: unwarped.sd)
    let chance = StandardNormal.cdf((model.incumbentMean - z) / sd)
    let incumbent = ground.observations.numbers[model.incumbent]
    let hasSucceeded = ground.observations.results[model.incumbent] != .failed
    let why =
      !hasSucceeded
      ? "no trial has succeeded yet; it lies away from those that failed"
      : z < model.incumbentMean
        ? "the model expects it to beat trial \(incumbent), the best so far"
        : "uncertain enough to beat trial \(incumbent), the best so far"
    // Loss is the negative of what is maximized.
    let sign = ground.problem.objectives.first?.direction == .maximize ? -1.0 : 1.0
    return Explanation(
      strategy: ground.name,
      phase: "model",
      why: why,
      parents: [incumbent],
      expected: hasSucceeded && loss.mean.isFinite && loss.sd.isFinite
        ? .init(mean: sign * loss.mean, sd: loss.sd) : nil,
      acquisition: .init(name: "log expected improvement", value: acquisition),
      details: ["chance_to_beat_best": .number(chance), "output_warp": .string(warped.warp.rawValue)]
    )
  }
}

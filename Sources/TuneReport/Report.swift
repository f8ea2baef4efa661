import TuneModel

/// Makes an experiment's report: `report.md`, the tables and the plots.
///
/// A pure function of its input: no clock, no locale, no files.
package enum Report {
  /// All paths that a report may have, relative to the results folder, beside those of a project's own templates. What a
  /// new report does not contain is left over from an earlier one, and should go.
  package static let possiblePaths =
    ["report.md", "trials.csv", "metrics.csv", ScheduleCSV.path, ImportanceCSV.path, BestCSV.path] + plotPaths

  static let plotPaths =
    [HistoryPlot.path, ParetoPlot.path, HypervolumePlot.path, LineagePlot.path, ImportancePlot.path]
    + ParametersPlot.paths
    + [
      InteractionPlot.path, ParallelPlot.path,
    ] + CurvesPlot.paths + [TimelinePlot.path, CreditPlot.path, SpreadPlot.path]

  /// The files of the report, each path once.
  ///
  /// - Parameter templates: What `report.md` and a project's own reports are made from.
  /// - Complexity: O(trials · (parameters + metrics) + reported values), and the sorting of the trials.
  package static func files(
    for input: ReportInput,
    templates: ReportTemplates = ReportTemplates()
  ) -> [ReportFile] {
    let document = document(for: input)
    let tables: [(path: String, bytes: [UInt8]?)] = [
      ("trials.csv", TrialsCSV.bytes(document.standing, document.parameters, metrics: document.metrics)),
      ("metrics.csv", MetricsCSV.bytes(document.standing)),
      (BestCSV.path, BestCSV.bytes(document.standing, metrics: document.metrics)),
      (ImportanceCSV.path, ImportanceCSV.bytes(document.analysis)),
      (ScheduleCSV.path, ScheduleCSV.bytes(document.standing)),
    ]
    return templates.render(document.value)
      + tables.compactMap { table in table.bytes.map { ReportFile(path: table.path, bytes: $0) } }
      + document.plots.map { ReportFile(path: $0.path, bytes: $0.bytes) }
  }

  /// What there is to report.
  static func document(for input: ReportInput) -> ReportDocument {
    let standing = Standing(input.experiment, input.records)
    let parameters = ParameterTable(input.experiment.space, standing.records)
    let metrics = metricNames(standing)
    let frontHistory = FrontHistory(standing)
    let analysis = Analysis(standing, parameters)
    let plots =
      [
        HistoryPlot(standing)?.plot(), ParetoPlot(standing)?.plot(), HypervolumePlot(standing, frontHistory)?.plot(),
        LineagePlot(standing)?.plot(), ImportancePlot(standing, analysis)?.plot(),
        InteractionPlot(standing, parameters, analysis)?.plot(),
        ParallelPlot(standing, parameters, analysis)?.plot(), TimelinePlot(standing)?.plot(),
        CreditPlot(standing)?.plot(), SpreadPlot(standing)?.plot(),
      ].compactMap(\.self) + CurvesPlot.plots(standing) + ParametersPlot.plots(standing, parameters, analysis)
    return ReportDocument(
      input: input,
      standing: standing,
      parameters: parameters,
      metrics: metrics,
      frontHistory: frontHistory,
      analysis: analysis,
      plots: plots
    )
  }

  /// All final metrics: the objectives in the manifest's order, then the others as they first appeared.
  package static func metricNames(_ standing: Standing) -> [String] {
    var names = standing.experiment.objectives.map(\.metric)
    var known = Set(names)
    for record in standing.records {
      for (name, _) in record.metrics where known.insert(name).inserted { names.append(name) }
    }
    return names
  }
}

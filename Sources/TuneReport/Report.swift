import TuneModel

/// Makes an experiment's report: `report.md`, the tables and the plots.
///
/// A pure function of its input: no clock, no locale, no files.
package enum Report {
  /// All paths that a report may have, relative to the results folder. What a new report does not contain is left over
  /// from an earlier one, and should go.
  package static let possiblePaths =
    [
      "report.md", "trials.csv", "metrics.csv", HistoryPlot.path, ParetoPlot.path, HypervolumePlot.path,
      LineagePlot.path,
      ScheduleCSV.path, ImportanceCSV.path, BestCSV.path, ImportancePlot.path, InteractionPlot.path,
      CreditPlot.path, SpreadPlot.path,
      ParallelPlot.path, CurvesPlot.path, TimelinePlot.path,
    ] + ParametersPlot.paths

  /// The files of the report, each path once.
  ///
  /// - Complexity: O(trials · (parameters + metrics) + reported values), and the sorting of the trials.
  package static func files(for input: ReportInput) -> [ReportFile] {
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
        ParallelPlot(standing, parameters, analysis)?.plot(), CurvesPlot(standing)?.plot(),
        TimelinePlot(standing)?.plot(), CreditPlot(standing)?.plot(), SpreadPlot(standing)?.plot(),
      ].compactMap(\.self) + ParametersPlot.plots(standing, parameters, analysis)
    let document = ReportDocument(
      input: input,
      standing: standing,
      parameters: parameters,
      metrics: metrics,
      frontHistory: frontHistory,
      analysis: analysis,
      plots: plots
    )
    let tables: [(path: String, bytes: [UInt8]?)] = [
      ("trials.csv", TrialsCSV.bytes(standing, parameters, metrics: metrics)),
      ("metrics.csv", MetricsCSV.bytes(standing)),
      (BestCSV.path, BestCSV.bytes(standing, metrics: metrics)),
      (ImportanceCSV.path, ImportanceCSV.bytes(analysis)),
      (ScheduleCSV.path, ScheduleCSV.bytes(standing)),
    ]
    return [ReportFile(path: "report.md", bytes: Array(document.text.utf8))]
      + tables.compactMap { table in table.bytes.map { ReportFile(path: table.path, bytes: $0) } }
      + plots.map { ReportFile(path: $0.path, bytes: $0.bytes) }
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

import TuneModel

/// `importance.csv`: one line per objective and parameter, then one per pair of parameters.
///
/// Columns:
/// - `objective`: the metric;
/// - `parameter`, and for a pair `with`: the other one; the fANOVA of a pair is what the two do together beyond what
///   each does alone;
/// - `ped_anova`: the share of what decides whether a trial is among the best;
/// - `chance`: how often a parameter without influence would have seemed as important to PED-ANOVA;
/// - `fanova`: the share of the objective's variance over the space.
///
/// Shares are in 0…1 with three decimals; empty where the trials do not tell.
enum ImportanceCSV {
  static let path = "importance.csv"

  /// Nil where nothing is known of any objective.
  static func bytes(_ analysis: Analysis) -> [UInt8]? {
    let known = analysis.parts.compactMap(\.importance)
    guard !known.isEmpty else { return nil }
    var csv = CSVText()
    for name in ["objective", "parameter", "with", "ped_anova", "chance", "fanova"] { csv.append(name) }
    csv.endLine()
    for importance in known {
      for share in importance.parameters {
        csv.append(importance.objective.metric)
        csv.append(share.parameter)
        csv.append("")
        csv.append(rounded(share.pedAnova))
        csv.append(rounded(share.chance))
        csv.append(rounded(share.fanova))
        csv.endLine()
      }
      for pair in importance.interactions {
        csv.append(importance.objective.metric)
        csv.append(pair.first)
        csv.append(pair.second)
        csv.append("")
        csv.append("")
        csv.append(rounded(pair.fanova))
        csv.endLine()
      }
    }
    return csv.bytes
  }

  private static func rounded(_ share: Double?) -> Double? {
    share.map { ($0 * 1000).rounded() / 1000 }
  }
}

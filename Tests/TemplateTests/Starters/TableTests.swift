import Foundation
import Testing

/// The CSV files of an experiment with conditions, failures and texts, as other programs read them without options.
@Suite struct TableTests {
  private static let manifest = """
    tune: 1
    train: {command: [sh, train.sh, "{rate}", "{layers}"]}
    parameters:
      rate: {type: float, min: 1e-6, max: 1, scale: log, default: 1e-5}
      kind: {type: categorical, values: [plain, "with, comma", 'quoted "word"']}
      layers: {type: int, min: 1, max: 9, when: {kind: plain}}
      on: {type: bool}
    objective: {metric: loss, direction: minimize}
    search: {strategy: sobol, seed: 3}
    budget: {trials: 12}

    """
  private static let train = """
    case "$TUNE_TRIAL" in 5) echo "it, \\"failed\\"" >&2; exit 3;; esac
    echo "step: 1 loss: 0.5"; echo "step: 2 loss: $1 other: 1e-7"

    """

  private func place() async throws -> Workplace {
    let place = try Workplace()
    for (name, text) in [("a.yaml", Self.manifest), ("train.sh", Self.train)] {
      try text.write(to: place.folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    #expect(try await place.tune("run", "a.yaml").code == 0)
    return place
  }

  @Test(.enabled(if: Python.finds("pandas"), "python3 finds no pandas"))
  func `pandas reads the tables with the right types`() async throws {
    let place = try await place()
    let program = """
      import pandas
      t = pandas.read_csv("a/trials.csv"); m = pandas.read_csv("a/metrics.csv")
      b = pandas.read_csv("a/best.csv"); i = pandas.read_csv("a/importance.csv")
      assert list(t["trial"]) == list(range(1, 13)) and t["trial"].dtype == "int64"
      assert t["metric.loss"].dtype == "float64" and t["metric.loss"].isna().sum() == 1
      assert t["param.rate"].dtype == "float64" and t["param.rate"].notna().all()
      assert t["param.on"].dtype == "bool"
      assert set(t["param.kind"]) == {"plain", "with, comma", 'quoted "word"'}
      assert (t["param.layers"].isna() == (t["param.kind"] != "plain")).all()
      assert t["failure"].notna().sum() == 1 and 'it, "failed"' in t["failure"].dropna().iloc[0]
      assert t["duration"].dtype == "float64"
      assert pandas.to_datetime(t["started"]).dt.year.min() > 2020
      assert m["value"].dtype == "float64" and m["step"].dtype == "int64" and (m["value"] > 0).all()
      assert len(b) == 1 and b["metric.loss"].iloc[0] == t["metric.loss"].min() == b["param.rate"].iloc[0]
      assert len(i) > 0 and i.select_dtypes("number").notna().any().any()
      """
    let result = try await place.run("python3", ["-c", program])
    #expect(result.code == 0, "\(result.errors)")
  }

  private static let hasR = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"].contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/Rscript")
  }

  @Test(.enabled(if: TableTests.hasR, "there is no Rscript"))
  func `R reads the tables with the right types`() async throws {
    let place = try await place()
    let program = """
      t <- read.csv("a/trials.csv"); m <- read.csv("a/metrics.csv")
      b <- read.csv("a/best.csv"); i <- read.csv("a/importance.csv")
      stopifnot(
        is.integer(t$trial), nrow(t) == 12, is.numeric(t$metric.loss), sum(is.na(t$metric.loss)) == 1,
        is.numeric(t$param.rate), !anyNA(t$param.rate), is.integer(t$param.layers),
        setequal(t$param.kind, c("plain", "with, comma", 'quoted "word"')),
        is.na(t$param.layers) == (t$param.kind != "plain"),
        as.logical(toupper(t$param.on)) %in% c(TRUE, FALSE),
        sum(t$failure != "") == 1, grepl('it, "failed"', t$failure[5], fixed = TRUE),
        !is.na(as.POSIXct(t$started, format = "%Y-%m-%dT%H:%M:%OSZ", tz = "UTC")),
        is.numeric(m$value), is.integer(m$step), all(m$value > 0),
        nrow(b) == 1, b$metric.loss == min(t$metric.loss, na.rm = TRUE), b$metric.loss == b$param.rate, nrow(i) > 0, any(sapply(i, is.numeric))
      )
      """
    let result = try await place.run("Rscript", ["-e", program])
    #expect(result.code == 0, "\(result.errors)")
  }
}

/// How far predicted numbers are from the true ones; definitions as in scikit-learn.
package struct RegressionScores: Hashable, Sendable {
  /// The mean of the squared errors; NaN without rows.
  package let meanSquaredError: Double
  /// The mean of the errors' magnitudes; NaN without rows.
  package let meanAbsoluteError: Double
  /// R²: 1 − the sum of squared errors over that of the mean's errors. Where the truth is constant, 1 for predictions
  /// without error and 0 otherwise; nil below two rows.
  package let determination: Double?

  package init(truth: [Double], prediction: [Double]) {
    precondition(truth.count == prediction.count, "every row has a truth and a prediction")
    let count = Double(truth.count)
    let errors = zip(truth, prediction).map { $0 - $1 }
    let squares = errors.reduce(0) { $0 + $1 * $1 }
    meanSquaredError = squares / count
    meanAbsoluteError = errors.reduce(0) { $0 + $1.magnitude } / count
    let mean = Statistics.mean(truth)
    let spread = truth.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    if truth.count < 2 {
      determination = nil
    } else if spread == 0 {
      determination = squares == 0 ? 1 : 0
    } else {
      determination = 1 - squares / spread
    }
  }

  package var rootMeanSquaredError: Double { meanSquaredError.squareRoot() }
}

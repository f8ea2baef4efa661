/// What a network said about some images, and what they really show.
struct Evaluation {
  private(set) var metrics = Metrics()
  private var truths: [Int] = []
  private var predictions: [Int] = []
  private var probabilities: [Float] = []
  private var lossSum = 0.0

  /// - Parameters:
  ///   - probabilities: One for each digit; the most probable one is the prediction.
  ///   - loss: The cross-entropy of this image.
  mutating func add(truth: Int, probabilities: [Float], loss: Float) {
    var prediction = 0
    for digit in probabilities.indices where probabilities[digit] > probabilities[prediction] {
      prediction = digit
    }
    metrics.add(truth: truth, prediction: prediction)
    truths.append(truth)
    predictions.append(prediction)
    self.probabilities += probabilities
    lossSum += Double(loss)
  }

  /// The mean cross-entropy.
  var loss: Double {
    lossSum / Double(truths.count)
  }

  /// A line for each image: the true digit, the predicted one, and the probability of each.
  var csv: String {
    let digits = (0..<Dataset.classCount).map { "p\($0)" }
    var text = "truth,prediction,\(digits.joined(separator: ","))\n"
    for (index, truth) in truths.enumerated() {
      let first = index * Dataset.classCount
      let columns = probabilities[first..<first + Dataset.classCount].map { fixed(Double($0), digits: 4) }
      text += "\(truth),\(predictions[index]),\(columns.joined(separator: ","))\n"
    }
    return text
  }
}

/// A number with a fixed count of decimals, such as 0.0430. Numbers that are not finite are written as Swift does.
func fixed(_ value: Double, digits: Int) -> String {
  var unit = 1.0
  for _ in 0..<digits { unit *= 10 }
  let scaled = (value.magnitude * unit).rounded()
  guard scaled < 0x1p53 else { return "\(value)" }
  let text = String(Int64(scaled))
  let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
  let sign = value < 0 && scaled > 0 ? "-" : ""
  return sign + padded.dropLast(digits) + "." + padded.suffix(digits)
}

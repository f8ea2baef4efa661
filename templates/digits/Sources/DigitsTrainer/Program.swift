#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Trains a network for handwritten digits; `Options.usage` says how it is told what to do.
@main
enum Program {
  static func main() {
    do {
      let options = try Options(
        arguments: Array(CommandLine.arguments.dropFirst()),
        environment: { name in getenv(name).map { String(cString: $0) } }
      )
      if options.showsHelp {
        print(Options.usage)
        return
      }
      try run(options) { line in
        print(line)
        // Standard output may be a pipe. Whoever reads it wants each epoch when it is done, not all at the end.
        fflush(nil)
      }
    } catch {
      let message = Array("error: \(error)\n".utf8)
      _ = write(STDERR_FILENO, message, message.count)
      exit(1)
    }
  }

  /// Trains, tells about each epoch, tests, and writes the weights and the predictions.
  ///
  /// - Parameter report: Takes lines of metrics, `name: value` several times.
  static func run(_ options: Options, report: (String) -> Void) throws {
    let data = try Dataset(csv: readFile(options.data), name: options.data)
    let split = Split(labels: data.labels)
    guard !split.training.isEmpty, !split.validation.isEmpty, !split.test.isEmpty else {
      throw TrainerError("\(options.data): \(data.count) digits are too few to split for training, validation and test")
    }
    var training = Training(options, data: data, split: split)
    let checkpoint = options.checkpoint.map { $0 + "/training.bin" }
    if let checkpoint, fileExists(checkpoint) {
      try training.resume(from: Snapshot(bytes: readFile(checkpoint), name: checkpoint))
      if training.epoch >= options.epochs {
        try report(line(epoch: training.epoch, loss: nil, validation: training.evaluate(split.validation)))
      }
    }

    while training.epoch < options.epochs {
      let loss = training.runEpoch()
      try report(line(epoch: training.epoch, loss: loss, validation: training.evaluate(split.validation)))
      if let directory = options.checkpoint, let checkpoint {
        try makeDirectory(directory)
        try writeFile(checkpoint, training.snapshot.bytes)
      }
    }

    let test = training.evaluate(split.test)
    report(
      """
      test_accuracy: \(fixed(test.metrics.accuracy, digits: 4)) test_recall: \(fixed(test.metrics.recall, digits: 4)) \
      test_f1: \(fixed(test.metrics.f1, digits: 4))
      """
    )
    let network = training.network
    let weights = Snapshot(shape: network.shape, epoch: training.epoch, parameters: network.parameters)
    try writeFile(options.output + "/weights.bin", weights.bytes)
    try writeFile(options.output + "/predictions.csv", Array(test.csv.utf8))
  }

  /// The metrics of an epoch on one line. `accuracy`, `recall` and `f1` are of the validation images.
  ///
  /// - Throws: `TrainerError` if a loss is no finite number: from there, training cannot recover.
  private static func line(epoch: Int, loss: Double?, validation: Evaluation) throws -> String {
    guard validation.loss.isFinite, loss?.isFinite ?? true else {
      throw TrainerError(
        "training diverged in epoch \(epoch): the loss is not a finite number; try a smaller learning rate"
      )
    }
    var metrics: [(name: String, value: Double)] = [
      ("val_loss", validation.loss),
      ("accuracy", validation.metrics.accuracy),
      ("recall", validation.metrics.recall),
      ("f1", validation.metrics.f1),
    ]
    if let loss { metrics.insert(("loss", loss), at: 0) }
    return "epoch: \(epoch) " + metrics.map { "\($0.name): \(fixed($0.value, digits: 4))" }.joined(separator: " ")
  }
}

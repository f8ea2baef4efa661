/// A network in training: everything that changes from epoch to epoch, and the data it learns from.
struct Training {
  let options: Options
  let data: Dataset
  let split: Split

  private(set) var network: Network
  private(set) var optimizer: Optimizer

  /// Epochs done so far.
  private(set) var epoch = 0

  init(_ options: Options, data: Dataset, split: Split) {
    self.options = options
    self.data = data
    self.split = split
    // Stream 0 is for the weights; the streams from 1 are for the epochs.
    var random = RandomSource(seed: options.seed, stream: 0)
    network = Network(options.shape, random: &random)
    optimizer = Optimizer(options.optimizer, parameterCount: network.parameters.count)
  }

  /// Goes on where a snapshot was taken. The optimizer begins afresh if it follows another rule than before.
  ///
  /// - Throws: `TrainerError` if the snapshot is of a network of another shape.
  mutating func resume(from snapshot: Snapshot) throws {
    guard snapshot.shape == network.shape else {
      throw TrainerError(
        "the checkpoint is of another network (filters \(snapshot.shape.filters), hidden \(snapshot.shape.hidden), "
          + "\(snapshot.shape.activation)); continue with that one, or remove the checkpoint"
      )
    }
    network.parameters = snapshot.parameters
    epoch = snapshot.epoch
    if let state = snapshot.optimizer, state.rule == optimizer.settings.rule {
      optimizer.resume(step: state.step, first: state.first, second: state.second)
    }
  }

  /// What `resume(from:)` needs in order to go on from here.
  var snapshot: Snapshot {
    Snapshot(
      shape: network.shape,
      epoch: epoch,
      parameters: network.parameters,
      optimizer: Snapshot.OptimizerState(
        rule: optimizer.settings.rule,
        step: optimizer.step,
        first: optimizer.first,
        second: optimizer.second
      )
    )
  }

  /// Passes over the training images once, in a new order.
  ///
  /// Order and dropout depend on the seed and the number of the epoch only. Hence training that stops and goes on from
  /// a checkpoint ends with the same weights, bit for bit, as training that never stopped.
  ///
  /// - Returns: The mean loss of the training images, each at the moment it was learned from.
  mutating func runEpoch() -> Double {
    epoch += 1
    var random = RandomSource(seed: options.seed, stream: UInt64(epoch))
    var rows = split.training
    random.shuffle(&rows)
    var loss = 0.0
    for start in stride(from: 0, to: rows.count, by: options.batchSize) {
      let batch = rows[start..<min(start + options.batchSize, rows.count)]
      network.clearGradients()
      for row in batch {
        loss += Double(
          network.addGradient(
            data.pixels,
            first: row * Dataset.pixelCount,
            label: data.labels[row],
            scale: 1 / Float(batch.count),
            dropout: options.dropout,
            random: &random
          )
        )
      }
      optimizer.update(&network.parameters, gradients: network.gradients)
    }
    return loss / Double(rows.count)
  }

  /// What the network says about some rows of the data.
  mutating func evaluate(_ rows: [Int]) -> Evaluation {
    var evaluation = Evaluation()
    for row in rows {
      network.predict(data.pixels, first: row * Dataset.pixelCount)
      evaluation.add(
        truth: data.labels[row],
        probabilities: network.probabilities,
        loss: network.crossEntropy(label: data.labels[row])
      )
    }
    return evaluation
  }
}

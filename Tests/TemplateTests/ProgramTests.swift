import Testing

@testable import DigitsTrainer

@Suite struct ProgramTests {
  /// A short training on few digits, which are written to the folder.
  private func options(folder: String, epochs: Int, checkpoint: String? = nil, _ more: [String] = []) throws -> Options
  {
    let data = folder + "/digits.csv"
    try writeFile(data, TemplateFiles.fewLines())
    let arguments = [
      "--data=\(data)", "--output=\(folder)", "--epochs=\(epochs)", "--filters=2", "--hidden=6", "--activation=relu",
      "--optimizer=adam",
    ]
    return try Options(arguments: arguments + more, environment: { $0 == "TUNE_CHECKPOINT" ? checkpoint : nil })
  }

  private func run(_ options: Options) throws -> [String] {
    var lines: [String] = []
    try Program.run(options) { lines.append($0) }
    return lines
  }

  /// The numbers of a line of metrics.
  private func metrics(_ line: String) -> [String: Double] {
    let words = line.split(separator: " ").map(String.init)
    return Dictionary(
      uniqueKeysWithValues: stride(from: 0, to: words.count - 1, by: 2).compactMap { index in
        Double(words[index + 1]).map { (String(words[index].dropLast()), $0) }
      }
    )
  }

  @Test func `a run prints a line for each epoch and one for the test`() throws {
    try withTemporaryFolder { folder in
      let lines = try run(options(folder: folder, epochs: 2)).map(metrics)
      try #require(lines.count == 3)
      for (index, line) in lines.prefix(2).enumerated() {
        #expect(line["epoch"] == Double(index + 1))
        #expect(Set(line.keys) == ["epoch", "loss", "val_loss", "accuracy", "recall", "f1"])
      }
      #expect(Set(lines[2].keys) == ["test_accuracy", "test_recall", "test_f1"])
    }
  }

  @Test func `the predictions are those that the test accuracy counts`() throws {
    try withTemporaryFolder { folder in
      let lines = try run(options(folder: folder, epochs: 1))
      let text = String(decoding: try readFile(folder + "/predictions.csv"), as: UTF8.self)
      let rows = text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
      #expect(rows.first == ["truth", "prediction"] + (0..<10).map { "p\($0)" })

      let data = try TemplateFiles.fewDigits.get()
      let test = Split(labels: data.labels).test
      #expect(rows.dropFirst().map { $0[0] } == test.map { String(data.labels[$0]) })
      let right = rows.dropFirst().count { $0[0] == $0[1] }
      let accuracy = try #require(lines.last.map(metrics)?["test_accuracy"])
      #expect(abs(accuracy - Double(right) / Double(test.count)) < 0.00006)
      for row in rows.dropFirst() {
        let sum = row.dropFirst(2).compactMap(Double.init).reduce(0, +)
        #expect(abs(sum - 1) < 0.001)
      }
    }
  }

  @Test func `the weights can be loaded and predict the same again`() throws {
    try withTemporaryFolder { folder in
      let options = try options(folder: folder, epochs: 1)
      let lines = try run(options)
      let weights = try Snapshot(bytes: readFile(folder + "/weights.bin"), name: "weights.bin")
      let data = try TemplateFiles.fewDigits.get()
      var training = Training(options, data: data, split: Split(labels: data.labels))
      try training.resume(from: weights)
      let accuracy = training.evaluate(training.split.test).metrics.accuracy
      #expect(lines.last?.hasPrefix("test_accuracy: \(fixed(accuracy, digits: 4)) ") == true)
    }
  }

  @Test func `a larger budget goes on from the checkpoint, and an equal one only tells again`() throws {
    try withTemporaryFolder { folder in
      let whole = try run(options(folder: folder, epochs: 2))
      let checkpoint = folder + "/checkpoint"
      let first = try run(options(folder: folder, epochs: 1, checkpoint: checkpoint))
      let second = try run(options(folder: folder, epochs: 2, checkpoint: checkpoint))
      let third = try run(options(folder: folder, epochs: 2, checkpoint: checkpoint))
      #expect(first.first == whole.first)
      #expect(second == Array(whole.dropFirst()))
      #expect(third.count == 2)
      #expect(third.last == whole.last)
      #expect(metrics(third[0])["accuracy"] == metrics(whole[1])["accuracy"])
    }
  }

  @Test func `a damaged checkpoint is named and not overwritten`() throws {
    try withTemporaryFolder { folder in
      try writeFile(folder + "/training.bin", Array("digits".utf8))
      let options = try options(folder: folder, epochs: 1, checkpoint: folder)
      let error = try #require(throws: TrainerError.self) { try run(options) }
      #expect(error.description.hasPrefix("\(folder)/training.bin is damaged"))
      #expect(try readFile(folder + "/training.bin") == Array("digits".utf8))
    }
  }

  @Test func `a learning rate far too large is a failure with a reason`() throws {
    try withTemporaryFolder { folder in
      let options = try options(
        folder: folder,
        epochs: 2,
        ["--activation=tanh", "--optimizer=sgd", "--learning-rate=1e38", "--batch-size=1"]
      )
      let error = try #require(throws: TrainerError.self) { try run(options) }
      #expect(error.description.hasPrefix("training diverged in epoch "))
    }
  }

  @Test func `files that cannot be read or written are named`() throws {
    let missing = try Options(arguments: ["--data=/nowhere/digits.csv"])
    #expect(throws: TrainerError("cannot read /nowhere/digits.csv: No such file or directory")) { try run(missing) }
    try withTemporaryFolder { folder in
      let unwritable = try options(folder: folder, epochs: 1, ["--output=/nowhere"])
      #expect(throws: TrainerError("cannot write /nowhere/weights.bin.new: No such file or directory")) {
        try run(unwritable)
      }
    }
  }
}

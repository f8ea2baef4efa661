/// What can be chosen on the command line and by the environment of a trial.
struct Options: Equatable {
  static let filterLimit = 256
  static let hiddenLimit = 4096
  static let epochLimit = 1_000_000

  var data = "data/digits.csv"
  var shape = Network.Shape(filters: 16, hidden: 32, activation: .tanh)
  var optimizer = Optimizer.Settings(rule: .sgd, learningRate: 0.005, momentum: 0, weightDecay: 0)
  var dropout: Float = 0
  var batchSize = 64
  var epochs = 20
  var seed: UInt64 = 1

  /// The directory for the weights and the predictions.
  var output = "."

  /// The directory for the state of training, or nil to keep none.
  var checkpoint: String?

  var showsHelp = false

  static let usage = """
    Trains a small convolutional network to recognise handwritten digits.

    usage: DigitsTrainer [--option value] …

      --data FILE           64 pixels and a digit on each line     data/digits.csv
      --filters N           filters of the convolution             16
      --hidden N            values in the hidden layer             32
      --activation NAME     relu, tanh or sigmoid                  tanh
      --optimizer NAME      sgd or adam                            sgd
      --learning-rate X     above 0                                0.005
      --momentum X          of sgd, 0 to below 1                   0
      --weight-decay X      0 or more                              0
      --dropout X           0 to below 1                           0
      --batch-size N        images for each step                   64
      --epochs N            passes over the training images        20
      --seed N              of weights, order and dropout          TUNE_SEED, else 1
      --output DIRECTORY    for weights.bin and predictions.csv    TUNE_TRIAL_DIR, else .

    TUNE_BUDGET, if set, overrides --epochs. With TUNE_CHECKPOINT set to a directory, training continues from the
    state in there and saves it after each epoch.
    """

  /// - Parameters:
  ///   - arguments: The command line without the name of the program.
  ///   - environment: The environment's value of a name. An empty value counts as none.
  init(arguments: [String] = [], environment: (String) -> String? = { _ in nil }) throws {
    func variable(_ name: String) -> String? {
      environment(name).flatMap { $0.isEmpty ? nil : $0 }
    }
    output = variable("TUNE_TRIAL_DIR") ?? output
    checkpoint = variable("TUNE_CHECKPOINT")
    if let text = variable("TUNE_SEED") {
      seed = try Value("TUNE_SEED", text).seed()
    }

    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--help" || argument == "-h" {
        showsHelp = true
        return
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts.first ?? "")
      guard Self.names.contains(name) else {
        throw TrainerError("unknown option '\(name)'; --help lists the options")
      }
      guard let text = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
        throw TrainerError("\(name) needs a value")
      }
      try set(Value(name, text))
    }

    if let text = variable("TUNE_BUDGET") {
      // A budget need not be whole. Rounded up, it is at least one epoch.
      let budget = try Value("TUNE_BUDGET", text).number("above 0") { $0 > 0 && $0 <= Float(Self.epochLimit) }
      epochs = Int(budget.rounded(.up))
    }
  }

  private static let names: Set<String> = [
    "--data", "--filters", "--hidden", "--activation", "--optimizer", "--learning-rate", "--momentum",
    "--weight-decay", "--dropout", "--batch-size", "--epochs", "--seed", "--output",
  ]

  private mutating func set(_ value: Value) throws {
    switch value.name {
    case "--data": data = value.text
    case "--filters": shape.filters = try value.count(upTo: Self.filterLimit)
    case "--hidden": shape.hidden = try value.count(upTo: Self.hiddenLimit)
    case "--activation": shape.activation = try value.choice()
    case "--optimizer": optimizer.rule = try value.choice()
    case "--learning-rate": optimizer.learningRate = try value.number("above 0") { $0 > 0 }
    case "--momentum": optimizer.momentum = try value.number("from 0 to below 1") { (0..<1).contains($0) }
    case "--weight-decay": optimizer.weightDecay = try value.number("of at least 0") { $0 >= 0 }
    case "--dropout": dropout = try value.number("from 0 to below 1") { (0..<1).contains($0) }
    case "--batch-size": batchSize = try value.count(upTo: 1_000_000)
    case "--epochs": epochs = try value.count(upTo: Self.epochLimit)
    case "--seed": seed = try value.seed()
    case "--output": output = value.text
    default: preconditionFailure("\(value.name) is in `names` but not here")
    }
  }
}

/// The text given for an option, and what it can mean.
private struct Value {
  let name: String
  let text: String

  init(_ name: String, _ text: String) {
    self.name = name
    self.text = text
  }

  func count(upTo limit: Int) throws -> Int {
    guard let count = Int(text), (1...limit).contains(count) else {
      throw expected("a whole number from 1 to \(limit)")
    }
    return count
  }

  /// - Parameter range: The words for what `isAllowed` lets through.
  func number(_ range: String, where isAllowed: (Float) -> Bool) throws -> Float {
    guard let number = Float(text), number.isFinite, isAllowed(number) else {
      throw expected("a number \(range)")
    }
    return number
  }

  /// Any whole number of 64 bits, signed or not.
  func seed() throws -> UInt64 {
    guard let seed = UInt64(text) ?? Int64(text).map({ UInt64(bitPattern: $0) }) else {
      throw expected("a whole number")
    }
    return seed
  }

  func choice<Choice: CaseIterable & RawRepresentable<String>>() throws -> Choice {
    guard let choice = Choice(rawValue: text) else {
      throw expected("one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }

  private func expected(_ what: String) -> TrainerError {
    TrainerError("\(name): expected \(what), not '\(text)'")
  }
}

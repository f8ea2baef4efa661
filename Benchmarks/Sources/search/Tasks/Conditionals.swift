import Foundation

extension BenchmarkTask {
  static let conditionals = [branches, layers, optimizers, tree]

  /// Three families with parameters of their own; the best is the narrowest.
  private static let branches = BenchmarkTask(
    name: "conditional-branches",
    group: .conditional,
    space: Space([
      ("family", .categorical("shallow", "deep", "wide")),
      ("shallow_rate", .float(1e-5...1, scale: "log").when("family", "shallow")),
      ("shallow_decay", .float(1e-6...0.1, scale: "log").when("family", "shallow")),
      ("deep_rate", .float(1e-5...1, scale: "log").when("family", "deep")),
      ("deep_layers", .int(1...10).when("family", "deep")),
      ("deep_dropout", .float(0...0.8).when("family", "deep")),
      ("wide_rate", .float(1e-5...1, scale: "log").when("family", "wide")),
      ("wide_width", .int(8...4096, scale: "log").when("family", "wide")),
    ]),
    best: 0.1
  ) { x in
    switch x.word("family") {
    case "shallow":
      0.3 + 0.05 * pow(log10(x["shallow_rate"]) + 3, 2) + 0.02 * pow(log10(x["shallow_decay"]) + 4, 2)
    case "deep":
      0.1 + 0.2 * pow(log10(x["deep_rate"]) + 4, 2) + 0.01 * pow(x["deep_layers"] - 7, 2)
        + pow(x["deep_dropout"] - 0.25, 2)
    default:
      0.2 + 0.03 * pow(log10(x["wide_rate"]) + 2, 2) + 0.02 * pow(log2(x["wide_width"]) - 9, 2)
    }
  }

  /// A width for each of one to five layers; the rate that is best depends on their number.
  private static let layers = BenchmarkTask(
    name: "conditional-layers",
    group: .conditional,
    space: Space(
      [("layers", .int(1...5)), ("rate", .float(1e-5...1, scale: "log"))]
        + (1...5).map { index in
          let width = Parameter.int(4...512, scale: "log")
          return ("width\(index)", index == 1 ? width : width.when("layers", from: index...5))
        }
    ),
    best: 0
  ) { x in
    let count = Int(x["layers"])
    let widths = zip(1...count, [5.0, 7, 6, 4, 3]).reduce(0) { $0 + pow(log2(x["width\($1.0)"]) - $1.1, 2) }
    return 0.15 * pow(Double(count) - 3, 2) + 0.1 * widths + 0.2 * pow(log10(x["rate"]) + 2 + 0.4 * Double(count), 2)
  }

  /// Optimizers that share the rate, but not what it should be.
  private static let optimizers = BenchmarkTask(
    name: "conditional-optimizers",
    group: .conditional,
    space: Space([
      ("optimizer", .categorical("sgd", "adam", "rmsprop")),
      ("rate", .float(1e-6...1, scale: "log")),
      ("momentum", .float(0...0.99).when("optimizer", "sgd", "rmsprop")),
      ("beta", .float(0.8...0.999).when("optimizer", "adam")),
      ("nesterov", .categorical("no", "yes").when("optimizer", "sgd")),
    ]),
    best: 0.15
  ) { x in
    let rate = log10(x["rate"])
    switch x.word("optimizer") {
    case "sgd":
      let momentum = x["momentum"] - 0.9
      let lost = x.word("nesterov") == "yes" ? 0 : 0.03
      return 0.15 + lost + 0.1 * pow(rate + 2 + 2 * momentum, 2) + momentum * momentum
    case "adam": return 0.2 + 0.08 * pow(rate + 3, 2) + 30 * pow(x["beta"] - 0.9, 2)
    default: return 0.22 + 0.1 * pow(rate + 3.5, 2) + 0.2 * pow(x["momentum"] - 0.5, 2)
    }
  }

  /// A tree of choices (Jenatton, Archambeau, González and Seeger, 2017), with floats at the inner nodes and leaves.
  private static let tree = BenchmarkTask(
    name: "conditional-tree",
    group: .conditional,
    space: Space([
      ("root", .categorical("left", "right")),
      ("left", .categorical("left", "right").when("root", "left")),
      ("right", .categorical("left", "right").when("root", "right")),
      ("left_shared", .float(0...1).when("root", "left")),
      ("right_shared", .float(0...1).when("root", "right")),
      ("left_left", .float(-1...1).when("left", "left")),
      ("left_right", .float(-1...1).when("left", "right")),
      ("right_left", .float(-1...1).when("right", "left")),
      ("right_right", .float(-1...1).when("right", "right")),
    ]),
    best: 0.1
  ) { x in
    let side = x.word("root")
    let leaf = x.word(side)
    let offset = (side == "left" ? 0.1 : 0.3) + (leaf == "left" ? 0 : 0.1)
    // Not 0, the centre, where some optimizers begin.
    return pow(x["\(side)_\(leaf)"] - 0.37, 2) + offset + x["\(side)_shared"]
  }
}

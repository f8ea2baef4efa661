package import JSON
import TuneMath
package import TuneModel

/// A policy as it is kept in a file, to be reused in other experiments: `search: {strategy: reinforcement, policy: …}`.
///
/// It is at home in every space, because it looks at one coordinate at a time (``Policy``).
package struct SavedPolicy: Sendable, Hashable {
  /// The parameters θ of the network.
  let parameters: [Double]
  /// How many trials it has learned from, over all experiments.
  package let trials: Int

  package static let format = 1

  init(_ network: Perceptron, trials: Int) {
    parameters = network.parameters
    self.trials = trials
  }

  var network: Perceptron {
    // Checked when it was read, and when it was made.
    Perceptron(Policy.shape, parameters: parameters) ?? Perceptron(Policy.shape)
  }

  /// - Parameter json: the content of a policy's file.
  package init(_ json: JSONValue) throws(SavedPolicyError) {
    guard let format = json["reinforcement_policy"]?.int else { throw .notAPolicy }
    guard format == SavedPolicy.format else { throw .otherFormat(format) }
    guard let parameters = json["parameters"]?.array?.compactMap(\.double),
      let network = Perceptron(Policy.shape, parameters: parameters), let trials = json["trials"]?.int, trials >= 0
    else { throw .damaged }
    self.init(network, trials: trials)
  }

  /// The content of the policy's file.
  package var json: JSONObject {
    [
      "reinforcement_policy": .integer(SavedPolicy.format),
      "trials": .integer(trials),
      "parameters": .array(parameters.map(JSONValue.number)),
    ]
  }

  /// The policy that an experiment with the strategy `reinforcement` has learned, or would have learned from these trials,
  /// whichever strategy proposed them. It starts from the policy in `options`, where there is one: so a policy learns from one
  /// experiment after another.
  ///
  /// - Returns: Nil where nothing is learned: nothing is searched, or too few trials have ended.
  package static func learned(from history: History, of problem: Problem, options: JSONObject) -> SavedPolicy? {
    var search = ReinforcementSearch(problem, ReinforcementOptions(options), name: "reinforcement")
    return search.learned(history)
  }
}

/// Why a file is no policy.
package enum SavedPolicyError: Error, Hashable, Sendable, CustomStringConvertible {
  case notAPolicy
  case otherFormat(Int)
  case damaged

  package var description: String {
    switch self {
    case .notAPolicy: "this is no policy of the strategy 'reinforcement'; save one from an experiment first"
    case .otherFormat(let format):
      "this policy has format \(format), and this version of swift-tune reads format \(SavedPolicy.format); save it anew"
    case .damaged: "this policy is damaged: its network is incomplete or has numbers that are not finite; save it anew"
    }
  }
}

import JSON
import TuneMath
import TuneModel

/// What was expected of the trial.
extension TrialContext {
  var expectations: [Sentence] {
    guard let expected, let objective = standing.objective else {
      return [withoutModel] + [acquisition].compactMap(\.self)
    }
    let best = best(of: before)
    let texts = NumberText.column([expected.mean, best?.value ?? expected.mean])
    var sentences: [Sentence] = [
      "For \(quote: objective.metric), \(texts[0]) ± \(NumberText.number(expected.sd, digits: 2)), one standard deviation."
    ]
    if let best {
      let chance = StandardNormal.cdf((objective.loss(best.value) - objective.loss(expected.mean)) / expected.sd)
      sentences.append(
        "The best until then was \(texts[1]) (trial \(best.number)): the chance to beat it was \(NumberText.percent(chance))."
      )
    }
    return sentences + [acquisition].compactMap(\.self)
  }

  /// The expectation, where it says something.
  var expected: Explanation.Expectation? {
    explanation.expected.flatMap { $0.mean.isFinite && $0.sd.isFinite && $0.sd > 0 ? $0 : nil }
  }

  private var withoutModel: Sentence {
    switch explanation.phase {
    case "start", "transfer": "No value was predicted: the search had not begun."
    case "design": "No value was predicted: trials of a design are chosen for their places, not for their values."
    case "random": "No value was predicted: it was drawn at random."
    default:
      hasSeveralObjectives
        ? "No value was predicted for any one objective."
        : "No value was predicted: \(name: searcher) does without a model of the values."
    }
  }

  /// The member where it is a strategy by itself; those of a population are not.
  private var searcher: String {
    explanation.details["place"] == nil ? explanation.member ?? explanation.strategy : explanation.strategy
  }

  private var acquisition: Sentence? {
    guard let acquisition = explanation.acquisition, acquisition.value.isFinite else { return nil }
    let value = NumberText.number(acquisition.value, digits: 3)
    return "Of all candidates it had the highest \(quote: acquisition.name), \(value)."
  }
}

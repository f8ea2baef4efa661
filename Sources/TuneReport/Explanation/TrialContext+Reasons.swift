import JSON
import TuneModel

/// Why the trial was tried.
extension TrialContext {
  var reasons: [Sentence] {
    [origin] + descent + credit + policy + [comparison].compactMap(\.self)
  }

  private var why: Sentence { "\(quote: explanation.why)" }

  private var origin: Sentence {
    if explanation.strategy == "elsewhere" { return "Nobody proposed it: it was told from outside." }
    switch explanation.phase {
    case "start":
      let isDefault = record.assignment == experiment.space.defaults
      return "No strategy chose its parameters: they are \(why)"
        + (isDefault && record.number == 1 ? ", so that everything after can be measured against them." : ".")
    case "transfer": return "It was taken over from another experiment: \(why)."
    case "design": return "\(proposer) tried it to get to know the space: \(why)."
    case let phase?
    where phase.hasPrefix("generation"): return "\(proposer) proposed it in \(quote: phase): \(why)."
    default: return "\(proposer) proposed it when \(knowledge): \(why)."
    }
  }

  /// `24 trials had ended and 1 was running`
  private var knowledge: String {
    let ended = record.seen == 0 ? "no trial had ended" : "\(Wording.count(record.seen, "trial")) had ended"
    guard !record.pending.isEmpty else { return ended }
    let count = record.pending.count
    return ended + " and \(count) \(count == 1 ? "was" : "were") running"
  }

  /// From which trials it was made, where these are several, and whose training it goes on with.
  private var descent: [Sentence] {
    var sentences: [Sentence] = []
    let parents = explanation.parents
    if parents.count > 3 {
      sentences.append("It was made from trials \(Wording.numbers(parents)).")
    } else if parents.count > 1 {
      sentences.append("It was made from \(Sentence.list(parents.map(name))).")
    }
    if let continued = explanation.continues {
      let budget = explanation.budget.map { ", up to step \($0)" } ?? ""
      sentences.append("It goes on from the checkpoint of \(name(continued))\(budget).")
    }
    return sentences
  }

  /// How the members of an ensemble stood.
  private var credit: [Sentence] {
    guard let credit = explanation.details["credit"]?.object else { return [] }
    let shares = credit.compactMap { name, share in share.double.map { (name: name, share: $0) } }
      .enumerated().sorted { ($1.element.share, $0.offset) < ($0.element.share, $1.offset) }.map(\.element)
    guard shares.count > 1 else { return [] }
    let items = shares.map { "\(name: $0.name) \(NumberText.percent($0.share))" as Sentence }
    return ["Its members had earned these shares of the proposals: \(Sentence.list(items))."]
  }

  /// What a learned policy saw and did.
  private var policy: [Sentence] {
    let details = explanation.details
    guard let start = details["start"]?.int, let q = details["q"]?.double else { return [] }
    var sentence: Sentence = "The policy stood at \(name(start))"
    if let radius = details["radius"]?.double {
      sentence = sentence + ", with a reach of \(NumberText.number(radius, digits: 3))"
    }
    sentence = sentence + "; its critics valued the step at Q = \(NumberText.number(q, digits: 3))"
    if let spread = details["q_spread"]?.double { sentence = sentence + " ± \(NumberText.number(spread, digits: 2))" }
    var sentences = [sentence + ", where 0 is to stay."]
    if let reward = details["reward"]?.double {
      sentences.append("The step before it had earned a reward of \(NumberText.number(reward, digits: 3)).")
    }
    return sentences
  }

  /// In what it differs from the trial that it is nearest to: of those it was made from, else of all that were known.
  private var comparison: Sentence? {
    let parents = before.filter { explanation.parents.contains($0.number) }
    guard let other = nearest(1, of: parents.isEmpty ? before : parents).first else { return nil }
    guard let differences = differences(from: other.record) else {
      return "Its parameters are those of \(name(other.number))."
    }
    if parents.isEmpty { return "The nearest trial before it is \(name(other.number)); new is \(differences)." }
    return "New against \(name(other.number)) is \(differences)."
  }
}

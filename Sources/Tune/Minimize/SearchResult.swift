/// What a search found.
public struct SearchResult: Sendable {
  /// One evaluation of the closure.
  public struct Trial: Sendable {
    /// From 1, in the order in which they were begun.
    public let number: Int
    /// What was evaluated.
    public let parameters: Parameters
    /// Nil where the closure threw, or gave no finite number.
    public let value: Double?
    /// What the closure threw, in words.
    public let failure: String?
    /// Why these parameters were tried.
    public let reason: String
  }

  /// The best value.
  public let value: Double
  /// Where it was found.
  public let parameters: Parameters
  /// All of them, by number.
  public let trials: [Trial]
}

/// Why a search could not begin, or came to nothing.
public enum SearchError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The space is not one, for this reason.
  case space(String)
  /// There is no strategy of that name; those that there are.
  case strategy(String, known: [String])
  /// No trial gave a value; what the last one threw, in words.
  case noValue(String)

  /// The whole of it, for a person.
  public var description: String {
    switch self {
    case .space(let reason): "the space cannot be searched: \(reason)"
    case .strategy(let name, let known): "there is no strategy '\(name)'; there are \(known.joined(separator: ", "))"
    case .noValue(let reason): "no trial gave a value: \(reason)"
    }
  }
}

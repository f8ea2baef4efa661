/// A mistake that the person who started the trainer can mend.
struct TrainerError: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// A name that says which step the other values belong to. Of several the finest counts.
package enum StepColumn: Int, Comparable {
  case step, epoch

  package init?(name: String) {
    switch name.lowercased() {
    case "step", "global_step", "iteration", "iter": self = .step
    case "epoch": self = .epoch
    default: return nil
    }
  }

  package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

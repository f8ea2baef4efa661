extension BenchmarkTask {
  static let all = functions + classics + mixtures + conditionals + noisy + failing + tables

  /// Two or three of each group: for a quick look.
  static let short = [
    "bbob-ellipsoid-5", "bbob-rosenbrock-10", "bbob-rastrigin-5", "bbob-gallagher-peaks-2",
    "classic-branin", "classic-hartmann-6", "mixed-rastrigin-10", "mixed-kernels",
    "conditional-branches", "conditional-layers", "noisy-hartmann-6", "noisy-forest-breast",
    "failing-branin", "failing-rosenbrock-5", "table-boosting-wine", "table-svm-diabetes",
  ]

  struct Unknown: Error, CustomStringConvertible {
    var word: String
    var description: String {
      let groups = Group.allCases.map(\.rawValue).joined(separator: ", ")
      return "there is no task '\(word)': name tasks, groups (\(groups)), 'short' or 'all'; 'search tasks' lists them"
    }
  }

  /// The tasks that a list of names, groups, `short` and `all` means, each once.
  static func named(_ list: String) throws -> [BenchmarkTask] {
    let names = try list.split(separator: ",").map(String.init).flatMap { word -> [String] in
      if word == "all" { return all.map(\.name) }
      if word == "short" { return short }
      let found = all.filter { $0.name == word || $0.group.rawValue == word }
      guard !found.isEmpty else { throw Unknown(word: word) }
      return found.map(\.name)
    }
    return all.filter { names.contains($0.name) }
  }
}

import Testing

extension Workplace {
  /// Runs Python in `experiments/`, where templates' programs are; on one thread, as their manifests do.
  func python(_ arguments: [String], environment: [String: String] = [:]) async throws -> Result {
    let environment = environment.merging(["OMP_NUM_THREADS": "1"]) { given, _ in given }
    return try await run("python3", arguments, in: "experiments", environment: environment)
  }

  /// The rows of a CSV file whose cells hold no commas, by column.
  func rows(_ path: String) throws -> [[String: String]] {
    let lines = try read(path).split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let header = try #require(lines.first)
    return lines.dropFirst().map { Dictionary(zip(header, $0)) { first, _ in first } }
  }
}

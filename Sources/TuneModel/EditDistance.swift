/// The nearest of `candidates` to a mistyped `word`, or nil when none is near enough to suggest.
///
/// Optimal string alignment distance (insertions, deletions, substitutions, swaps of neighbours); a suggestion may
/// differ in a third of its characters.
/// - Complexity: O(candidates · |word| · |candidate|); words over 64 characters are not compared.
package func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
  let typed = Array(word.lowercased())
  guard !typed.isEmpty, typed.count <= 64 else { return nil }
  var best: (distance: Int, candidate: String)?
  for candidate in candidates where candidate.count <= 64 {
    let distance = editDistance(typed, Array(candidate.lowercased()))
    let allowed = max(1, max(typed.count, candidate.count) / 3)
    if distance <= allowed, distance < best?.distance ?? .max { best = (distance, candidate) }
  }
  return best?.candidate
}

private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var beforePrevious = [Int]()
  var previous = Array(0...b.count)
  for i in 1...max(1, a.count) where i <= a.count {
    var row = [i] + Array(repeating: 0, count: b.count)
    for j in 1...max(1, b.count) where j <= b.count {
      let cost = a[i - 1] == b[j - 1] ? 0 : 1
      row[j] = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + cost)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        row[j] = min(row[j], beforePrevious[j - 2] + 1)
      }
    }
    beforePrevious = previous
    previous = row
  }
  return previous[b.count]
}

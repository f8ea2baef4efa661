/// The lines of a CSV file without its last columns, which hold times and attempts.
func withoutTimes(_ csv: String) -> [String] {
  let lines = csv.split(whereSeparator: \.isNewline)
  let header = lines.first?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
  let volatile = Set(["attempts", "duration", "started", "seconds"])
  let kept = header.indices.filter { !volatile.contains(header[$0]) }
  return lines.map { line in
    let cells = line.split(separator: ",", omittingEmptySubsequences: false)
    return kept.map { $0 < cells.count ? String(cells[$0]) : "" }.joined(separator: ",")
  }
}

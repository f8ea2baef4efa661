extension Statistics {
  /// Ranks from 1, ascending; equal values share the mean of their ranks. NaNs come last. O(n log n).
  package static func ranks(_ sample: [Double]) -> [Double] {
    var ranks = [Double](repeating: 0, count: sample.count)
    for group in tiedGroups(sample) {
      // Positions a, …, b − 1 have the ranks a + 1, …, b.
      let mean = Double(group.range.lowerBound + group.range.upperBound + 1) / 2
      for index in group.indices { ranks[index] = mean }
    }
    return ranks
  }

  /// Ranks from 1, ascending, without gaps: equal values share a rank, the next larger value has the next. NaNs come
  /// last. O(n log n).
  package static func denseRanks(_ sample: [Double]) -> [Int] {
    var ranks = [Int](repeating: 0, count: sample.count)
    for (number, group) in tiedGroups(sample).enumerated() {
      for index in group.indices { ranks[index] = number + 1 }
    }
    return ranks
  }

  /// Indices in ascending order of value, equal values in the order of their indices, NaNs last. O(n log n).
  package static func ascendingOrder(_ sample: [Double]) -> [Int] {
    sample.indices.sorted { i, j in
      let (a, b) = (sample[i], sample[j])
      if a.isNaN || b.isNaN { return a.isNaN == b.isNaN ? i < j : b.isNaN }
      return a == b ? i < j : a < b
    }
  }

  /// Runs of equal values in ascending order: the positions they take, and the indices of the elements.
  static func tiedGroups(_ sample: [Double]) -> [(range: Range<Int>, indices: ArraySlice<Int>)] {
    let order = ascendingOrder(sample)
    var groups: [(range: Range<Int>, indices: ArraySlice<Int>)] = []
    var start = 0
    while start < order.count {
      let value = sample[order[start]]
      var end = start + 1
      while end < order.count, sample[order[end]] == value || (value.isNaN && sample[order[end]].isNaN) { end += 1 }
      groups.append((start..<end, order[start..<end]))
      start = end
    }
    return groups
  }
}

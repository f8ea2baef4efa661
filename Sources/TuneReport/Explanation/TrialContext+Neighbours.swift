import TuneModel

/// How near trials are to each other, and in what they differ.
extension TrialContext {
  /// Trials by their distance from this one, the nearest first; of equally near ones the earlier first.
  ///
  /// - Complexity: O(n log n) and n · dimensions for distances.
  func nearest(_ count: Int, of entries: [Standing.Entry]) -> [Standing.Entry] {
    let own = experiment.space.encode(record.assignment)
    let distances = entries.map { distance(own, $0.record.assignment) }
    return entries.indices.sorted { (distances[$0], entries[$0].number) < (distances[$1], entries[$1].number) }
      .prefix(count).map { entries[$0] }
  }

  /// Squared, over the unit cube. Values without an order are all equally far from each other, and a parameter that
  /// only one of both has counts as a whole range.
  private func distance(_ own: [Double], _ other: Assignment) -> Double {
    zip(experiment.space.dimensions, own).reduce(0) { sum, pair in
      let (parameter, unit) = pair
      let values = (record.assignment[parameter.name], other[parameter.name])
      guard let mine = values.0, let theirs = values.1 else {
        return sum + (values.0 == nil && values.1 == nil ? 0 : 1)
      }
      guard parameter.domain.isNumeric else { return sum + (mine == theirs ? 0 : 1) }
      let difference = unit - (parameter.domain.unit(of: theirs) ?? Space.inactiveUnit)
      return sum + difference * difference
    }
  }

  /// In what this trial differs from another: `learning_rate 0.0044 in place of 0.0031, and hidden 224 in place of 192`.
  ///
  /// Nil where they have the same parameters.
  func differences(from other: TrialRecord) -> Sentence? {
    let own = experiment.space.encode(record.assignment)
    let changed = experiment.space.dimensions.indices.filter { index in
      let name = experiment.space.dimensions[index].name
      return record.assignment[name] != other.assignment[name]
    }
    guard !changed.isEmpty else { return nil }
    func size(_ index: Int) -> Double {
      let parameter = experiment.space.dimensions[index]
      guard parameter.domain.isNumeric, record.assignment[parameter.name] != nil,
        let unit = other.assignment[parameter.name].flatMap({ parameter.domain.unit(of: $0) })
      else { return 1 }
      return (own[index] - unit).magnitude
    }
    let sizes = changed.map(size)
    let order = changed.indices.sorted { (-sizes[$0], $0) < (-sizes[$1], $1) }
    var items = order.prefix(Self.namedDifferences).map { difference(changed[$0], other) }
    let rest = changed.count - items.count
    if rest > 0 { items.append("\(Wording.count(rest, "other parameter"))") }
    return Sentence.list(items)
  }

  private static let namedDifferences = 4

  private func difference(_ index: Int, _ other: TrialRecord) -> Sentence {
    let name = experiment.space.dimensions[index].name
    switch (record.assignment[name], other.assignment[name]) {
    case (let mine?, let theirs?):
      let texts = TrialContext.texts(mine, theirs)
      return "\(name: "\(name) \(texts.0)") in place of \(name: texts.1)"
    case (let mine?, nil): return "\(name: "\(name) \(NumberText.value(mine))"), which it lacks"
    case (nil, _): return "no \(name: name)"
    }
  }

  /// Two values with as many digits as it takes to tell them apart.
  private static func texts(_ a: ParameterValue, _ b: ParameterValue) -> (String, String) {
    for digits in 3...17 {
      let texts = (NumberText.value(a, digits: digits), NumberText.value(b, digits: digits))
      if texts.0 != texts.1 { return texts }
    }
    return (a.description, b.description)
  }
}

import YAML

extension SourceText {
  /// Where some characters of a scalar's value stand in the text: behind the quotes, past escapes, on later lines of a
  /// block.
  ///
  /// The value is laid over the text as it is spelled, character by character; what the value does not have
  /// (indentation, line breaks that were folded) is passed over.
  /// - Complexity: O(length of the scalar as spelled)
  func range(of characters: Range<Int>, in node: YAMLNode) -> SourceRange {
    // Through an alias there is nothing to point at but the alias.
    guard let scalar = node.scalar, node.definition == nil else { return node.range }
    let start = scalar.text.index(
      scalar.text.startIndex,
      offsetBy: characters.lowerBound,
      limitedBy: scalar.text.endIndex
    )
    let rest = scalar.text[(start ?? scalar.text.endIndex)...]
    let before = scalar.text.unicodeScalars.count - rest.unicodeScalars.count
    let inside = rest.prefix(max(1, characters.count)).unicodeScalars.count
    if let first = simpleStart(of: node, scalar) {
      let column = first.column + before
      return SourceRange(
        SourcePosition(line: first.line, column: column),
        SourcePosition(line: first.line, column: column + max(1, inside))
      )
    }
    let places = Spelling(of: node, scalar.style, in: self).places(of: Array(scalar.text.unicodeScalars))
    guard before < places.count else {
      // Just behind the last character.
      let end = places.last.map { SourcePosition(line: $0.line, column: $0.column + 1) } ?? node.range.start
      return SourceRange(end, SourcePosition(line: end.line, column: end.column + 1))
    }
    let last = places[min(places.count, before + max(1, inside)) - 1]
    return SourceRange(places[before], SourcePosition(line: last.line, column: last.column + 1))
  }
}

/// Where the value starts if it is spelled without escapes, folds, tags or anchors; nil otherwise.
private func simpleStart(of node: YAMLNode, _ scalar: YAMLScalar) -> SourcePosition? {
  let range = node.range
  let quotes = scalar.style == .plain ? 0 : 1
  guard range.start.line == range.end.line, scalar.style != .literal, scalar.style != .folded,
    range.end.column - range.start.column == scalar.text.unicodeScalars.count + 2 * quotes
  else { return nil }
  return SourcePosition(line: range.start.line, column: range.start.column + quotes)
}

/// The characters of a scalar as they are spelled, with their places.
private struct Spelling {
  private var scalars: [(scalar: Unicode.Scalar, place: SourcePosition)] = []
  private let style: YAMLScalar.Style

  init(of node: YAMLNode, _ style: YAMLScalar.Style, in source: SourceText) {
    self.style = style
    let range = node.range
    for line in range.start.line...max(range.start.line, range.end.line) {
      for (index, scalar) in source.line(line).unicodeScalars.enumerated() {
        let place = SourcePosition(line: line, column: index + 1)
        if place >= range.start, place < range.end { scalars.append((scalar, place)) }
      }
      scalars.append(("\n", SourcePosition(line: line, column: 1)))
    }
    skipProperties()
  }

  /// A tag and an anchor, the opening quote, the head of a block.
  private mutating func skipProperties() {
    var index = 0
    while index < scalars.count, scalars[index].scalar == "!" || scalars[index].scalar == "&" {
      while index < scalars.count, !isBlank(scalars[index].scalar) { index += 1 }
      while index < scalars.count, isBlank(scalars[index].scalar) { index += 1 }
    }
    switch style {
    case .plain: break
    case .singleQuoted, .doubleQuoted: index += 1
    case .literal, .folded:
      while index < scalars.count, scalars[index].scalar != "\n" { index += 1 }
      index += 1
    }
    scalars.removeFirst(min(index, scalars.count))
  }

  private func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" || scalar == "\n" }

  /// The place of each of the value's Unicode scalars.
  func places(of value: [Unicode.Scalar]) -> [SourcePosition] {
    var places: [SourcePosition] = []
    var index = 0
    for wanted in value {
      if style == .doubleQuoted {
        while index < scalars.count, scalars[index].scalar != wanted, isBlank(scalars[index].scalar) { index += 1 }
        guard index < scalars.count else { break }
        places.append(scalars[index].place)
        index += scalars[index].scalar == "\\" ? escapeLength(at: index) : 1
        continue
      }
      while index < scalars.count, scalars[index].scalar != wanted { index += 1 }
      guard index < scalars.count else { break }
      places.append(scalars[index].place)
      index += style == .singleQuoted && wanted == "'" ? 2 : 1
    }
    return places
  }

  private func escapeLength(at index: Int) -> Int {
    guard index + 1 < scalars.count else { return 1 }
    return switch scalars[index + 1].scalar {
    case "x": 4
    case "u": 6
    case "U": 10
    default: 2
    }
  }
}

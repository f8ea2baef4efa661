/// Builds the tree of a document from libyaml's events and collects what is wrong with it.
///
/// Aliases cost no memory, because a copied node shares its storage. Their content is counted nevertheless, once for
/// each alias, for whoever walks over the tree meets it as often.
struct Composer {
  /// A node with what its aliases would add to the document.
  struct Composed {
    var node: YAMLNode
    /// Nodes in the tree under and including this one.
    var size = 1
    /// Levels of the tree under and including this one; 0 for a scalar.
    var height = 0
  }

  /// Why composing ended early. A limit that is exceeded is reported where that is noticed.
  enum Stop: Error {
    case syntax(SyntaxFailure)
    case limit
  }

  private enum Anchor {
    /// The anchored collection has not ended yet.
    case open
    case complete(Composed)
  }

  let source: SourceText
  let limits: YAMLLimits
  var problems: ProblemList
  private let reader: Result<EventReader, SyntaxFailure>
  private var anchors: [String: Anchor] = [:]
  private var nodes = 0
  /// The last quoted scalar, for mistakes that show only after its closing quote.
  private var lastQuoted: SourceRange?

  init(source: SourceText, limits: YAMLLimits) {
    self.source = source
    self.limits = limits
    problems = ProblemList(limit: limits.problems)
    reader = Result { () throws(SyntaxFailure) in try EventReader(source.utf8[...]) }
  }

  /// The root of the document; `nil` when the text has none or is broken.
  mutating func compose() -> YAMLNode? {
    do throws(Stop) {
      return try stream()
    } catch {
      if case .syntax(let failure) = error {
        let problem = SyntaxProblem(failure, in: source, lastQuoted: lastQuoted).problem
        problems.add(problem)
        for problem in laterSyntaxProblems(after: problem, in: source) { problems.add(problem) }
      }
      return nil
    }
  }

  private mutating func stream() throws(Stop) -> YAMLNode? {
    _ = try next()
    guard case .documentStart = try next().kind else { return reportNothing() }

    let root = try node(try next(), depth: 1).node
    _ = try next()
    let after = try next()
    if case .documentStart = after.kind {
      problems.add("a second document starts here; a file holds only one", at: range(after))
    }
    if let scalar = root.scalar, scalar.style == .plain, scalar.text.isEmpty, root.tag == nil { return reportNothing() }
    return root
  }

  private mutating func reportNothing() -> YAMLNode? {
    problems.add("there is nothing in this file but space and comments", at: source.beginning)
    return nil
  }

  mutating func next() throws(Stop) -> Event {
    do throws(SyntaxFailure) { return try reader.get().next() } catch { throw .syntax(error) }
  }

  func range(_ event: Event) -> SourceRange {
    SourceRange(source.position(ofScalar: event.start), source.position(ofScalar: event.end))
  }

  /// The node that starts with `event`, with everything under it.
  mutating func node(_ event: Event, depth: Int) throws(Stop) -> Composed {
    switch event.kind {
    case .alias(let name):
      return try alias(name, at: range(event), depth: depth)
    case .scalar(let text, let style, let properties):
      let composed = try scalar(text, style, properties, event)
      if let anchor = properties.anchor { anchors[anchor] = .complete(composed) }
      return composed
    case .sequenceStart(let isFlow, let properties):
      return try collection(properties, event, depth) { (composer) throws(Stop) in
        try composer.sequence(event, isFlow: isFlow, depth: depth)
      }
    case .mappingStart(let isFlow, let properties):
      return try collection(properties, event, depth) { (composer) throws(Stop) in
        try composer.mapping(event, isFlow: isFlow, depth: depth)
      }
    case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
      // libyaml's grammar sends none of these where a node is due.
      throw .syntax(SyntaxFailure(problem: "a value was expected here", index: event.start))
    }
  }

  private mutating func count(_ added: Int, at range: SourceRange) throws(Stop) {
    nodes += added
    guard nodes > limits.nodes else { return }
    let aliases = added > 1 ? "with this alias, " : ""
    problems.add("\(aliases)the document has more than \(limits.nodes) values, which is not read", at: range)
    throw .limit
  }

  private mutating func collection(
    _ properties: Event.Properties,
    _ event: Event,
    _ depth: Int,
    _ compose: (inout Composer) throws(Stop) -> Composed
  ) throws(Stop) -> Composed {
    try count(1, at: range(event))
    if depth > limits.depth {
      problems.add("this is nested deeper than \(limits.depth) levels, which is not read", at: range(event))
      throw .limit
    }
    if let anchor = properties.anchor { anchors[anchor] = .open }
    var composed = try compose(&self)
    composed.node.tag = properties.tag.map(shortTag)
    if let complaint = complaint(aboutTag: properties.tag, on: composed.node.content) {
      problems.add(complaint, at: range(event))
    }
    if let anchor = properties.anchor { anchors[anchor] = .complete(composed) }
    return composed
  }

  private mutating func sequence(_ start: Event, isFlow: Bool, depth: Int) throws(Stop) -> Composed {
    var elements: [YAMLNode] = []
    var composed = Composed(node: YAMLNode(.sequence([]), range: range(start)), height: 1)
    while true {
      let event = try next()
      if case .sequenceEnd = event.kind {
        composed.node.content = .sequence(elements)
        composed.node.range.end = end(of: event, isFlow: isFlow, lastChild: elements.last, start: composed.node.range)
        return composed
      }
      let element = try node(event, depth: depth + 1)
      elements.append(element.node)
      composed.size += element.size
      composed.height = max(composed.height, element.height + 1)
    }
  }

  /// libyaml lets a block end where the next thing begins, perhaps many lines on; for people it ends with its last
  /// child.
  func end(of event: Event, isFlow: Bool, lastChild: YAMLNode?, start: SourceRange) -> SourcePosition {
    let end = isFlow ? source.position(ofScalar: event.end) : lastChild?.range.end ?? start.end
    return max(end, start.start)
  }

  private mutating func scalar(
    _ text: String,
    _ style: YAMLScalar.Style,
    _ properties: Event.Properties,
    _ event: Event
  ) throws(Stop) -> Composed {
    var range = range(event)
    try count(1, at: range)
    switch style {
    case .plain: reportListItem(in: range)
    case .singleQuoted, .doubleQuoted: lastQuoted = range
    case .literal, .folded: range.end = source.endOfText(in: range)
    }
    let (value, complaint) = resolve(text, style, tag: properties.tag)
    if let complaint { problems.add(complaint, at: range) }
    let scalar = YAMLScalar(text: text, value: value, style: style)
    return Composed(node: YAMLNode(.scalar(scalar), range: range, tag: properties.tag.map(shortTag)))
  }

  /// A list item with one space too many continues the text of the item above. That is YAML, but never meant.
  private mutating func reportListItem(in range: SourceRange) {
    guard range.end.line > range.start.line else { return }
    for number in (range.start.line + 1)...range.end.line {
      let line = source.line(number)
      let indentation = line.prefix { $0 == " " }.count
      guard line.dropFirst(indentation).hasPrefix("- ") else { continue }
      let start = SourcePosition(line: number, column: indentation + 1)
      problems.add(
        "this line continues the text above; give the '-' the indentation of the one above, or put the text in quotes",
        at: SourceRange(start, SourcePosition(line: number, column: indentation + 2)),
        notes: [.init("the text starts here", at: range)]
      )
      return
    }
  }

  private mutating func alias(_ name: String, at range: SourceRange, depth: Int) throws(Stop) -> Composed {
    switch anchors[name] {
    case .complete(var composed):
      try count(composed.size, at: range)
      if depth + composed.height - 1 > limits.depth {
        problems.add("with this alias, the document is nested deeper than \(limits.depth) levels", at: range)
        throw .limit
      }
      composed.node.definition = composed.node.definition ?? composed.node.range
      composed.node.range = range
      return composed
    case .open:
      problems.add("the alias \(quote("*" + name)) stands inside of what it refers to", at: range)
    case nil:
      let note = "an anchor is set by \(quote("&" + name)) before a value; text that starts with '*' needs quotes"
      problems.add("there is no anchor \(quote("&" + name)) above this alias", at: range, notes: [.init(note)])
    }
    try count(1, at: range)
    return Composed(node: YAMLNode(.scalar(YAMLScalar(text: "", value: .null, style: .plain)), range: range))
  }
}

extension SourceText {
  /// Where the last line of a block scalar ends that is not blank.
  fileprivate func endOfText(in range: SourceRange) -> SourcePosition {
    var end = range.end
    while end.line > range.start.line {
      let text = line(end.line).unicodeScalars.prefix(end.column - 1)
      if let last = text.lastIndex(where: { $0 != " " && $0 != "\t" }) {
        return SourcePosition(line: end.line, column: text.distance(from: text.startIndex, to: last) + 2)
      }
      end = SourcePosition(line: end.line - 1, column: .max)
    }
    let length = line(range.start.line).unicodeScalars.count
    return SourcePosition(line: range.start.line, column: max(range.start.column, length + 1))
  }
}

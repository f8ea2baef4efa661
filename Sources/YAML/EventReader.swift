import CYAML

/// A step in the structure of a document, as libyaml reports it.
struct Event {
  enum Kind {
    case streamStart
    case streamEnd
    case documentStart
    case documentEnd
    case alias(String)
    case scalar(text: String, style: YAMLScalar.Style, Properties)
    case sequenceStart(isFlow: Bool, Properties)
    case sequenceEnd
    case mappingStart(isFlow: Bool, Properties)
    case mappingEnd
  }

  /// What may stand before a node.
  struct Properties {
    var anchor: String?
    var tag: String?
  }

  var kind: Kind

  /// Where the event starts and ends, in Unicode scalars from the start of the text.
  var start: Int
  var end: Int
}

/// Why libyaml gave up, in its own words.
struct SyntaxFailure: Error {
  var problem: String
  /// Unicode scalars before the place of the problem.
  var index: Int
  /// What was being read, such as `while parsing a flow sequence`, and where it started.
  var context: String?
  var contextIndex: Int?
}

/// Reads the events of a text, one after the other, from libyaml's parser.
final class EventReader {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  /// libyaml reads from here until the end.
  private let input: UnsafeMutableBufferPointer<UInt8>
  private let scalarsBefore: Int

  /// - Parameters:
  ///   - utf8: Valid UTF-8 without a byte order mark.
  ///   - scalarsBefore: Unicode scalars before it in the whole text.
  init(_ utf8: ArraySlice<UInt8>, scalarsBefore: Int = 0) throws(SyntaxFailure) {
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    guard yaml_parser_initialize(parser) != 0 else {
      parser.deallocate()
      throw SyntaxFailure(problem: "not enough memory", index: 0)
    }
    self.parser = parser
    self.scalarsBefore = scalarsBefore
    input = .allocate(capacity: utf8.count)
    _ = input.initialize(from: utf8)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, input.baseAddress, input.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    input.deallocate()
  }

  /// The next event. Must not be called again after the end of the stream or an error.
  func next() throws(SyntaxFailure) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) != 0 else { throw failure }
    defer { yaml_event_delete(&event) }
    return Event(
      kind: Self.kind(of: event),
      start: scalarsBefore + event.start_mark.index,
      end: scalarsBefore + event.end_mark.index
    )
  }

  private static func kind(of event: yaml_event_t) -> Event.Kind {
    switch event.type {
    case YAML_STREAM_START_EVENT:
      return .streamStart
    case YAML_DOCUMENT_START_EVENT:
      return .documentStart
    case YAML_DOCUMENT_END_EVENT:
      return .documentEnd
    case YAML_ALIAS_EVENT:
      return .alias(text(event.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      return .scalar(text: text, style: style(scalar.style), properties(scalar.anchor, scalar.tag))
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      return .sequenceStart(isFlow: start.style == YAML_FLOW_SEQUENCE_STYLE, properties(start.anchor, start.tag))
    case YAML_SEQUENCE_END_EVENT:
      return .sequenceEnd
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      return .mappingStart(isFlow: start.style == YAML_FLOW_MAPPING_STYLE, properties(start.anchor, start.tag))
    case YAML_MAPPING_END_EVENT:
      return .mappingEnd
    default:
      return .streamEnd
    }
  }

  private static func properties(
    _ anchor: UnsafePointer<yaml_char_t>?,
    _ tag: UnsafePointer<yaml_char_t>?
  ) -> Event.Properties {
    Event.Properties(anchor: text(anchor), tag: text(tag))
  }

  private static func text(_ characters: UnsafePointer<yaml_char_t>?) -> String? {
    characters.map { String(cString: $0) }
  }

  private static func style(_ style: yaml_scalar_style_t) -> YAMLScalar.Style {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: .literal
    case YAML_FOLDED_SCALAR_STYLE: .folded
    default: .plain
    }
  }

  private var failure: SyntaxFailure {
    let state = parser.pointee
    if state.error == YAML_MEMORY_ERROR { return SyntaxFailure(problem: "not enough memory", index: scalarsBefore) }
    var failure = SyntaxFailure(
      problem: state.problem.map { String(cString: $0) } ?? "the text cannot be read",
      index: scalarsBefore + state.problem_mark.index
    )
    if let context = state.context {
      failure.context = String(cString: context)
      failure.contextIndex = scalarsBefore + state.context_mark.index
    }
    return failure
  }
}

private let coreTagPrefix = "tag:yaml.org,2002:"

/// A tag as it is usually written: `!!str` instead of `tag:yaml.org,2002:str`.
func shortTag(_ tag: String) -> String {
  tag.hasPrefix(coreTagPrefix) ? "!!" + tag.dropFirst(coreTagPrefix.count) : tag
}

/// What a scalar means, and what is wrong with its tag.
func resolve(_ text: String, _ style: YAMLScalar.Style, tag: String?) -> (value: YAMLValue, complaint: String?) {
  let untagged = style == .plain ? YAMLValue(plain: text) : .string(text)
  guard let tag = tag.map(shortTag) else { return (untagged, nil) }
  switch (tag, YAMLValue(plain: text)) {
  case ("!!str", _), ("!", _): return (.string(text), nil)
  case ("!!null", .null): return (.null, nil)
  case ("!!bool", .bool(let truth)): return (.bool(truth), nil)
  case ("!!int", .integer(let number)): return (.integer(number), nil)
  case ("!!float", .integer(let number)): return (.number(Double(number)), nil)
  case ("!!float", .number(let number)): return (.number(number), nil)
  case ("!!null", _): return (untagged, "\(quote(text)) is not null, as its tag '!!null' says")
  case ("!!bool", _): return (untagged, "\(quote(text)) is neither true nor false, as its tag '!!bool' says")
  case ("!!int", _): return (untagged, "\(quote(text)) is not a whole number, as its tag '!!int' says")
  case ("!!float", _): return (untagged, "\(quote(text)) is not a number, as its tag '!!float' says")
  case ("!!seq", _): return (untagged, "the tag '!!seq' is for lists")
  case ("!!map", _): return (untagged, "the tag '!!map' is for mappings")
  default: return (untagged, unknownTag(tag))
  }
}

/// What is wrong with the tag of a sequence or mapping; `nil` when nothing is.
func complaint(aboutTag tag: String?, on content: YAMLNode.Content) -> String? {
  guard let tag = tag.map(shortTag), tag != "!" else { return nil }
  switch (tag, content) {
  case ("!!seq", .sequence), ("!!map", .mapping): return nil
  case ("!!seq", _): return "the tag '!!seq' is for lists"
  case ("!!map", _): return "the tag '!!map' is for mappings"
  case ("!!str", _), ("!!int", _), ("!!float", _), ("!!bool", _), ("!!null", _):
    return "the tag '\(tag)' is for single values"
  default: return unknownTag(tag)
  }
}

private func unknownTag(_ tag: String) -> String {
  "the tag \(quote(tag)) is unknown; remove it, or put text that starts with '!' in quotes"
}

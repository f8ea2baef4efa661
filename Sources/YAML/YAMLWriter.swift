/// A YAML text in the making.
struct YAMLWriter {
  private(set) var text = ""

  mutating func writeDocument(_ draft: YAMLDraft) {
    writeLinesAbove(draft, indentation: 0)
    if draft.isBlock {
      writeRemark(draft)
      if draft.commentBeside != nil { text += "\n" }
      writeBlock(draft, indentation: 0, continuesLine: false)
    } else {
      writeInLine(draft, indentation: 0)
    }
  }

  /// Writes the children of a block collection, each on a line of its own that starts with `indentation` spaces.
  ///
  /// - Parameter continuesLine: The first child goes on the current line, which has that length already.
  private mutating func writeBlock(_ draft: YAMLDraft, indentation: Int, continuesLine: Bool) {
    var isInLine = continuesLine
    for child in draft.children {
      if !isInLine {
        writeLinesAbove(child.value, indentation: indentation)
        indent(indentation)
      }
      isInLine = false
      if let key = child.key {
        writeKey(key, indentation: indentation)
      } else {
        text += "-"
      }
      writeChild(child.value, indentation: indentation, isItem: child.key == nil)
    }
  }

  private mutating func writeKey(_ key: String, indentation: Int) {
    let written = scalarText(.string(key), inFlow: false)
    if YAMLDraft.isShort(key) {
      text += written + ":"
    } else {
      text += "? " + written + "\n"
      indent(indentation)
      text += ":"
    }
  }

  /// Writes what follows a colon or dash.
  private mutating func writeChild(_ draft: YAMLDraft, indentation: Int, isItem: Bool) {
    guard draft.isBlock else {
      text += " "
      writeInLine(draft, indentation: indentation + 2)
      return
    }
    let firstNeedsLine = draft.children.first.map { $0.value.needsLinesAbove } ?? false
    if isItem, draft.commentBeside == nil, !firstNeedsLine {
      text += " "
      writeBlock(draft, indentation: indentation + 2, continuesLine: true)
    } else {
      writeRemark(draft)
      text += "\n"
      writeBlock(draft, indentation: indentation + 2, continuesLine: false)
    }
  }

  /// Writes a value that starts on the current line, and the line's end.
  private mutating func writeInLine(_ draft: YAMLDraft, indentation: Int) {
    if case .scalar(.string(let string)) = draft.content, isLiteral(string) {
      let endsWithBreak = string.hasSuffix("\n")
      text += endsWithBreak ? "|" : "|-"
      writeRemark(draft)
      text += "\n"
      let lines = string.split(separator: "\n", omittingEmptySubsequences: false)
      for line in endsWithBreak ? lines.dropLast() : lines[...] {
        if !line.isEmpty { indent(max(2, indentation)) }
        text += line + "\n"
      }
      return
    }
    text += flowText(draft, isInside: false)
    writeRemark(draft)
    text += "\n"
  }

  private func flowText(_ draft: YAMLDraft, isInside: Bool) -> String {
    switch draft.content {
    case .scalar(let value):
      return scalarText(value, inFlow: isInside)
    case .sequence(let elements):
      return "[" + elements.map { flowText($0, isInside: true) }.joined(separator: ", ") + "]"
    case .mapping(let members):
      let parts = members.map { scalarText(.string($0.key), inFlow: true) + ": " + flowText($0.value, isInside: true) }
      return "{" + parts.joined(separator: ", ") + "}"
    }
  }

  // MARK: Comments and space

  private mutating func writeLinesAbove(_ draft: YAMLDraft, indentation: Int) {
    if draft.hasEmptyLineAbove { text += "\n" }
    guard let comment = draft.commentAbove else { return }
    for line in comment.split(separator: "\n", omittingEmptySubsequences: false) {
      indent(indentation)
      text += line.isEmpty ? "#\n" : "# \(printable(line))\n"
    }
  }

  private mutating func writeRemark(_ draft: YAMLDraft) {
    guard let remark = draft.commentBeside else { return }
    text += (text.isEmpty || text.last == "\n" ? "# " : "  # ") + printable(remark)
  }

  /// Comments have no escapes: what cannot stand in them, line breaks included, becomes a space.
  private func printable(_ comment: some StringProtocol) -> String {
    let scalars = comment.unicodeScalars.map { scalar -> Unicode.Scalar in
      scalar.isPrintableInYAML && scalar != "\n" && scalar != "\r" ? scalar : " "
    }
    return String(String.UnicodeScalarView(scalars))
  }

  private mutating func indent(_ count: Int) {
    text += String(repeating: " ", count: count)
  }
}

extension YAMLDraft {
  /// The elements of a sequence, without keys, or the members of a mapping.
  fileprivate var children: [(key: String?, value: YAMLDraft)] {
    switch content {
    case .scalar: []
    case .sequence(let elements): elements.map { (nil, $0) }
    case .mapping(let members): members.map { ($0.key, $0.value) }
    }
  }

  /// Whether this is a collection that is written on several lines.
  fileprivate var isBlock: Bool {
    if children.isEmpty { return false }
    return !(isFlow && children.allSatisfy { $0.value.fitsFlow && $0.key.map(Self.isShort) ?? true })
  }

  private var fitsFlow: Bool {
    commentAbove == nil && commentBeside == nil
      && children.allSatisfy { $0.value.fitsFlow && $0.key.map(Self.isShort) ?? true }
  }

  fileprivate var needsLinesAbove: Bool { commentAbove != nil || hasEmptyLineAbove }

  /// Whether the key can stand before a colon: YAML allows 1,024 characters there. Escapes take up to ten.
  fileprivate static func isShort(_ key: String) -> Bool { key.unicodeScalars.count <= 100 }
}

/// Further syntax errors after the first, so that people can mend all of them at once.
///
/// libyaml stops at the first error. Where the document is a mapping in block style, as manifests are, the next line
/// that starts with a key at the margin is a safe place to go on: the text from there is checked by itself. Only its
/// syntax is, for its anchors may be defined in the part that could not be read.
func laterSyntaxProblems(after first: YAMLProblem, in source: SourceText) -> [YAMLProblem] {
  guard let start = (1...source.lineCount).lazy.compactMap({ startOfText(source.line($0)) }).first,
    start != "{", start != "["
  else { return [] }

  var problems: [YAMLProblem] = []
  var brokenLine = first.range.start.line
  while problems.count < mostRecoveries, brokenLine < source.lineCount,
    let line = (brokenLine + 1...source.lineCount).first(where: { isTopLevelKey(source.line($0)) }),
    let problem = syntaxProblem(fromLine: line, in: source)
  {
    problems.append(problem)
    brokenLine = max(line, problem.range.start.line)
  }
  return problems
}

/// Each recovery reads the rest of the text once more, so their count bounds the time.
private let mostRecoveries = 20

private func syntaxProblem(fromLine line: Int, in source: SourceText) -> YAMLProblem? {
  let (utf8, scalarsBefore) = source.rest(fromLine: line)
  var lastQuoted: SourceRange?
  do throws(SyntaxFailure) {
    let reader = try EventReader(utf8, scalarsBefore: scalarsBefore)
    while true {
      let event = try reader.next()
      switch event.kind {
      case .streamEnd: return nil
      case .scalar(_, .singleQuoted, _), .scalar(_, .doubleQuoted, _):
        lastQuoted = SourceRange(source.position(ofScalar: event.start), source.position(ofScalar: event.end))
      default: continue
      }
    }
  } catch {
    return SyntaxProblem(error, in: source, lastQuoted: lastQuoted).problem
  }
}

/// The first character of a line that is more than space, a comment, a directive or the mark of a document.
private func startOfText(_ line: String) -> Character? {
  if line.hasPrefix("%") || line.hasPrefix("---") { return nil }
  guard let first = line.first(where: { $0 != " " && $0 != "\t" }), first != "#" else { return nil }
  return first
}

/// Whether the line starts at the margin with a word and a colon.
private func isTopLevelKey(_ line: String) -> Bool {
  guard let first = line.unicodeScalars.first, first.properties.isAlphabetic || first == "_",
    let (name, rest) = splitAtColon(line)
  else { return false }
  return !name.contains(" ") && (rest.isEmpty || rest.hasPrefix(" "))
}

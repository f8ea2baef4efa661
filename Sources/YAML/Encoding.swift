/// A file's bytes as text, or the reasons why they are none.
enum DecodedText {
  case readable(SourceText)
  case unreadable(SourceText, [YAMLProblem])
}

/// Decodes UTF-8 and looks for characters that must not stand in YAML. Those and NEL, LS and PS, which some programs
/// take for line breaks and others do not, are problems here, because libyaml would not say where they stand.
func decodedText(_ bytes: [UInt8], limits: YAMLLimits) -> DecodedText {
  if looksLikeUTF16(bytes) {
    let source = SourceText("")
    return .unreadable(
      source,
      [YAMLProblem("the file is not UTF-8 but UTF-16 or UTF-32; save it as UTF-8", at: source.beginning)]
    )
  }

  let utf8 = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
  var problems = ProblemList(limit: limits.problems)
  guard let text = String(validating: utf8, as: UTF8.self) else {
    let source = SourceText(String(decoding: utf8, as: UTF8.self))
    for index in indexesOfInvalidUTF8(utf8) {
      problems.add("this is not valid UTF-8; save the file as UTF-8", at: source.range(ofScalar: index))
    }
    return .unreadable(source, problems.inOrder)
  }

  let source = SourceText(utf8: utf8)
  for (index, scalar) in text.unicodeScalars.enumerated() where !scalar.isPrintableInYAML {
    problems.add(complaint(about: scalar), at: source.range(ofScalar: index))
  }
  return problems.inOrder.isEmpty ? .readable(source) : .unreadable(source, problems.inOrder)
}

/// UTF-16 and UTF-32 start with a byte order mark, or have zero bytes beside the first, surely ASCII, characters.
private func looksLikeUTF16(_ bytes: [UInt8]) -> Bool {
  guard bytes.count >= 2 else { return false }
  return bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) || (bytes[0] == 0) != (bytes[1] == 0)
    || bytes.starts(with: [0, 0, 0])
}

/// Indexes, in the Unicode scalars of the repaired text, of everything that is not valid.
private func indexesOfInvalidUTF8(_ utf8: [UInt8]) -> [Int] {
  var indexes: [Int] = []
  var decoder = UTF8()
  var iterator = utf8.makeIterator()
  var index = 0
  while true {
    switch decoder.decode(&iterator) {
    case .scalarValue: break
    case .error: indexes.append(index)
    case .emptyInput: return indexes
    }
    index += 1
  }
}

extension Unicode.Scalar {
  /// Whether the scalar may stand in a text unescaped: the printable characters of YAML 1.2.2 (section 5.1) without
  /// NEL, LS and PS.
  var isPrintableInYAML: Bool {
    switch value {
    case 0x20...0x7E, 0x09, 0x0A, 0x0D: true
    case 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: false
    case 0xA0...: true
    default: false
    }
  }

  /// The code of the scalar in hexadecimal digits, at least `width` of them.
  func code(width: Int) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

private func complaint(about scalar: Unicode.Scalar) -> String {
  let name = "U+" + scalar.code(width: 4)
  return switch scalar.value {
  case 0: "there is a NUL character here; remove it, or write \"\\0\" in double quotes"
  case 0xFEFF: "there is an invisible byte order mark (\(name)) here; remove it"
  case 0x85, 0x2028, 0x2029: "there is an invisible line separator (\(name)) here; remove it"
  default: "there is a control character (\(name)) here; remove it, or write it as an escape in double quotes"
  }
}

extension SourceText {
  /// The range of one Unicode scalar.
  fileprivate func range(ofScalar index: Int) -> SourceRange {
    let start = position(ofScalar: index)
    return SourceRange(start, SourcePosition(line: start.line, column: start.column + 1))
  }
}

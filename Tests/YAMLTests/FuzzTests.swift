import Testing
import YAML

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite(.timeLimit(.minutes(60))) struct Fuzz {
  /// Mutations to try: few by default, `SWIFT_TUNE_FUZZ` for many.
  private var count: Int { getenv("SWIFT_TUNE_FUZZ").flatMap { Int(String(cString: $0)) } ?? 1_500 }

  private static let documents = [
    """
    tune: 1
    name: digits
    train:
      command: [python3, "train.py", '--lr', "{learning_rate}"]
      environment: {OMP_NUM_THREADS: 1, "A B": "x\\ty"}
    parameters:
      learning_rate: {type: float, min: 1e-5, max: 0.1, scale: log, default: 1e-3}
      momentum:      {type: float, min: 0, max: 0.99, when: {optimizer: sgd}}
    constraints:
      - hidden * batch_size <= 16384
    objective: {metric: accuracy, direction: maximize, target: 0.985}   # comment
    budget: {trials: 60, time: 2h}
    """,
    """
    %YAML 1.2
    ---
    base: &base
      a: &list [1, [2, {b: c}], *deep]
      deep: !!str 5
    <<: *base
    other: {<<: [*base, {x: 1}], y: *list}
    text: |
      one
        two

      three
    folded: >-
      four
      five
    ? explicit
    : - - nested
        - é😀
      - ''
    ...
    """.replacing(", *deep", with: ""),
  ]

  private static let tokens = [
    "[", "]", "{", "}", ":", ": ", "- ", "\n- ", ",", "#", " #", "&a ", "*a", "*base", "<<: ", "!!int ", "!x ", "|",
    ">-", "\"", "'",
    "\\", "\t", "\n", "\r", "  ", "\n  ", "? ", "---\n", "...\n", "%", "@", "~", "1e400", "\0", "\u{FEFF}", "\u{85}",
    "😀", "\u{FFFF}",
  ]

  @Test func `mutated documents never crash, hang or lose values`() {
    var random = SplitMix(state: 20_260_302)
    let documents = Self.documents.map { Array($0.utf8) }
    for document in documents { #expect(YAMLDocument(parsing: document).problems == []) }
    for number in 0..<count {
      let bytes = mutated(documents[number % documents.count], documents, &random)
      check(bytes)
    }
  }

  private func mutated(_ original: [UInt8], _ others: [[UInt8]], _ random: inout SplitMix) -> [UInt8] {
    var bytes = original
    for _ in 0...random.next(below: 4) {
      let place = random.next(below: bytes.count + 1)
      let length = min(random.next(below: 12), bytes.count - place)
      switch random.next(below: 7) {
      case 0: bytes.insert(contentsOf: Self.tokens[random.next(below: Self.tokens.count)].utf8, at: place)
      case 1:
        bytes.replaceSubrange(place..<(place + length), with: Self.tokens[random.next(below: Self.tokens.count)].utf8)
      case 2: bytes.removeSubrange(place..<(place + length))
      case 3: bytes.insert(contentsOf: Array(bytes[place..<(place + length)]), at: random.next(below: bytes.count + 1))
      case 4: if place < bytes.count { bytes[place] = UInt8(truncatingIfNeeded: random.next()) }
      case 5: bytes.removeSubrange(place...)
      default:
        let other = others[random.next(below: others.count)]
        let start = random.next(below: other.count)
        bytes.insert(contentsOf: other[start..<min(start + 40, other.count)], at: place)
      }
    }
    return bytes
  }

  private func check(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    let document = YAMLDocument(parsing: bytes)
    #expect(document.root != nil || !document.problems.isEmpty, "\(text.debugDescription)")
    for problem in document.problems {
      for range in [problem.range] + problem.notes.compactMap(\.range) {
        let isInside = range.start <= range.end && range.start.line >= 1 && range.end.line <= document.source.lineCount
        #expect(isInside && range.start.column >= 1, "\(text.debugDescription): \(problem)")
      }
      #expect(!document.source.excerpt(of: problem.range).columns.isEmpty)
    }
    // What was understood is written and understood again.
    guard let root = document.root, document.problems.isEmpty else { return }
    let written = YAMLDraft(root).text
    let again = YAMLDocument(parsing: written)
    #expect(
      again.problems == [] && again.root?.hasSameContent(as: root) == true,
      "\(text.debugDescription) → \(written)"
    )
  }
}

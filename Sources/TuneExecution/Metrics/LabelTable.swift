import TuneMath

/// The labels of a file, each with a code in the order of first appearance.
struct LabelTable {
  private(set) var names: [String] = []
  private var codes: [String: Int32] = [:]

  /// The code of a label; nil for an empty one.
  mutating func code(of bytes: UnsafeRawBufferPointer) -> Int32? {
    guard !bytes.isEmpty else { return nil }
    let name = Self.canonical(String(decoding: bytes, as: UTF8.self))
    if let code = codes[name] { return code }
    let code = Int32(names.count)
    codes[name] = code
    names.append(name)
    return code
  }

  /// `3.0` and `3` are the same label: tables of numbers turn whole ones into the former as soon as one is missing. So
  /// are `-0.0`, which rounding makes, and `0`.
  static func canonical(_ name: String) -> String {
    let whole = withoutZeros(name)
    return whole.first == "-" && whole.dropFirst().allSatisfy { $0 == "0" } && whole.count > 1 ? "0" : whole
  }

  private static func withoutZeros(_ name: String) -> String {
    guard let point = name.firstIndex(of: "."), name[name.index(after: point)...].allSatisfy({ $0 == "0" }) else {
      return name
    }
    let whole = name[..<point]
    let digits = whole.first == "-" ? whole.dropFirst() : whole
    let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { DecimalNumber.digit($0) != nil }
    return isNumber && point < name.index(before: name.endIndex) ? String(whole) : name
  }

  /// Codes in the order of their labels.
  var inOrder: [Int32] { ConfusionMatrix.inOrder(names).compactMap { codes[$0] } }

  /// Each code's place in an order of all.
  func ranks(in order: [Int32]) -> [Int32] {
    var ranks = [Int32](repeating: 0, count: order.count)
    for (rank, code) in order.enumerated() { ranks[Int(code)] = Int32(rank) }
    return ranks
  }
}

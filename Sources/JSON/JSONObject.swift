/// The members of a JSON object, in the order in which they were first set.
///
/// A collection of `(key, value)` pairs. Two objects are equal when they have the same keys with the same
/// values, whatever the order. Keys are compared as `String` compares them, so two spellings of one text that
/// Unicode calls equivalent are one key.
///
/// Small objects are searched from front to back; larger ones keep a hashed index, so that no input, however
/// large or hostile, makes building an object quadratic.
package struct JSONObject: Sendable {
  package typealias Element = (key: String, value: JSONValue)

  private var members: [Element] = []

  /// Position of each key; `nil` while the object is small enough to be searched faster without.
  private var positions: [String: Int]?

  /// Largest count without an index. Comparing so many short strings costs about as much as hashing one.
  private static let largestUnindexedCount = 12

  package init() {}

  /// The members of `elements` in their order; of members with the same key the last value counts.
  package init(_ elements: some Sequence<Element>) {
    for (key, value) in elements { set(value, for: key) }
  }

  /// The value for `key`. Setting a new key appends it, setting a known key keeps its place, and setting `nil`
  /// removes the member.
  ///
  /// - Complexity: O(1) on average; O(`count`) to remove.
  package subscript(key: String) -> JSONValue? {
    get { position(of: key).map { members[$0].value } }
    set {
      if let newValue {
        set(newValue, for: key)
      } else {
        removeMember(for: key)
      }
    }
  }

  /// The keys in order.
  package var keys: [String] { members.map(\.key) }

  /// The values in the order of their keys.
  package var values: [JSONValue] { members.map(\.value) }

  /// Appends a member, or replaces the value of the one with this key.
  mutating func set(_ value: JSONValue, for key: String) {
    if let position = position(of: key) {
      members[position].value = value
      return
    }
    positions?[key] = members.count
    members.append((key, value))
    if positions == nil, members.count > Self.largestUnindexedCount { indexMembers() }
  }

  private func position(of key: String) -> Int? {
    guard let positions else { return members.firstIndex { $0.key == key } }
    return positions[key]
  }

  private mutating func removeMember(for key: String) {
    guard let position = position(of: key) else { return }
    members.remove(at: position)
    positions = nil
    if members.count > Self.largestUnindexedCount { indexMembers() }
  }

  private mutating func indexMembers() {
    var index = [String: Int](minimumCapacity: 2 * members.count)
    for (position, member) in members.enumerated() { index[member.key] = position }
    positions = index
  }
}

extension JSONObject: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { members.count }
  package subscript(position: Int) -> Element { members[position] }
}

extension JSONObject: Hashable {
  package static func == (left: JSONObject, right: JSONObject) -> Bool {
    guard left.count == right.count else { return false }
    // Most equal objects have the same order. Each value is compared once, else deep nesting would cost 2^depth.
    return zip(left.members, right.members).allSatisfy { member, other in
      member.key == other.key ? member.value == other.value : member.value == right[member.key]
    }
  }

  package func hash(into hasher: inout Hasher) {
    // Equal objects may differ in order, so the members' hashes are joined by an operation without order.
    var joined = 0
    for member in members {
      var memberHasher = hasher
      memberHasher.combine(member.key)
      memberHasher.combine(member.value)
      joined ^= memberHasher.finalize()
    }
    hasher.combine(joined)
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    for (key, value) in elements { set(value, for: key) }
  }
}

/// A value for every active parameter, in the order of the space.
package struct Assignment: Hashable, Sendable {
  package private(set) var names: [String] = []
  package private(set) var values: [ParameterValue] = []

  package init() {}

  package init(_ pairs: some Sequence<(String, ParameterValue)>) {
    for (name, value) in pairs { self[name] = value }
  }

  package var isEmpty: Bool { names.isEmpty }
  package var count: Int { names.count }

  /// - Complexity: O(number of parameters); spaces are small and the array is in cache.
  package subscript(name: String) -> ParameterValue? {
    get { names.firstIndex(of: name).map { values[$0] } }
    set {
      if let index = names.firstIndex(of: name) {
        if let newValue {
          values[index] = newValue
        } else {
          names.remove(at: index)
          values.remove(at: index)
        }
      } else if let newValue {
        names.append(name)
        values.append(newValue)
      }
    }
  }

  /// Appends without looking for an earlier value of the same name; the caller knows that there is none.
  package mutating func append(_ name: String, _ value: ParameterValue) {
    names.append(name)
    values.append(value)
  }
}

extension Assignment: Sequence {
  package func makeIterator() -> Zip2Sequence<[String], [ParameterValue]>.Iterator {
    zip(names, values).makeIterator()
  }
}

extension Assignment: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, ParameterValue)...) {
    self.init(elements)
  }
}

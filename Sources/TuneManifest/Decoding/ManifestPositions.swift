package import TuneModel
import YAML

/// Where the keys and values of a manifest stand, for errors that show only later.
///
/// Paths are keys and, in lists, indices: `("train", "product")`, `("constraints", "0")`.
package struct ManifestPositions: Sendable {
  private let root: YAMLNode?
  private let source: SourceText

  init(of root: YAMLNode?, in source: SourceText) {
    self.root = root
    self.source = source
  }

  /// The place of a value; nil when the manifest does not have it.
  package func value(_ path: String...) -> SourceLocation? {
    find(path[...], from: root).map { source.location(of: $0.value.range) }
  }

  /// The place of a key; of an element of a list, the place of the element.
  package func key(_ path: String...) -> SourceLocation? {
    find(path[...], from: root).map { source.location(of: ($0.key ?? $0.value).range) }
  }

  private func find(_ path: ArraySlice<String>, from node: YAMLNode?) -> (key: YAMLNode?, value: YAMLNode)? {
    guard let name = path.first, let node else { return nil }
    let step: (key: YAMLNode?, value: YAMLNode)?
    if let entries = node.mapping {
      step = entries.first { $0.name == name }.map { ($0.key, $0.value) }
    } else if let elements = node.sequence, let index = Int(name), elements.indices.contains(index) {
      step = (nil, elements[index])
    } else {
      step = nil
    }
    guard path.count > 1 else { return step }
    return find(path.dropFirst(), from: step?.value)
  }
}

import TuneModel

/// Which sections have which keys, for sending a key home that stands in the wrong section.
struct KeyHomes {
  private var sectionsOfKey: [String: [String]] = [:]
  private let topLevel: Set<String>

  init(_ root: Section) {
    topLevel = Set(root.supportedKeys.map(\.name))
    for key in root.supportedKeys {
      let sections: [Section] =
        switch key.shape {
        case .section(let section): [section]
        case .variants(let variants): variants.sections
        default: []
        }
      for name in Set(sections.flatMap(\.supportedKeys).map(\.name)) {
        sectionsOfKey[name, default: []].append(key.name)
      }
    }
  }

  /// What was meant by an unknown key.
  enum Suggestion: Hashable {
    /// Another key of the same section.
    case key(String)
    /// The same key in another place, as in `it belongs under 'train'`.
    case place(String)
  }

  func suggestion(for name: String, in section: Section) -> Suggestion? {
    let isTopLevel = section[ManifestKeys.tune.name] != nil
    if isTopLevel, let homes = sectionsOfKey[name] { return .place("under \(alternatives(homes))") }
    if let key = section.supportedKeys.first(where: { $0.otherNames.contains(name) }) { return .key(key.name) }
    if let near = nearest(to: name, among: section.supportedKeys.map(\.name)) { return .key(near) }
    if !isTopLevel, topLevel.contains(name) { return .place("to the top level of the manifest") }
    if let homes = sectionsOfKey[name] { return .place("under \(alternatives(homes))") }
    return nil
  }
}

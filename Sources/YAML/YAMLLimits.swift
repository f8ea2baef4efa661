/// How much of a text is read. Whatever lies beyond is a problem, so that a hostile file costs neither time nor memory.
package struct YAMLLimits: Hashable, Sendable {
  /// Largest size of the text in bytes.
  package var bytes: Int

  /// Deepest nesting of sequences and mappings, aliases replaced.
  package var depth: Int

  /// Most nodes, aliases replaced: ten aliases of a list of ten count as a hundred.
  package var nodes: Int

  /// Most problems that are reported.
  package var problems: Int

  package init(bytes: Int = 1 << 20, depth: Int = 64, nodes: Int = 100_000, problems: Int = 100) {
    self.bytes = bytes
    self.depth = depth
    self.nodes = nodes
    self.problems = problems
  }
}

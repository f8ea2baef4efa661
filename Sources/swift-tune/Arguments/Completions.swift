import ArgumentParser
import SystemPackage
import Tune
import TuneStore

/// What the shell offers where an experiment or a trial is expected: the completion scripts ask the tool.
extension CompletionKind {
  /// Names of experiments, and manifests by their path.
  static var experiments: CompletionKind {
    .custom { _, _, prefix in ManifestSearch.known() + paths(prefix) }
  }

  /// Numbers of the trials of the experiment that a word before names, or of the only one.
  static var trials: CompletionKind {
    .custom { words, index, _ in
      let before = words.prefix(max(0, index)).dropFirst(2).filter { !$0.hasPrefix("-") }
      let path = before.lazy.compactMap { (try? ManifestSearch.manifest(named: $0)) ?? nil }.first
      guard let file = try? path.map({ try ManifestFile($0) }) ?? ExperimentArgument.only() else { return [] }
      let names = (try? FileSystem.names(in: file.layout.trials)) ?? []
      return names.compactMap(Int.init).sorted().map(String.init) + ["best", "last"]
    }
  }

  /// Folders and manifests that begin as what was typed.
  private static func paths(_ typed: String) -> [String] {
    let folder = typed.lastIndex(of: "/").map { String(typed[...$0]) } ?? ""
    let names = (try? FileSystem.names(in: FilePath(folder.isEmpty ? "." : folder))) ?? []
    return names.filter { !$0.hasPrefix(".") }.compactMap { name in
      if FileSystem.isDirectory(FilePath(folder + name)) { return folder + name + "/" }
      return name.hasSuffix(".yaml") || name.hasSuffix(".yml") ? folder + name : nil
    }
  }
}

package import SystemPackage
import TuneStore

/// Where the command-line tool is, for whoever has it run elsewhere.
package enum ToolPath {
  /// This program's file, or the one beside it: the watcher and the tests are other programs of the same build.
  package static var swiftTune: FilePath {
    let own = FileSystem.resolved("/proc/self/exe") ?? FileSystem.absolute(FilePath(CommandLine.arguments[0]))
    if own.lastComponent?.string == "swift-tune" { return own }
    let beside = own.removingLastComponent().appending("swift-tune")
    return FileSystem.exists(beside) ? beside : own
  }
}

import Synchronization
import SystemPackage
import TuneModel

/// Finds the file of a program as the system would: a name in `PATH`, a path relative to the working directory.
struct ProgramLookup: Hashable {
  var directory: FilePath
  /// The value of `PATH`.
  var searchPath: String?

  /// What the system searches when nobody says where.
  private static let standardPath = "/usr/local/bin:/usr/bin:/bin"

  func find(_ program: String) throws(StartProblem) -> FilePath {
    guard !program.isEmpty else { throw StartProblem("the train command is empty") }
    guard program.contains("/") else { return try findByName(program) }
    let path = directory.pushing(FilePath(program))
    switch Candidate(path) {
    case .program: return path
    case .missing:
      let place = path.isAbsolute && program.hasPrefix("/") ? "" : " in the working directory"
      throw StartProblem("there is no program `\(Self.shown(program))`\(place)")
    case .directory: throw StartProblem("`\(Self.shown(program))` is a directory, not a program")
    case .notExecutable: throw StartProblem(Self.notExecutable(Self.shown(program), path))
    }
  }

  private func findByName(_ name: String) throws(StartProblem) -> FilePath {
    // One question for each folder, since this is asked before every attempt; the reasons only when there is no program.
    for folder in folders {
      let path = folder.appending(name)
      if mayExecute(path), case .program = Candidate(path) { return path }
    }
    throw problem(finding: name)
  }

  private func problem(finding name: String) -> StartProblem {
    var notExecutable: FilePath?
    for folder in folders {
      let path = folder.appending(name)
      switch Candidate(path) {
      case .notExecutable: notExecutable = notExecutable ?? path
      case .program, .missing, .directory: break
      }
    }
    if let notExecutable { return StartProblem(Self.notExecutable(name, notExecutable)) }
    if case .program = Candidate(directory.appending(name)) {
      return StartProblem(
        "there is no program `\(name)` in PATH; for the one in the working directory write `./\(name)`"
      )
    }
    var message = "there is no program `\(name)` in PATH"
    if let near = nearest(to: name, among: folders.flatMap(namesInDirectory)) { message += "; did you mean `\(near)`?" }
    return StartProblem(message)
  }

  private var folders: some Sequence<FilePath> {
    (searchPath ?? Self.standardPath).split(separator: ":", omittingEmptySubsequences: false).lazy
      // An empty entry is the working directory, by an old custom.
      .map { $0.hasPrefix("/") ? FilePath(String($0)) : directory.pushing(FilePath($0.isEmpty ? "." : String($0))) }
  }

  /// Paths of the machine have no place in a report.
  private static func shown(_ program: String) -> String {
    program.hasPrefix("/") ? FilePath(program).lastComponent?.string ?? program : program
  }

  private static func notExecutable(_ program: String, _ path: FilePath) -> String {
    let interpreters = ["py": "python3", "R": "Rscript", "jl": "julia", "sh": "sh", "js": "node", "pl": "perl"]
    let message = "`\(program)` is not executable"
    guard let interpreter = path.extension.flatMap({ interpreters[$0] }) else {
      return message + "; make it so with `chmod +x`"
    }
    return message + "; write `[\(interpreter), \(program)]`, or make it so with `chmod +x`"
  }

  fileprivate enum Candidate {
    case program, missing, directory, notExecutable

    init(_ path: FilePath) {
      guard let file = FileIdentity(path) else {
        self = .missing
        return
      }
      if file.isDirectory {
        self = .directory
      } else {
        self = mayExecute(path) ? .program : .notExecutable
      }
    }
  }
}

/// Remembers the program that was found last, which nearly always is that of the next attempt, too: a `PATH` of ten
/// folders is searched by a dozen system calls.
final class KnownProgram: Sendable {
  private let last = Mutex<(name: String, lookup: ProgramLookup, path: FilePath)?>(nil)

  func find(_ name: String, by lookup: ProgramLookup) throws(StartProblem) -> FilePath {
    if let last = last.withLock({ $0 }), last.name == name, last.lookup == lookup,
      case .program = ProgramLookup.Candidate(last.path)
    {
      return last.path
    }
    let path = try lookup.find(name)
    last.withLock { $0 = (name, lookup, path) }
    return path
  }
}

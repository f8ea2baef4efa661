import SystemPackage

/// Why an attempt could not be started, in words that say what to do.
struct StartProblem: Error, Hashable {
  var words: String

  init(_ words: String) {
    self.words = words
  }
}

extension StartProblem {
  init(starting spawn: Spawn, _ reason: String) {
    self.init("`\(spawn.name)` could not be started: \(reason)")
  }

  /// What the system said. The program and the directory were looked at before; so what is left is less common.
  init(starting spawn: Spawn, failedWith number: Int32) {
    switch Errno(rawValue: number) {
    case .noSuchFileOrDirectory:
      self.init(
        starting: spawn,
        "what its first line (`#!…`) names, or the loader that it was linked for, is not there"
      )
    case .execFormatError:
      self.init(
        "`\(spawn.name)` is neither a program for this machine nor a script with a `#!` line; name its interpreter first"
      )
    case .argListTooLong:
      self.init(starting: spawn, "its arguments and environment are too long for the system")
    case .resourceTemporarilyUnavailable:
      self.init(starting: spawn, "the limit of processes is reached (`ulimit -u`)")
    case let other:
      self.init(starting: spawn, "\(other)")
    }
  }

  static func unknownEnd(of spawn: Spawn) -> StartProblem {
    StartProblem("`\(spawn.name)` ran, but the system does not say how it ended; is SIGCHLD ignored?")
  }

  static let tooManyFiles = StartProblem(
    "the tuner has too many files open (`ulimit -n`); raise the limit or run fewer trials at a time"
  )
}

extension Spawn {
  /// The program as the manifest names it. Paths of the machine have no place in a report.
  fileprivate var name: String {
    let name = arguments.first ?? program
    return name.hasPrefix("/") ? FilePath(name).lastComponent?.string ?? name : name
  }
}

import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A command about to be started; texts hold no zero bytes.
struct Spawn {
  /// The program's file.
  var program: String
  /// What the command gets to see as its arguments, its own name first.
  var arguments: [String]
  var environment: [String: String]
  var directory: String

  /// A process that runs. It is not reaped, so its number stays its own, until the body that got it returns.
  struct Child {
    var processID: Int32
    /// Readable when the process has ended; -1 where the system has no such thing.
    var exitDescriptor: Int32
  }

  /// Starts the command in a session and process group of its own, with no standard input, and with all signals as they
  /// are by default; runs `body`; reaps the process.
  ///
  /// - Parameters:
  ///   - output: the descriptor that becomes standard output; closed when the command has started or failed to.
  ///   - error: likewise, for standard error.
  ///   - body: is to return when the process has ended.
  func run(
    output: Int32,
    error: Int32,
    body: (Child) async -> Void
  ) async throws(StartProblem) {
    var options = PlatformOptions()
    options.createSession = true
    do {
      _ = try await Subprocess.run(
        .path(FilePath(program)),
        arguments: Arguments(
          executablePathOverride: arguments.first ?? program,
          remainingValues: Array(arguments.dropFirst())
        ),
        environment: .custom(environment.map { Array("\($0.key)=\($0.value)\0".utf8) }),
        workingDirectory: FilePath(directory),
        platformOptions: options,
        input: .none,
        output: .fileDescriptor(FileDescriptor(rawValue: output), closeAfterSpawningProcess: true),
        error: .fileDescriptor(FileDescriptor(rawValue: error), closeAfterSpawningProcess: true)
      ) { execution in
        #if os(Linux) || os(Android)
          let exitDescriptor = execution.processIdentifier.processDescriptor
        #else
          let exitDescriptor: Int32 = -1
        #endif
        await body(Child(processID: execution.processIdentifier.value, exitDescriptor: exitDescriptor))
      }
    } catch {
      throw problem(error)
    }
  }

  /// The program and the directory were looked at before; so what is left is less common.
  private func problem(_ error: any Swift.Error) -> StartProblem {
    let name = arguments.first.map { $0.hasPrefix("/") ? FilePath($0).lastComponent?.string ?? $0 : $0 } ?? ""
    guard let error = error as? SubprocessError else { return StartProblem("`\(name)` could not be started: \(error)") }
    if error.code == .failedToChangeWorkingDirectory {
      return StartProblem("the working directory cannot be entered: \(error.underlyingError.map { "\($0)" } ?? "")")
    }
    if error.code == .executableNotFound {
      return StartProblem(
        "`\(name)` could not be started: what its first line (`#!…`) names, or the loader it was linked for, is not there"
      )
    }
    if error.code == .failedToMonitorProcess {
      return StartProblem("`\(name)` ran, but the system does not say how it ended; is SIGCHLD ignored?")
    }
    switch error.underlyingError {
    case Errno.execFormatError:
      return StartProblem(
        "`\(name)` is neither a program for this machine nor a script with a `#!` line; name its interpreter first"
      )
    case Errno.argListTooLong:
      return StartProblem("`\(name)` could not be started: its arguments and environment are too long for the system")
    case Errno.resourceTemporarilyUnavailable:
      return StartProblem("`\(name)` could not be started: the limit of processes is reached (`ulimit -u`)")
    case let underlying?: return StartProblem("`\(name)` could not be started: \(underlying)")
    case nil: return StartProblem("`\(name)` could not be started: \(error)")
    }
  }
}

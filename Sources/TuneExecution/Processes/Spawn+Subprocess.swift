import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

extension Spawn {
  /// See `run(output:error:body:)`.
  func runBySubprocess(
    input: Int32?,
    output: Int32,
    error: Int32,
    body: @escaping @Sendable (Child) async -> Bool
  ) async throws(StartProblem) {
    let result: Result<Void, StartProblem> = await withCheckedContinuation { continuation in
      // A task that is not cancelled with the caller's, because then swift-subprocess would kill the process at once.
      Task {
        var isGivenUp = false
        let result: Result<Void, StartProblem>
        do {
          // Without an input to lend, an end of file is lent: /dev/null.
          let source = try input.map(FileDescriptor.init(rawValue:)) ?? FileDescriptor.open("/dev/null", .readOnly)
          _ = try await Subprocess.run(
            .path(FilePath(program)),
            arguments: Arguments(
              executablePathOverride: arguments.first ?? program,
              remainingValues: Array(arguments.dropFirst())
            ),
            environment: .custom(
              Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(rawValue: $0.key) ?? "", $0.value) })
            ),
            workingDirectory: FilePath(directory),
            platformOptions: Self.options,
            input: .fileDescriptor(source, closeAfterSpawningProcess: true),
            output: .fileDescriptor(FileDescriptor(rawValue: output), closeAfterSpawningProcess: true),
            error: .fileDescriptor(FileDescriptor(rawValue: error), closeAfterSpawningProcess: true)
          ) { execution in
            isGivenUp = await !body(Child(execution.processIdentifier))
            // What follows waits for the process.
            if isGivenUp { continuation.resume(returning: .success(())) }
          }
          result = .success(())
        } catch {
          result = .failure(problem(error))
        }
        if !isGivenUp { continuation.resume(returning: result) }
      }
    }
    try result.get()
  }

  private static var options: PlatformOptions {
    var options = PlatformOptions()
    options.createSession = true
    return options
  }

  private func problem(_ error: any Swift.Error) -> StartProblem {
    guard let error = error as? SubprocessError else { return StartProblem(starting: self, "\(error)") }
    if error.code == .failedToMonitorProcess { return .unknownEnd(of: self) }
    if error.code == .executableNotFound { return StartProblem(starting: self, failedWith: 2) }
    guard let number = error.underlyingError?.rawValue else { return StartProblem(starting: self, "\(error)") }
    return StartProblem(starting: self, failedWith: number)
  }
}

extension Spawn.Child {
  fileprivate init(_ process: ProcessIdentifier) {
    processID = process.value
    #if os(Linux) || os(Android)
      exitDescriptor = process.processDescriptor
    #else
      exitDescriptor = -1
    #endif
  }
}

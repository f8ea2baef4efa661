#if os(Linux)

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #endif

  /// Starts processes by posix_spawn(3) with what Linux adds to it.
  ///
  /// The additions are declared for GNU programs only, which Swift's are not; so they are looked up by name, and where the
  /// C library is too old to have them (glibc before 2.34), processes are started in another way.
  struct LinuxSpawn: Sendable {
    /// Nil where the C library lacks something.
    static let shared = LinuxSpawn()

    private typealias AddChdir =
      @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafePointer<CChar>) -> Int32
    private typealias AddCloseFrom = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
    // Of the varying arguments only whole numbers are used, which are passed as in any other function.
    private typealias SystemCall = @convention(c) (Int, Int, Int) -> Int

    private let addChdir: AddChdir
    private let addCloseFrom: AddCloseFrom
    private let systemCall: SystemCall

    /// `pidfd_open`; the number is the same on all processors.
    private static let openProcess = 434
    /// POSIX_SPAWN_SETSID.
    private static let newSession: Int32 = 0x80
    /// How often a start is tried again that failed for a passing reason.
    private static let mostRetries = 6

    private init?() {
      guard let addChdir = dlsym(nil, "posix_spawn_file_actions_addchdir_np"),
        let addCloseFrom = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np"),
        let systemCall = dlsym(nil, "syscall")
      else { return nil }
      // The types are those that the manual gives.
      self.addChdir = unsafeBitCast(addChdir, to: AddChdir.self)
      self.addCloseFrom = unsafeBitCast(addCloseFrom, to: AddCloseFrom.self)
      self.systemCall = unsafeBitCast(systemCall, to: SystemCall.self)
      // Old kernels, and some that are only pretended.
      let own = self.systemCall(Self.openProcess, Int(getpid()), 0)
      guard own >= 0 else { return nil }
      closeDescriptor(Int32(own))
    }

    /// See `Spawn.run(output:error:body:)`.
    func run(
      _ spawn: Spawn,
      input: Int32?,
      output: Int32,
      error: Int32,
      body: (Spawn.Child) async -> Bool
    ) async throws(StartProblem) {
      var result = start(spawn, input: input, output: output, error: error)
      for retry in 0..<Self.mostRetries {
        // Too many processes at the moment; or the program's file is open in a process that was started just now, by
        // another thread, and that is about to close it.
        guard case .failure(let number) = result, number.value == EAGAIN || number.value == ETXTBSY else { break }
        await Task { try? await Task.sleep(for: .milliseconds(2 << retry)) }.value
        result = start(spawn, input: input, output: output, error: error)
      }
      if let input { closeDescriptor(input) }
      closeDescriptor(output)
      closeDescriptor(error)
      switch result {
      case .failure(let number): throw StartProblem(starting: spawn, failedWith: number.value)
      case .success(let processID):
        // -1, when this process has no descriptors left, is good enough: then it is asked from time to time.
        let exitDescriptor = Int32(systemCall(Self.openProcess, Int(processID), 0))
        let hasEnded = await body(Spawn.Child(processID: processID, exitDescriptor: exitDescriptor))
        closeDescriptor(exitDescriptor)
        guard hasEnded else { return }
        var status: Int32 = 0
        while waitpid(processID, &status, 0) < 0 {
          if errno != EINTR { throw .unknownEnd(of: spawn) }
        }
      }
    }

    private struct ErrorNumber: Error {
      var value: Int32
    }

    /// Lets the thread ignore that a process ends which it starts: that is seen by its descriptor.
    ///
    /// By default SIGCHLD is ignored, but not where it is blocked, as it is in the threads that run tasks: there the kernel
    /// would keep it for the process, and wake up two other threads each time to find that nothing is to be done.
    private func ignoreEnds() {
      var signals = sigset_t()
      sigemptyset(&signals)
      sigaddset(&signals, SIGCHLD)
      pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    private func start(_ spawn: Spawn, input: Int32?, output: Int32, error: Int32) -> Result<pid_t, ErrorNumber> {
      var actions = posix_spawn_file_actions_t()
      posix_spawn_file_actions_init(&actions)
      defer { posix_spawn_file_actions_destroy(&actions) }
      var attributes = posix_spawnattr_t()
      posix_spawnattr_init(&attributes)
      defer { posix_spawnattr_destroy(&attributes) }

      var signals = sigset_t()
      sigemptyset(&signals)
      posix_spawnattr_setsigmask(&attributes, &signals)
      sigfillset(&signals)
      posix_spawnattr_setsigdefault(&attributes, &signals)
      posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | Self.newSession))

      // The descriptors are above those that they become, so no step undoes another.
      let steps = [
        addChdir(&actions, spawn.directory),
        input.map { posix_spawn_file_actions_adddup2(&actions, $0, 0) }
          ?? posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0),
        posix_spawn_file_actions_adddup2(&actions, output, 1),
        posix_spawn_file_actions_adddup2(&actions, error, 2),
        addCloseFrom(&actions, 3),
      ]
      if let problem = steps.first(where: { $0 != 0 }) { return .failure(ErrorNumber(value: problem)) }

      ignoreEnds()
      var processID: pid_t = 0
      let result = withCStrings(spawn.arguments) { arguments in
        withCStrings(spawn.environment.map { $0.key + "=" + $0.value }) { environment in
          posix_spawn(&processID, spawn.program, &actions, &attributes, arguments, environment)
        }
      }
      return result == 0 ? .success(processID) : .failure(ErrorNumber(value: result))
    }
  }

  /// Lends strings as C has them: each ended by a zero byte, all of them by a null pointer.
  private func withCStrings<Result>(
    _ strings: [String],
    _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(strings.reduce(0) { $0 + $1.utf8.count + 1 })
    var starts: [Int] = []
    for string in strings {
      starts.append(bytes.count)
      bytes.append(contentsOf: string.utf8)
      bytes.append(0)
    }
    return bytes.withUnsafeMutableBytes { bytes in
      let bytes = bytes.bindMemory(to: CChar.self)
      var pointers: [UnsafeMutablePointer<CChar>?] = starts.map { start in bytes.baseAddress.map { $0 + start } }
      pointers.append(nil)
      return pointers.withUnsafeBufferPointer { pointers in
        // It holds the null pointer at least.
        body(pointers.baseAddress!)
      }
    }
  }

#endif

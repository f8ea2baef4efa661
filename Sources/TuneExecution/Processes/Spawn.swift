/// A command about to be started; texts hold no zero bytes.
struct Spawn: Sendable {
  /// The program's file.
  var program: String
  /// What the command gets to see as its arguments, its own name first.
  var arguments: [String]
  var environment: [String: String]
  var directory: String
  var way = Way.usual

  /// A process that runs. It is not reaped, so its number stays its own, until the body that got it returns.
  struct Child: Sendable {
    var processID: Int32
    /// Readable when the process has ended; -1 where the system has no such thing.
    var exitDescriptor: Int32
  }

  /// How processes are started.
  enum Way: Sendable {
    /// By the C library, on the thread that asks. Measured on 1,000 times `true`, two at a time, it takes half of the
    /// context switches and half of the processor time of the other way, which goes through threads of its own; on a
    /// busy machine the whole then takes half as long.
    case direct
    /// By swift-subprocess: wherever the other way is not to be had.
    case subprocess

    static let usual: Way = {
      #if os(Linux)
        LinuxSpawn.shared == nil ? .subprocess : .direct
      #else
        .subprocess
      #endif
    }()
  }

  /// Starts the command in a session and process group of its own, with no standard input, and with all signals as they
  /// are by default; runs `body`; reaps the process.
  ///
  /// - Parameters:
  ///   - input: the descriptor that becomes standard input, treated like the others; nil: there is none.
  ///   - output: the descriptor that becomes standard output; closed when the command has started or failed to.
  ///   - error: likewise, for standard error.
  ///   - body: is to return when the process has ended, and true. False gives it up: nobody waits for it any more.
  func run(
    input: Int32? = nil,
    output: Int32,
    error: Int32,
    body: @escaping @Sendable (Child) async -> Bool
  ) async throws(StartProblem) {
    #if os(Linux)
      if way == .direct, let linux = LinuxSpawn.shared {
        return try await linux.run(self, input: input, output: output, error: error, body: body)
      }
    #endif
    try await runBySubprocess(input: input, output: output, error: error, body: body)
  }
}

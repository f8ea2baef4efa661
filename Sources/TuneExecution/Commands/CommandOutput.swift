import Subprocess
package import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a short command of our own (git, swift) printed. Train commands never come this way.
package struct CommandOutput: Hashable, Sendable {
  package var succeeded: Bool
  /// Standard output, and standard error when it was asked for.
  package var text: String

  package init(succeeded: Bool, text: String) {
    self.succeeded = succeeded
    self.text = text
  }

  /// Runs a program to its end; nil when it cannot be started or prints more than `limit` bytes.
  ///
  /// - Parameter withErrors: whether standard error belongs to the text.
  package static func of(
    _ arguments: [String],
    in folder: FilePath,
    withErrors: Bool = false,
    limit: Int = 8 << 20
  ) async -> CommandOutput? {
    guard let name = arguments.first, hasFreeDescriptors() else { return nil }
    // swift-subprocess would start a process for each folder of PATH until one has the program.
    let searchPath = getenv("PATH").map { String(cString: $0) }
    guard let program = try? ProgramLookup(directory: folder, searchPath: searchPath).find(name) else { return nil }
    var options = PlatformOptions()
    // A Ctrl-C on the terminal is ours to handle.
    options.createSession = true
    let rest = Arguments(Array(arguments.dropFirst()))
    do {
      if withErrors {
        let result = try await run(
          .path(program),
          arguments: rest,
          workingDirectory: folder,
          platformOptions: options,
          output: .string(limit: limit),
          error: .combinedWithOutput
        )
        return CommandOutput(succeeded: result.terminationStatus.isSuccess, text: result.standardOutput)
      }
      let result = try await run(
        .path(program),
        arguments: rest,
        workingDirectory: folder,
        platformOptions: options,
        output: .string(limit: limit),
        error: .discarded
      )
      return CommandOutput(succeeded: result.terminationStatus.isSuccess, text: result.standardOutput)
    } catch {
      return nil
    }
  }

  /// Whether there are as many descriptors left as a start takes. When they run out in the middle of one,
  /// swift-subprocess 1.0 ends this process or waits for ever.
  static func hasFreeDescriptors() -> Bool {
    var taken: [FileDescriptor] = []
    defer { for descriptor in taken { try? descriptor.close() } }
    while taken.count < 20 {
      guard let descriptor = try? FileDescriptor.open("/dev/null", .readOnly, options: .closeOnExec) else {
        return false
      }
      taken.append(descriptor)
    }
    return true
  }
}

import ArgumentParser
import Synchronization
import TuneModel

/// Why a command failed, as it is shown, and the exit code that says so to scripts.
struct CommandFailure: Error, CustomStringConvertible {
  enum Code: Int32 {
    case failed = 1
    case manifest = 2
    case locked = 3
    case usage = 64
    case interrupted = 130
  }

  var description: String
  var code: Code

  init(_ description: String, _ code: Code) {
    self.description = description
    self.code = code
  }
}

extension CommandFailure {
  /// Prints it, unless all has been said already. What was rendered elsewhere ends with its line.
  func show() {
    guard !description.isEmpty else { return }
    Terminal.errors.write(description.hasSuffix("\n") ? description : description + "\n")
  }

  /// - Parameter sourceLine: the line that the diagnostic's location names.
  init(_ diagnostic: Diagnostic, sourceLine: String? = nil, _ code: Code) {
    self.init(String(diagnostic.rendered(sourceLine: sourceLine).dropLast()), code)
  }

  /// Runs a command's body; its failures are shown in our own words, without the parser's usage text.
  static func reporting(_ body: () async throws -> Void) async throws {
    do {
      try await body()
      if let problem = Terminal.problem.withLock({ $0 }) {
        throw CommandFailure("error: cannot write to standard output: \(problem)", .failed)
      }
    } catch let failure as CommandFailure {
      failure.show()
      throw ExitCode(failure.code.rawValue)
    } catch let code as ExitCode {
      throw code
    } catch let error as ValidationError {
      throw error
    } catch {
      Terminal.errors.line("error: \(error)")
      throw ExitCode(Code.failed.rawValue)
    }
  }
}

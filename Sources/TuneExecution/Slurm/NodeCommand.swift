import JSON
package import SystemPackage

/// What the tool does as a job: whatever the job's folder says.
package enum NodeCommand {
  /// - Parameters:
  ///   - folder: the job's.
  ///   - environment: what train commands inherit.
  /// - Returns: the exit status: 0 when there was nothing wrong with the job itself.
  package static func run(folder path: FilePath, environment: [String: String]) async -> Int32 {
    let folder = JobFolder(path)
    folder.refresh()
    guard let spec = folder.read(folder.spec), let name = spec["name"]?.string else {
      report("\(folder.spec.string) cannot be read here")
      return 75
    }
    let signals = NodeSignals()
    let job = NodeJob(environment: environment, name: name)
    do throws(Errno) {
      switch spec["kind"]?.string {
      case "attempt":
        _ = try await NodeAttempt(folder: folder, environment: environment, signals: signals, job: job).run()
      default:
        report("this swift-tune does not know what \(folder.spec.string) asks for; is it another version?")
        return 75
      }
    } catch {
      report("\(folder.path.string) cannot be written: \(error)")
      return 74
    }
    return 0
  }

  /// Into the job's log.
  private static func report(_ words: String) {
    _ = try? FileDescriptor.standardError.writeAll("swift-tune: \(words)\n".utf8)
  }
}

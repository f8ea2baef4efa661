package import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What tells one state of files from another without reading them, as git does it: identities, sizes and times.
package struct FilesVersion: Sendable {
  private var hash = SHA256()
  /// When one of the files last changed, in milliseconds since 1970; nil where none is there.
  private var changed: Int64?

  package init() {}

  /// The same for as long as the files are; never the same again when one has changed while `isSettled`.
  package var text: String { hash.hexadecimal() }

  /// Whether a change from now on would show: whether the files have been left alone for longer than the coarsest clock
  /// of a file system ticks.
  ///
  /// - Parameter now: Milliseconds since 1970.
  package func isSettled(at now: Int64) -> Bool { changed.map { $0 + 2000 < now } ?? true }

  /// Adds the records of an experiment.
  /// - Complexity: One question to the file system per trial; 10,000 take about a twentieth of what reading them takes.
  package mutating func add(recordsOf layout: ResultsLayout) throws(FileFailure) {
    let names = try FileSystem.names(in: layout.trials)
    let folder = layout.trials.withPlatformString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard folder >= 0 else { return add(name: "", nil) }
    defer { close(folder) }
    for name in names {
      var status = stat()
      add(name: name, fstatat(folder, name + "/trial.json", &status, 0) == 0 ? status : nil)
    }
  }

  /// Adds a file, or that there is none.
  package mutating func add(file path: FilePath) {
    var status = stat()
    add(name: path.string, path.withPlatformString { stat($0, &status) } == 0 ? status : nil)
  }

  /// Adds what is known otherwise.
  package mutating func add(text: String) {
    hash.update("\(text.utf8.count):\(text)".utf8)
  }

  private mutating func add(name: String, _ status: stat?) {
    guard let status else { return add(text: name) }
    #if canImport(Darwin)
      let (written, changed) = (status.st_mtimespec, status.st_ctimespec)
    #else
      let (written, changed) = (status.st_mtim, status.st_ctim)
    #endif
    self.changed = max(self.changed ?? .min, Int64(changed.tv_sec) * 1000 + Int64(changed.tv_nsec) / 1_000_000)
    // A time of change cannot be set back by a program; a time of writing can, and is kept by copies.
    add(
      text: """
        \(name) \(status.st_ino) \(status.st_size) \(written.tv_sec).\(written.tv_nsec) \
        \(changed.tv_sec).\(changed.tv_nsec)
        """
    )
  }
}

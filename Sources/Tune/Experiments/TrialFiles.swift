package import SystemPackage
package import TuneModel
package import TuneStore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What lies in a trial's folder.
package struct TrialFiles: Sendable {
  package struct File: Hashable, Sendable {
    /// Relative to the trial's folder.
    package var path: String
    /// In bytes; of a folder, nil.
    package var size: Int?
  }

  private let layout: TrialLayout

  package init(_ layout: TrialLayout) {
    self.layout = layout
  }

  /// Files and folders, by name; of folders only the names, for a checkpoint may hold thousands of files.
  package var all: [File] {
    let names = (try? FileSystem.names(in: layout.root)) ?? []
    return names.map { name in
      var status = stat()
      let path = layout.root.appending(name)
      guard path.withPlatformString({ lstat($0, &status) }) == 0 else { return File(path: name, size: nil) }
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      return File(path: name, size: isFolder ? nil : Int(status.st_size))
    }
  }

  /// The logs of an attempt: what it printed, and its errors. Nil: of the trial's only run.
  package func logs(_ part: TrialPart?) -> [FilePath] {
    let layout = layout.part(part)
    return [layout.standardOutput, layout.standardError]
  }
}

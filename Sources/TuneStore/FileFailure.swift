package import SystemPackage

/// A file operation that the system refused: which, on what, and why.
package struct FileFailure: Error, Hashable, Sendable {
  /// A verb phrase, such as `write`.
  package var operation: String
  package var path: FilePath
  package var errno: Errno

  package init(_ operation: String, _ path: FilePath, _ errno: Errno) {
    self.operation = operation
    self.path = path
    self.errno = errno
  }
}

extension FileFailure: CustomStringConvertible {
  package var description: String {
    "cannot \(operation) \(path): \(reason)"
  }

  /// What the person can do where that is not plain from the system's words.
  private var reason: String {
    switch errno {
    case .noSpace: "no space left on the device; free some and run again, nothing that was recorded is lost"
    case .readOnlyFileSystem: "the file system is read-only"
    case .permissionDenied: "permission denied; check the owner and mode of the folder"
    case .tooManyOpenFiles: "too many open files; raise the limit (ulimit -n) or lower 'parallel'"
    default: errno.description.lowercased()
    }
  }
}

import JSON
import SystemPackage
package import TuneModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// `best/`: the parameters of the best trial and what its train command left (weights, predictions, checkpoints), so
/// that nobody has to look for them.
///
/// Several objectives have no best trial: then it holds `front.json`, the values and parameters of every trial on the
/// Pareto front. Their files stay in the trials' folders; copies of all of them would fill the disk.
package struct BestFolder: Sendable {
  package let layout: ResultsLayout

  package init(_ layout: ResultsLayout) {
    self.layout = layout
  }

  /// Makes `best/` hold this trial's files. Does nothing when it does already.
  ///
  /// The new folder is filled beside the old one and then takes its place, so that a reader never sees half of one
  /// trial and half of another.
  package func show(_ record: TrialRecord) throws(FileFailure) {
    let trial = layout.trial(record.number)
    let recordBytes = try FileSystem.contents(of: trial.record)
    if let recordBytes, try FileSystem.contents(of: layout.best.appending("trial.json")) == recordBytes { return }
    try fill { (fresh) throws(FileFailure) in
      for name in try FileSystem.names(in: trial.root) where !TrialLayout.logNames.contains(name) {
        try FileCopy.copy(trial.root.appending(name), to: fresh.appending(name))
      }
    }
  }

  /// Makes `best/` hold the trials on the Pareto front, in this order.
  package func show(front: [TrialRecord]) throws(FileFailure) {
    let members = front.map { record -> JSONValue in
      [
        "trial": .integer(record.number),
        "metrics": .object(JSONObject(record.metrics.map { (key: $0, value: .number($1)) })),
        "parameters": record.assignment.json,
      ]
    }
    let bytes = JSONValue.array(members).serializedBytes(pretty: true) + [UInt8(ascii: "\n")]
    if try FileSystem.contents(of: layout.best.appending(BestFolder.frontName)) == bytes { return }
    try fill { (fresh) throws(FileFailure) in
      try FileSystem.write(fresh.appending(BestFolder.frontName), bytes)
    }
  }

  package static let frontName = "front.json"

  /// Fills a new folder and puts it in the place of the old one.
  private func fill(_ body: (FilePath) throws(FileFailure) -> Void) throws(FileFailure) {
    let fresh = layout.cache.appending("best.tmp")
    try FileSystem.remove(fresh)
    try FileSystem.createDirectory(fresh)
    try body(fresh)
    let old = layout.cache.appending("best.old")
    try FileSystem.remove(old)
    if FileSystem.kind(layout.best) != nil { try FileSystem.rename(layout.best, to: old) }
    try FileSystem.rename(fresh, to: layout.best)
    try FileSystem.remove(old)
  }
}

/// Copies of files and folders. Links are copied as links; sockets and pipes are left out.
enum FileCopy {
  static func copy(_ from: FilePath, to: FilePath) throws(FileFailure) {
    switch FileSystem.kind(from) {
    case .directory:
      try FileSystem.createDirectory(to)
      for name in try FileSystem.names(in: from) { try copy(from.appending(name), to: to.appending(name)) }
    case .file: try copyFile(from, to)
    case .link: try copyLink(from, to)
    case .other, nil: break
    }
  }

  private static func copyFile(_ from: FilePath, _ to: FilePath) throws(FileFailure) {
    do {
      let source = try FileDescriptor.open(from, .readOnly, options: [.closeOnExec])
      defer { try? source.close() }
      var status = stat()
      guard fstat(source.rawValue, &status) == 0 else { throw Errno(rawValue: errno) }
      let target = try FileDescriptor.open(
        to,
        .writeOnly,
        options: [.create, .truncate, .closeOnExec],
        permissions: FilePermissions(rawValue: CModeT(status.st_mode & 0o777))
      )
      defer { try? target.close() }
      var buffer = [UInt8](repeating: 0, count: 1 << 18)
      while true {
        let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
        if count == 0 { return }
        _ = try target.writeAll(buffer[..<count])
      }
    } catch {
      throw FileFailure("copy \(from) to", to, error as? Errno ?? .ioError)
    }
  }

  private static func copyLink(_ from: FilePath, _ to: FilePath) throws(FileFailure) {
    var buffer = [CChar](repeating: 0, count: 4097)
    let length = from.withPlatformString { readlink($0, &buffer, buffer.count - 1) }
    guard length >= 0 else { throw FileFailure("read the link", from, Errno(rawValue: errno)) }
    guard to.withPlatformString({ symlink(buffer, $0) }) == 0 else {
      throw FileFailure("write the link", to, Errno(rawValue: errno))
    }
  }
}

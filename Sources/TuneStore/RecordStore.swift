import JSON
package import SystemPackage
package import TuneModel

/// The records of one experiment on disk: `trials/NNNN/trial.json`, one file per trial, nothing else.
package struct RecordStore: Sendable {
  package let layout: ResultsLayout

  package init(_ layout: ResultsLayout) {
    self.layout = layout
  }

  /// A record that could not be read, in words.
  package struct Unreadable: Hashable, Sendable {
    package var path: FilePath
    package var reason: String

    package init(path: FilePath, reason: String) {
      self.path = path
      self.reason = reason
    }
  }

  package struct Loaded: Sendable {
    /// By number.
    package var records: [TrialRecord]
    package var unreadable: [Unreadable]
    /// Trials that had begun and whose records never reached the disk, because the machine stopped: no trials any more.
    package var lost: [Int]
  }

  /// All records. A folder without a record (a tuner died before it wrote one) is no trial.
  /// - Complexity: one file read per trial; 10,000 take about a third of a second.
  package func load() throws(FileFailure) -> Loaded {
    var loaded = Loaded(records: [], unreadable: [], lost: [])
    for name in try FileSystem.names(in: layout.trials) {
      // Not `+2`, nor `2` beside `0002`: of those we know nothing.
      guard let number = Int(name), number > 0, layout.trial(number).root.lastComponent?.string == name else {
        continue
      }
      let path = layout.trials.appending(name).appending("trial.json")
      guard let bytes = try FileSystem.contents(of: path, limit: 64 << 20) else { continue }
      do {
        let record = try TrialRecord(json: JSONValue(parsing: bytes))
        if record.number == number {
          loaded.records.append(record)
        } else {
          loaded.unreadable.append(Unreadable(path: path, reason: "it says it is trial \(record.number)"))
        }
      } catch is JSONError where bytes.isEmpty || bytes.last == 0 {
        // What file systems make of a file whose name reached the disk and whose bytes did not.
        loaded.lost.append(number)
      } catch let error as JSONError {
        loaded.unreadable.append(Unreadable(path: path, reason: "\(error)"))
      } catch let mistake as RecordMistake {
        loaded.unreadable.append(Unreadable(path: path, reason: "\(mistake)"))
      } catch {
        loaded.unreadable.append(Unreadable(path: path, reason: "\(error)"))
      }
    }
    loaded.records.sort { $0.number < $1.number }
    loaded.lost.sort()
    return loaded
  }

  /// Writes a record in one step, into its trial's folder, which is made again if someone removed it.
  ///
  /// - Parameter synced: whether the record must have reached the disk on return. Records of trials that ended
  ///   must; losing that a trial had begun costs nothing but proposing it again, identically.
  package func save(_ record: TrialRecord, synced: Bool) throws(FileFailure) {
    let trial = layout.trial(record.number)
    // Nobody reads or commits the record of a trial that is only beginning; it is replaced in a moment.
    let bytes = bytes(of: record, pretty: synced)
    try removeLink(trial.root)
    do {
      try FileSystem.replace(trial.record, with: bytes, synced: synced, cache: layout.cache)
    } catch  where error.errno == .noSuchFileOrDirectory {
      try FileSystem.createDirectory(trial.root)
      try FileSystem.replace(trial.record, with: bytes, synced: synced)
    }
  }

  /// Writes records of trials that ended, in their order, each in one step; all have reached the disk on return.
  package func save(_ records: [TrialRecord]) throws(FileFailure) {
    var rest = records[...]
    while !rest.isEmpty {
      let group = Array(rest.prefix(RecordStore.mostTogether))
      rest = rest.dropFirst(group.count)
      for record in group[try replaceTogether(group)...] { try save(record, synced: true) }
    }
  }

  /// More would gain little, and each takes a descriptor and a spare.
  private static let mostTogether = 16

  /// - Returns: how many were written, from the first on.
  private func replaceTogether(_ records: [TrialRecord]) throws(FileFailure) -> Int {
    for record in records { try removeLink(layout.trial(record.number).root) }
    return FileSystem.replaceTogether(
      records.map { (layout.trial($0.number).record, bytes(of: $0, pretty: true)) },
      spares: records.indices.map { layout.cache.appending("record-\($0).spare") },
      keepingOld: !records.allSatisfy(\.endsForTheFirstTime)
    )
  }

  private func bytes(of record: TrialRecord, pretty: Bool) -> [UInt8] {
    record.json.serializedBytes(pretty: pretty) + [UInt8(ascii: "\n")]
  }

  /// A link that the train command put in a folder's place would send what is written into it elsewhere.
  private func removeLink(_ folder: FilePath) throws(FileFailure) {
    if FileSystem.kind(folder) == .link { try FileSystem.remove(folder) }
  }

  /// Gives a trial a copy of another one's checkpoint, in place of what an earlier attempt of its own has saved.
  ///
  /// - Returns: whether there was one.
  package func copyCheckpoint(from parent: Int, to number: Int) throws(FileFailure) -> Bool {
    let source = layout.trial(parent).checkpoint
    guard FileSystem.isDirectory(source) else { return false }
    let target = layout.trial(number).checkpoint
    let copy = layout.trial(number).root.appending("checkpoint.copy")
    try FileSystem.remove(copy)
    try FileCopy.copy(source, to: copy)
    try FileSystem.remove(target)
    try FileSystem.rename(copy, to: target)
    return true
  }

  /// Makes a trial's folder ready for the last attempt of its record: `parameters.json` written, logs of earlier
  /// attempts at the same run gone, whatever the train command saved (checkpoints) kept.
  package func prepare(_ record: TrialRecord) throws(FileFailure) {
    let trial = layout.trial(record.number)
    try removeLink(trial.root)
    try FileSystem.createDirectory(trial.root)
    let bytes = record.assignment.json.serializedBytes(pretty: true) + [UInt8(ascii: "\n")]
    // Written in place: nobody reads it before the command starts, and it can be made again from the record.
    try FileSystem.write(trial.parameters, bytes)
    guard let attempt = record.attempts.last else { return }
    let part = trial.part(attempt.part)
    if attempt.part != nil {
      try removeLink(part.root)
      try FileSystem.createDirectory(part.root)
    }
    if record.attempts.dropLast().contains(where: { $0.part == attempt.part }) {
      for path in [part.standardOutput, part.standardError, part.metrics] { try FileSystem.remove(path) }
    }
  }

  /// Makes the results folder, with the `.gitignore` that keeps logs and caches out of commits. A `.gitignore` that
  /// exists stays as it is: it may be somebody's.
  package func create() throws(FileFailure) {
    try FileSystem.createDirectory(layout.trials)
    try FileSystem.createDirectory(layout.cache)
    if !FileSystem.exists(layout.gitignore) {
      try FileSystem.replace(
        layout.gitignore,
        with: Array(RecordStore.gitignore.utf8),
        synced: false,
        cache: layout.cache
      )
    }
  }

  /// Sets everything of earlier runs aside, for `--fresh`: into `<name>.old`, `<name>.old-2`, …; nothing is deleted.
  ///
  /// - Returns: where it went; nil when there was nothing.
  package func setAside() throws(FileFailure) -> FilePath? {
    guard FileSystem.exists(layout.root) else { return nil }
    let name = layout.root.lastComponent?.string ?? "results"
    for count in 1... {
      let aside = layout.root.removingLastComponent().appending(count == 1 ? "\(name).old" : "\(name).old-\(count)")
      if FileSystem.kind(aside) == nil {
        try FileSystem.rename(layout.root, to: aside)
        return aside
      }
    }
    return nil
  }

  private static let gitignore = """
    # Written once by swift-tune; yours to edit. Records and reports are committed, logs and weights are not.
    /.lock
    /.cache/
    /best/*
    !/best/parameters.json
    !/best/front.json
    /trials/*/*
    !/trials/*/trial.json

    """
}

extension TrialRecord {
  /// Whether what is on the disk says no more than that the trial began.
  fileprivate var endsForTheFirstTime: Bool { attempts.count == 1 && attempts[0].paused == nil }
}

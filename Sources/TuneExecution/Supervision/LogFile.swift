import SystemPackage

/// A log of bounded size: the head and the tail of a stream, and between them a line that says how much was left out.
///
/// The file is made when the first byte comes. Once the head is full, the rest of the file is written round and round;
/// at the end it is put in order. So whatever happens to the tuner, what a program printed last is in the file, and no
/// memory is held while it runs.
struct LogFile: ~Copyable {
  private let path: FilePath
  private let limit: Int
  private let headSize: Int
  private var file: FileDescriptor?
  /// Bytes that came, kept or not.
  private var count = 0
  private var problem: String?

  init(_ path: FilePath, limit: Int) {
    self.path = path
    self.limit = max(0, limit)
    headSize = max(0, limit) / 2
  }

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard !bytes.isEmpty else { return }
    let start = count
    count += bytes.count
    guard problem == nil, limit > 0 else { return }
    do throws(Errno) {
      if file == nil { file = try open() }
      // Of a large chunk only what will not be overwritten by itself.
      let headPart = max(0, min(bytes.count, headSize - start))
      if headPart > 0 { try write(bytes[..<headPart], at: start) }
      let tailSize = limit - headSize
      let tail = bytes[headPart...].suffix(tailSize)
      var position = start + bytes.count - tail.count - headSize
      var rest = tail
      while !rest.isEmpty {
        let place = position % tailSize
        let part = rest.prefix(tailSize - place)
        try write(part, at: headSize + place)
        position += part.count
        rest = rest.dropFirst(part.count)
      }
    } catch {
      problem = "\(error)"
    }
  }

  /// Puts the file in order and closes it.
  ///
  /// - Returns: what a person should know; nil when all is there.
  mutating func finish() -> String? {
    let name = path.lastComponent?.string ?? path.string
    if let file {
      do throws(Errno) {
        if problem == nil, count > limit { try order(file) }
      } catch {
        problem = "\(error)"
      }
      try? file.close()
      self.file = nil
    }
    if let problem { return "\(name) is not complete: \(problem)" }
    let omitted = count - limit
    return omitted > 0 && limit > 0 ? "\(name): \(omitted) bytes in the middle were left out" : nil
  }

  private func open() throws(Errno) -> FileDescriptor {
    do {
      return try FileDescriptor.open(
        path,
        .readWrite,
        options: [.create, .truncate, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead]
      )
    } catch {
      throw error as? Errno ?? .ioError
    }
  }

  private func write(_ bytes: Slice<UnsafeRawBufferPointer>, at offset: Int) throws(Errno) {
    guard let file else { return }
    do {
      _ = try file.writeAll(toAbsoluteOffset: Int64(offset), bytes)
    } catch {
      throw error as? Errno ?? .ioError
    }
  }

  /// Rewrites what comes after the head: the line in between, then the tail from its oldest byte on.
  private func order(_ file: FileDescriptor) throws(Errno) {
    let tailSize = limit - headSize
    var ring = [UInt8](repeating: 0, count: tailSize)
    do {
      let read = try ring.withUnsafeMutableBytes { try file.read(fromAbsoluteOffset: Int64(headSize), into: $0) }
      guard read == tailSize else { throw Errno.ioError }
    } catch {
      throw error as? Errno ?? .ioError
    }
    let oldest = (count - headSize) % tailSize
    var text = Array("\n[swift-tune left out \(count - limit) bytes here]\n".utf8)
    text += ring[oldest...]
    text += ring[..<oldest]
    let ordered = text
    do {
      _ = try ordered.withUnsafeBytes { try file.writeAll(toAbsoluteOffset: Int64(headSize), $0) }
    } catch {
      throw error as? Errno ?? .ioError
    }
  }
}

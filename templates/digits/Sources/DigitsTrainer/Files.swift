#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

// Files whole, by the C library: the trainer starts faster and stays smaller without Foundation.

/// The contents of a file.
func readFile(_ path: String) throws -> [UInt8] {
  guard let file = fopen(path, "rb") else { throw failure("cannot read", path) }
  defer { fclose(file) }
  var contents: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = fread(&chunk, 1, chunk.count, file)
    contents += chunk[..<count]
    if count < chunk.count { break }
  }
  guard ferror(file) == 0 else { throw failure("cannot read", path) }
  return contents
}

/// Writes a file under another name and renames it when it is whole: whoever looks finds the old contents or the new.
func writeFile(_ path: String, _ contents: [UInt8]) throws {
  let draft = path + ".new"
  guard let file = fopen(draft, "wb") else { throw failure("cannot write", draft) }
  let written = fwrite(contents, 1, contents.count, file)
  guard fclose(file) == 0, written == contents.count else { throw failure("cannot write", draft) }
  guard rename(draft, path) == 0 else { throw failure("cannot write", path) }
}

func fileExists(_ path: String) -> Bool {
  access(path, F_OK) == 0
}

/// Makes one directory; its parent has to exist. It may be there already.
func makeDirectory(_ path: String) throws {
  guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw failure("cannot make", path) }
}

private func failure(_ what: String, _ path: String) -> TrainerError {
  TrainerError("\(what) \(path): \(String(cString: strerror(errno)))")
}

/// The files in an archive as `git archive` writes it: ustar, without holes or links that matter here.
enum TarEntries {
  /// Names and contents, in their order; what is cut off at the end is left out.
  static func files(in bytes: [UInt8]) -> [(name: String, bytes: ArraySlice<UInt8>)] {
    var files: [(name: String, bytes: ArraySlice<UInt8>)] = []
    var place = 0
    while place + block <= bytes.count {
      let header = bytes[place..<place + block]
      guard let size = octal(header, 124, 12), header.contains(where: { $0 != 0 }) else { break }
      place += block
      guard size <= bytes.count - place else { break }
      let type = header[header.startIndex + 156]
      // Other types are folders, links and git's own comment.
      if type == UInt8(ascii: "0") || type == 0 {
        let prefix = text(header, 345, 155)
        let name = text(header, 0, 100)
        files.append((prefix.isEmpty ? name : prefix + "/" + name, bytes[place..<place + size]))
      }
      place += (size + block - 1) / block * block
    }
    return files
  }

  private static let block = 512

  private static func text(_ header: ArraySlice<UInt8>, _ offset: Int, _ length: Int) -> String {
    String(decoding: header.dropFirst(offset).prefix(length).prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func octal(_ header: ArraySlice<UInt8>, _ offset: Int, _ length: Int) -> Int? {
    Int(text(header, offset, length).filter { $0 != " " }, radix: 8)
  }
}

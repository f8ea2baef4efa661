/// Images of handwritten digits with their labels, held in two flat arrays.
struct Dataset {
  /// An image is 8 × 8 pixels, row by row.
  static let side = 8
  static let pixelCount = side * side
  static let classCount = 10

  /// All pixels, image after image, scaled from 0...16 to 0...1.
  private(set) var pixels: [Float] = []

  /// The digit that each image shows.
  private(set) var labels: [Int] = []

  var count: Int { labels.count }

  /// Reads lines of 64 pixels in 0...16 and the digit, separated by commas.
  ///
  /// - Parameters:
  ///   - bytes: The contents of the file.
  ///   - name: What messages call the file.
  /// - Throws: `TrainerError`, with the line, for anything else than such lines.
  init(csv bytes: [UInt8], name: String) throws {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    pixels.reserveCapacity(lines.count * Self.pixelCount)
    labels.reserveCapacity(lines.count)
    for (number, line) in lines.enumerated() where !line.isEmpty {
      guard let row = Self.numbers(in: line),
        row.count == Self.pixelCount + 1,
        row.dropLast().allSatisfy({ $0 <= 16 }),
        let label = row.last, label < Self.classCount
      else {
        throw TrainerError("\(name):\(number + 1): expected 64 pixels in 0...16 and a digit, separated by commas")
      }
      pixels.append(contentsOf: row.dropLast().map { Float($0) / 16 })
      labels.append(label)
    }
    guard count > 0 else { throw TrainerError("\(name): no digits in this file") }
  }

  /// The whole numbers of a line, or nil if it has anything else. A carriage return at the end is allowed.
  private static func numbers(in line: ArraySlice<UInt8>) -> [Int]? {
    let text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    var numbers: [Int] = []
    numbers.reserveCapacity(pixelCount + 1)
    for field in text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      guard (1...2).contains(field.count) else { return nil }
      var number = 0
      for byte in field {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        number = number * 10 + Int(byte - UInt8(ascii: "0"))
      }
      numbers.append(number)
    }
    return numbers
  }
}

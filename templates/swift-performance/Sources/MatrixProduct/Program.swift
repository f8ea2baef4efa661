import Foundation

/// Measures one setting of the constants and prints how long a product takes.
///
///     MatrixProduct --block-rows=64 --block-columns=64 --block-depth=64 --order=rows-columns-depth --packs=false
@main
struct Program {
  static func main() {
    do {
      print(try run(Array(CommandLine.arguments.dropFirst())))
    } catch {
      FileHandle.standardError.write(Data("MatrixProduct: \(error)\n".utf8))
      exit(1)
    }
  }

  struct Mistake: Error, CustomStringConvertible {
    var description: String
  }

  static func run(_ arguments: [String]) throws -> String {
    var product = MatrixProduct()
    var size = 384
    for argument in arguments {
      let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
      let value = parts.count == 2 ? parts[1] : ""
      switch parts.first {
      case "--block-rows": product.blockRows = try number(argument, value)
      case "--block-columns": product.blockColumns = try number(argument, value)
      case "--block-depth": product.blockDepth = try number(argument, value)
      case "--size": size = try number(argument, value)
      case "--order":
        guard let order = MatrixProduct.Order(rawValue: value) else {
          throw Mistake(description: "what is \(argument)?")
        }
        product.order = order
      case "--packs": product.packs = value == "true"
      default: throw Mistake(description: "what is \(argument)?")
      }
    }

    let left = matrix(size, seed: 1)
    let right = matrix(size, seed: 2)
    // The first product is not timed: it warms up, and shows that the result is right. A fast wrong one is worth nothing.
    try check(product(left, right, size: size), left, right, size: size)
    var times: [Double] = []
    for _ in 0..<5 {
      let start = ContinuousClock.now
      let result = product(left, right, size: size)
      let time = (ContinuousClock.now - start).components
      times.append(Double(time.seconds) * 1e3 + Double(time.attoseconds) / 1e15)
      // Something must depend on the result, or the compiler may leave the product out.
      if result[size].isNaN { throw Mistake(description: "the result is no number") }
    }
    // Other programs only ever make a product slower, so the fastest is nearest to the truth.
    return "milliseconds: \(times.min() ?? .nan)"
  }

  private static func number(_ argument: String, _ value: String) throws -> Int {
    guard let number = Int(value), number > 0 else {
      throw Mistake(description: "\(argument) is not a positive number")
    }
    return number
  }

  /// Small whole numbers, whose products have no rounding errors in any order.
  static func matrix(_ size: Int, seed: UInt64) -> [Double] {
    var state = seed
    return (0..<size * size).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 60) - 8
    }
  }

  /// Compares a sample of elements with the definition.
  private static func check(_ result: [Double], _ left: [Double], _ right: [Double], size: Int) throws {
    for sample in 0..<min(100, size * size) {
      let index = sample &* 7_919 % (size * size)
      let (row, column) = index.quotientAndRemainder(dividingBy: size)
      let truth = (0..<size).reduce(0.0) { $0 + left[row * size + $1] * right[$1 * size + column] }
      guard result[index] == truth else { throw Mistake(description: "the product is wrong at (\(row), \(column))") }
    }
  }
}

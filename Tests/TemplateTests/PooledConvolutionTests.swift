import Testing

@testable import DigitsTrainer

@Suite struct PooledConvolutionTests {
  /// Convolves an image with two filters that have a single weight of one, at these taps, and biases 0 and 10.
  private func pooled(_ image: [Float], taps: (Int, Int)) -> [Float] {
    let layer = PooledConvolution(filters: 2, offset: 3)
    var parameters = [Float](repeating: 0, count: 3 + layer.parameterCount)
    parameters[3 + 2 * taps.0] = 1
    parameters[3 + 2 * taps.1 + 1] = 1
    parameters[3 + layer.weightCount + 1] = 10
    var maps = [Float](repeating: -1, count: layer.mapCount)
    var output = [Float](repeating: -1, count: layer.outputCount)
    var winners = [Int](repeating: -1, count: layer.outputCount)
    // The image is the second one.
    layer.forward(
      [Float](repeating: 9, count: 64) + image,
      first: 64,
      parameters: parameters,
      maps: &maps,
      output: &output,
      winners: &winners
    )
    #expect(winners.indices.allSatisfy { maps[winners[$0]] == output[$0] && winners[$0] % 2 == $0 % 2 })
    return output
  }

  @Test func `the largest value of each block is kept, and filters lie beside each other`() {
    let image = (0..<64).map { Float($0) }
    let output = pooled(image, taps: (4, 4))
    // The lower right pixel of each 2 × 2 block is the largest.
    let largest: [Float] = [9, 11, 13, 15, 25, 27, 29, 31, 41, 43, 45, 47, 57, 59, 61, 63]
    #expect(output == largest.flatMap { value in [value, value + 10] })
  }

  @Test func `a tap off the middle sees the neighbour, and zeros outside of the image`() {
    let image = (0..<64).map { Float($0 % 8 + 1) }
    // Tap 3 sees the pixel on the left, tap 5 the one on the right. Columns hold 1, 2, … 8.
    let output = pooled(image, taps: (3, 5))
    let row: [Float] = [1, 13, 3, 15, 5, 17, 7, 18]
    #expect(output == row + row + row + row)
  }
}

/// A 3 × 3 convolution over the image, followed by 2 × 2 max pooling.
///
/// The convolution pads the image with zeros, so that its maps are as large as the image: 8 × 8. Pooling keeps the
/// largest value of each 2 × 2 block: 4 × 4. Values lie by position first and by filter last.
///
/// Parameters, from `offset`: 9 taps × `filters` weights, then `filters` biases.
struct PooledConvolution {
  static let tapCount = 9
  static let pooledSide = Dataset.side / 2

  let filters: Int
  let offset: Int

  var weightCount: Int { Self.tapCount * filters }
  var parameterCount: Int { weightCount + filters }
  var mapCount: Int { Dataset.pixelCount * filters }
  var outputCount: Int { Self.pooledSide * Self.pooledSide * filters }

  /// - Parameters:
  ///   - pixels: Images; the one to convolve begins at `first`.
  ///   - maps: Room for the maps before pooling, `mapCount` values.
  ///   - output: The pooled maps, `outputCount` values.
  ///   - winners: For each output, the index in `maps` of the value that was kept.
  func forward(
    _ pixels: [Float],
    first: Int,
    parameters: [Float],
    maps: inout [Float],
    output: inout [Float],
    winners: inout [Int]
  ) {
    let biases = offset + weightCount
    for position in 0..<Dataset.pixelCount {
      for filter in 0..<filters {
        maps[position * filters + filter] = parameters[biases + filter]
      }
    }
    for pixel in 0..<Dataset.pixelCount {
      let value = pixels[first + pixel]
      // About half of the pixels are blank and add nothing.
      if value == 0 { continue }
      for tap in 0..<Self.tapCount {
        guard let position = Self.position(seeing: pixel, through: tap) else { continue }
        addScaled(
          parameters,
          from: offset + tap * filters,
          count: filters,
          scale: value,
          to: &maps,
          at: position * filters
        )
      }
    }
    pool(maps, output: &output, winners: &winners)
  }

  /// Adds the gradient by this layer's parameters to `gradients`. Only the winners of the pooling have a part in it.
  ///
  /// There is nothing before this layer, so no gradient by the pixels is needed.
  func backward(_ pixels: [Float], first: Int, outputGradient: [Float], winners: [Int], gradients: inout [Float]) {
    let biases = offset + weightCount
    for output in outputGradient.indices {
      let gradient = outputGradient[output]
      if gradient == 0 { continue }
      let filter = winners[output] % filters
      let position = winners[output] / filters
      gradients[biases + filter] += gradient
      for tap in 0..<Self.tapCount {
        guard let pixel = Self.pixel(seenFrom: position, through: tap) else { continue }
        gradients[offset + tap * filters + filter] += gradient * pixels[first + pixel]
      }
    }
  }

  private func pool(_ maps: [Float], output: inout [Float], winners: inout [Int]) {
    let side = Dataset.side
    for row in 0..<Self.pooledSide {
      for column in 0..<Self.pooledSide {
        for filter in 0..<filters {
          var winner = (2 * row * side + 2 * column) * filters + filter
          for position in 1..<4 {
            let candidate = ((2 * row + position / 2) * side + 2 * column + position % 2) * filters + filter
            if maps[candidate] > maps[winner] { winner = candidate }
          }
          let index = (row * Self.pooledSide + column) * filters + filter
          output[index] = maps[winner]
          winners[index] = winner
        }
      }
    }
  }

  /// The pixel under a tap of the filter that is centred on a position, or nil outside of the image.
  private static func pixel(seenFrom position: Int, through tap: Int) -> Int? {
    let row = position / Dataset.side + tap / 3 - 1
    let column = position % Dataset.side + tap % 3 - 1
    guard (0..<Dataset.side).contains(row), (0..<Dataset.side).contains(column) else { return nil }
    return row * Dataset.side + column
  }

  /// The inverse: the position whose filter has a pixel under this tap.
  private static func position(seeing pixel: Int, through tap: Int) -> Int? {
    Self.pixel(seenFrom: pixel, through: tapCount - 1 - tap)
  }
}

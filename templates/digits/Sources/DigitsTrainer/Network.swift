#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A small convolutional network for 8 × 8 images of ten digits:
///
///     64 pixels → 3 × 3 convolution → 2 × 2 max pooling → activation → dense → activation → dropout → dense → softmax
///
/// (The activation comes after the pooling: it is increasing, so the largest value stays the largest, and a quarter
/// of the work is left.)
///
/// All parameters lie in one flat array and their gradients in another of the same layout, so that an optimizer or a
/// file needs to know nothing of layers. One image is worked on at a time, in buffers that are made once.
struct Network {
  /// What the saved parameters of a network can be used with.
  struct Shape: Equatable {
    var filters: Int
    var hidden: Int
    var activation: Activation

    fileprivate var convolution: PooledConvolution {
      PooledConvolution(filters: filters, offset: 0)
    }

    fileprivate var hiddenLayer: Dense {
      Dense(inputs: convolution.outputCount, outputs: hidden, offset: convolution.parameterCount)
    }

    fileprivate var outputLayer: Dense {
      Dense(
        inputs: hidden,
        outputs: Dataset.classCount,
        offset: convolution.parameterCount + hiddenLayer.parameterCount
      )
    }

    var parameterCount: Int {
      convolution.parameterCount + hiddenLayer.parameterCount + outputLayer.parameterCount
    }
  }

  let shape: Shape
  var parameters: [Float]

  /// The gradient of the loss by each parameter, summed since `clearGradients()`.
  private(set) var gradients: [Float]

  /// The probability of each digit, from the latest image.
  private(set) var probabilities: [Float]

  private let convolution: PooledConvolution
  private let hidden: Dense
  private let output: Dense

  // Values of the latest image on their way forward, and gradients on their way back.
  private var maps: [Float]
  private(set) var winners: [Int]
  private(set) var features: [Float]
  private(set) var hiddenValues: [Float]
  private var dropped: [Float]
  private var dropoutMask: [Float]
  private var outputGradient: [Float]
  private var hiddenGradient: [Float]
  private var featureGradient: [Float]

  /// A network with random weights: normal, of a variance that suits the activation; biases are zero.
  init(_ shape: Shape, random: inout RandomSource) {
    self.shape = shape
    convolution = shape.convolution
    hidden = shape.hiddenLayer
    output = shape.outputLayer
    let count = shape.parameterCount
    parameters = Array(repeating: 0, count: count)
    gradients = Array(repeating: 0, count: count)
    probabilities = Array(repeating: 0, count: Dataset.classCount)
    maps = Array(repeating: 0, count: convolution.mapCount)
    winners = Array(repeating: 0, count: convolution.outputCount)
    features = Array(repeating: 0, count: convolution.outputCount)
    hiddenValues = Array(repeating: 0, count: shape.hidden)
    dropped = hiddenValues
    dropoutMask = hiddenValues
    outputGradient = probabilities
    hiddenGradient = hiddenValues
    featureGradient = features

    let gain = shape.activation.initialGain
    fill(from: convolution.offset, count: convolution.weightCount, variance: gain / 9, random: &random)
    fill(from: hidden.offset, count: hidden.weightCount, variance: gain / Float(hidden.inputs), random: &random)
    fill(from: output.offset, count: output.weightCount, variance: 1 / Float(output.inputs), random: &random)
  }

  /// Sets `probabilities` for the image that begins at `first` in `pixels`.
  mutating func predict(_ pixels: [Float], first: Int) {
    forwardToHidden(pixels, first: first)
    output.forward(hiddenValues, parameters: parameters, output: &probabilities)
    softmax(&probabilities)
  }

  mutating func clearGradients() {
    for index in gradients.indices { gradients[index] = 0 }
  }

  /// Adds the gradient of one image's loss, times `scale`, to `gradients`.
  ///
  /// - Parameters:
  ///   - dropout: The probability that a hidden value is left out. Those that stay are enlarged in return, so that
  ///     nothing changes when predicting.
  ///   - random: Where dropout takes its chances from; unused without dropout.
  /// - Returns: The loss: the negative logarithm of the probability of the true digit.
  mutating func addGradient(
    _ pixels: [Float],
    first: Int,
    label: Int,
    scale: Float,
    dropout: Float,
    random: inout RandomSource
  ) -> Float {
    forwardToHidden(pixels, first: first)
    for index in dropoutMask.indices {
      dropoutMask[index] = dropout > 0 && random.uniform() < dropout ? 0 : 1 / (1 - dropout)
      dropped[index] = hiddenValues[index] * dropoutMask[index]
    }
    output.forward(dropped, parameters: parameters, output: &probabilities)
    softmax(&probabilities)

    // Softmax and cross-entropy together have a gradient as simple as this.
    for digit in probabilities.indices {
      outputGradient[digit] = scale * (probabilities[digit] - (digit == label ? 1 : 0))
    }
    output.backward(
      dropped,
      outputGradient: outputGradient,
      parameters: parameters,
      gradients: &gradients,
      inputGradient: &hiddenGradient
    )
    for index in hiddenGradient.indices { hiddenGradient[index] *= dropoutMask[index] }
    shape.activation.backpropagate(&hiddenGradient, values: hiddenValues)
    hidden.backward(
      features,
      outputGradient: hiddenGradient,
      parameters: parameters,
      gradients: &gradients,
      inputGradient: &featureGradient
    )
    shape.activation.backpropagate(&featureGradient, values: features)
    convolution.backward(
      pixels,
      first: first,
      outputGradient: featureGradient,
      winners: winners,
      gradients: &gradients
    )
    return crossEntropy(label: label)
  }

  /// The loss of the latest image, given its true digit.
  func crossEntropy(label: Int) -> Float {
    // A probability can underflow to zero; the logarithm of the smallest number is loss enough.
    -log(max(probabilities[label], .leastNormalMagnitude))
  }

  private mutating func forwardToHidden(_ pixels: [Float], first: Int) {
    convolution.forward(
      pixels,
      first: first,
      parameters: parameters,
      maps: &maps,
      output: &features,
      winners: &winners
    )
    shape.activation.apply(to: &features)
    hidden.forward(features, parameters: parameters, output: &hiddenValues)
    shape.activation.apply(to: &hiddenValues)
  }

  private mutating func fill(from offset: Int, count: Int, variance: Float, random: inout RandomSource) {
    let deviation = variance.squareRoot()
    for index in offset..<offset + count {
      parameters[index] = deviation * random.normal()
    }
  }
}

/// Turns scores into probabilities. The largest score is taken off first, so that `exp` cannot overflow.
private func softmax(_ values: inout [Float]) {
  let largest = values.max() ?? 0
  var sum: Float = 0
  for index in values.indices {
    values[index] = exp(values[index] - largest)
    sum += values[index]
  }
  for index in values.indices { values[index] /= sum }
}

extension Perceptron {
  /// What a forward pass leaves for the backward pass. Reused, it spares every pass its allocations.
  package struct Tape: Sendable {
    /// B, the rows of the last forward pass.
    package fileprivate(set) var rows = 0
    /// The input, then for each layer what ``Places`` says, then room for two gradients.
    fileprivate var memory: [Double] = []

    package init() {}
  }

  /// Where a layer's intermediate results are on the tape.
  fileprivate struct Places {
    /// A_{l−1}: B × n_{l−1}.
    let input: Int
    /// Y_l, what the activation is applied to: B × n_l.
    let preactivation: Int
    /// A_l: B × n_l.
    let output: Int
    /// (Z_l − μ)/σ, with normalization: B × n_l.
    let normalized: Int
    /// 1/σ, with normalization: B.
    let inverseDeviation: Int
    let end: Int
  }

  fileprivate func places(rows: Int) -> [Places] {
    var places: [Places] = []
    var input = 0
    var next = rows * shape.inputs
    for layer in layers {
      let size = rows * layer.outputs
      let place = Places(
        input: input,
        preactivation: next,
        output: next + size,
        normalized: next + 2 * size,
        inverseDeviation: next + 3 * size,
        end: next + (layer.isNormalized ? 3 * size + rows : 2 * size)
      )
      places.append(place)
      input = place.output
      next = place.end
    }
    return places
  }

  /// Added to the variance of a row before its root.
  private static let normalizationFloor = 1e-5

  // MARK: Forward

  /// The outputs for a batch, with all intermediate results written to the tape. 2 B Σ n_l n_{l−1} operations.
  ///
  /// - Parameter inputs: B × n_0, row-major.
  /// - Returns: B × n_L, row-major.
  package func forward(_ inputs: [Double], rows: Int, tape: inout Tape) -> [Double] {
    precondition(inputs.count == rows * shape.inputs, "a batch has rows × inputs elements")
    let places = places(rows: rows)
    let end = places.last?.end ?? 0
    let widest = max(shape.inputs, layers.map(\.outputs).max() ?? 0)
    tape.rows = rows
    let size = end + 2 * rows * widest
    if tape.memory.count != size { tape.memory = [Double](repeating: 0, count: size) }
    guard let last = places.last, size > 0 else { return [] }

    tape.memory.withUnsafeMutableBufferPointer { memory in
      parameters.withUnsafeBufferPointer { parameters in
        guard let tape = memory.baseAddress, let parameters = parameters.baseAddress else { return }
        for i in inputs.indices { tape[i] = inputs[i] }
        for (layer, place) in zip(layers, places) {
          let z = tape + place.preactivation
          multiply(
            tape + place.input,
            transposed: parameters + layer.weights,
            into: z,
            m: rows,
            n: layer.outputs,
            k: layer.inputs
          )
          for r in 0..<rows {
            let row = z + r * layer.outputs
            for i in 0..<layer.outputs { row[i] += parameters[layer.biases + i] }
          }
          if layer.isNormalized { normalize(layer, place, rows, parameters, tape) }
          layer.activation.apply(z, into: tape + place.output, count: rows * layer.outputs)
        }
      }
    }
    return Array(tape.memory[last.output..<last.output + rows * shape.outputs])
  }

  /// Replaces Z by Y (2).
  private func normalize(
    _ layer: Layer,
    _ place: Places,
    _ rows: Int,
    _ parameters: UnsafePointer<Double>,
    _ tape: UnsafeMutablePointer<Double>
  ) {
    let n = layer.outputs
    for r in 0..<rows {
      let z = tape + place.preactivation + r * n
      let normalized = tape + place.normalized + r * n
      var mean = 0.0
      for i in 0..<n { mean += z[i] }
      mean /= Double(n)
      var variance = 0.0
      for i in 0..<n { variance += (z[i] - mean) * (z[i] - mean) }
      variance /= Double(n)
      let inverse = 1 / (variance + Self.normalizationFloor).squareRoot()
      tape[place.inverseDeviation + r] = inverse
      for i in 0..<n {
        normalized[i] = (z[i] - mean) * inverse
        z[i] = parameters[layer.gains + i] * normalized[i] + parameters[layer.offsets + i]
      }
    }
  }

  // MARK: Backward

  /// Adds to `gradient` the gradient, with respect to the parameters, of the sum over the batch of outputs weighted by
  /// `outputGradient`. 4 B Σ n_l n_{l−1} operations.
  ///
  /// - Parameters:
  ///   - outputGradient: B × n_L: the loss's derivatives with respect to the outputs of the last forward pass.
  ///   - tape: Of that forward pass, with the same parameters.
  package func backward(_ outputGradient: [Double], tape: inout Tape, gradient: inout [Double]) {
    precondition(gradient.count == parameters.count, "every parameter has a derivative")
    gradient.withUnsafeMutableBufferPointer { gradient in
      _ = propagate(outputGradient, tape: &tape, parameterGradient: gradient.baseAddress)
    }
  }

  /// The gradient, with respect to the inputs, of the sum over the batch of outputs weighted by `outputGradient`.
  /// 2 B Σ n_l n_{l−1} operations.
  ///
  /// - Returns: B × n_0, row-major.
  package func inputGradient(_ outputGradient: [Double], tape: inout Tape) -> [Double] {
    propagate(outputGradient, tape: &tape, parameterGradient: nil)
  }

  /// Backpropagation, with G the gradient of the loss with respect to the matrix named in its index:
  ///
  ///     G_Y = G_A ∘ f′(Y),   G_W = G_Zᵀ A_{l−1},   G_b = G_Zᵀ 1,   G_A(l−1) = G_Z W                (4)
  ///
  /// - Parameter parameterGradient: nil to skip G_W and G_b, and return the gradient of the inputs instead.
  private func propagate(
    _ outputGradient: [Double],
    tape: inout Tape,
    parameterGradient: UnsafeMutablePointer<Double>?
  ) -> [Double] {
    let rows = tape.rows
    precondition(outputGradient.count == rows * shape.outputs, "every output of the last forward pass has a derivative")
    let places = places(rows: rows)
    guard let end = places.last?.end, !tape.memory.isEmpty else { return [] }
    let room = (tape.memory.count - end) / 2
    var current = end
    var next = end + room

    tape.memory.withUnsafeMutableBufferPointer { memory in
      parameters.withUnsafeBufferPointer { parameters in
        guard let tape = memory.baseAddress, let parameters = parameters.baseAddress else { return }
        for i in outputGradient.indices { tape[current + i] = outputGradient[i] }
        for (index, (layer, place)) in zip(layers, places).enumerated().reversed() {
          let delta = tape + current
          layer.activation.chain(
            delta,
            z: tape + place.preactivation,
            values: tape + place.output,
            count: rows * layer.outputs
          )
          if layer.isNormalized {
            normalizeBackward(delta, layer, place, rows, parameters, tape, parameterGradient)
          }
          if let parameterGradient {
            multiplyAdd(
              delta,
              rowStride: 1,
              columnStride: layer.outputs,
              tape + place.input,
              into: parameterGradient + layer.weights,
              m: layer.outputs,
              n: layer.inputs,
              k: rows
            )
            let biases = parameterGradient + layer.biases
            for r in 0..<rows {
              for i in 0..<layer.outputs { biases[i] += delta[r * layer.outputs + i] }
            }
            if index == 0 { break }
          }
          let below = tape + next
          for i in 0..<rows * layer.inputs { below[i] = 0 }
          multiplyAdd(
            delta,
            rowStride: layer.outputs,
            columnStride: 1,
            parameters + layer.weights,
            into: below,
            m: rows,
            n: layer.inputs,
            k: layer.outputs
          )
          swap(&current, &next)
        }
      }
    }
    return parameterGradient == nil ? Array(tape.memory[current..<current + rows * shape.inputs]) : []
  }

  /// Replaces G_Y by G_Z and adds to the gradients of gains and offsets. With N = (Z − μ)/σ and H = γ ∘ G_Y:
  ///
  ///     G_Z = (H − mean(H) − N ∘ mean(H ∘ N))/σ,   G_γ = Σ G_Y ∘ N,   G_β = Σ G_Y
  private func normalizeBackward(
    _ delta: UnsafeMutablePointer<Double>,
    _ layer: Layer,
    _ place: Places,
    _ rows: Int,
    _ parameters: UnsafePointer<Double>,
    _ tape: UnsafeMutablePointer<Double>,
    _ parameterGradient: UnsafeMutablePointer<Double>?
  ) {
    let n = layer.outputs
    for r in 0..<rows {
      let row = delta + r * n
      let normalized = tape + place.normalized + r * n
      if let parameterGradient {
        for i in 0..<n {
          parameterGradient[layer.gains + i] += row[i] * normalized[i]
          parameterGradient[layer.offsets + i] += row[i]
        }
      }
      var mean = 0.0
      var product = 0.0
      for i in 0..<n {
        row[i] *= parameters[layer.gains + i]
        mean += row[i]
        product += row[i] * normalized[i]
      }
      mean /= Double(n)
      product /= Double(n)
      let inverse = tape[place.inverseDeviation + r]
      for i in 0..<n { row[i] = (row[i] - mean - normalized[i] * product) * inverse }
    }
  }
}

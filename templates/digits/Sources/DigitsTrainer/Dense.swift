/// A fully connected layer: each output is a bias and a weighted sum of all inputs.
///
/// Parameters, from `offset`: `inputs` rows of `outputs` weights, then `outputs` biases.
struct Dense {
  let inputs: Int
  let outputs: Int
  let offset: Int

  var weightCount: Int { inputs * outputs }
  var parameterCount: Int { weightCount + outputs }

  func forward(_ input: [Float], parameters: [Float], output: inout [Float]) {
    let biases = offset + weightCount
    for index in 0..<outputs { output[index] = parameters[biases + index] }
    for (index, value) in input.enumerated() where value != 0 {
      addScaled(parameters, from: offset + index * outputs, count: outputs, scale: value, to: &output, at: 0)
    }
  }

  /// Adds the gradient by the parameters to `gradients`, and sets `inputGradient` to the gradient by the input.
  func backward(
    _ input: [Float],
    outputGradient: [Float],
    parameters: [Float],
    gradients: inout [Float],
    inputGradient: inout [Float]
  ) {
    addScaled(outputGradient, from: 0, count: outputs, scale: 1, to: &gradients, at: offset + weightCount)
    for (index, value) in input.enumerated() {
      let row = offset + index * outputs
      if value != 0 {
        addScaled(outputGradient, from: 0, count: outputs, scale: value, to: &gradients, at: row)
      }
      inputGradient[index] = dot(outputGradient, parameters, from: row)
    }
  }
}

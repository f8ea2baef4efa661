extension Cholesky {
  /// L⁻¹ b. n² operations.
  package func forwardSolve(_ b: [Double]) -> [Double] {
    precondition(b.count == order, "a right-hand side has n elements")
    return forwardSolve(rows: b, count: 1)
  }

  /// L⁻ᵀ b. n² operations.
  package func backwardSolve(_ b: [Double]) -> [Double] {
    precondition(b.count == order, "a right-hand side has n elements")
    return backwardSolve(rows: b, count: 1)
  }

  /// A⁻¹ b. 2n² operations.
  package func solve(_ b: [Double]) -> [Double] {
    backwardSolve(forwardSolve(b))
  }

  /// L⁻¹ bᵣ for `count` right-hand sides bᵣ, which are the rows of a row-major matrix. n² operations for each; 450 at
  /// n = 500 take about 9 ms.
  package func forwardSolve(rows b: [Double], count: Int) -> [Double] {
    precondition(b.count == count * order, "each right-hand side has n elements")
    var x = b
    let n = order
    withTriangle { triangle in
      x.withUnsafeMutableBufferPointer { x in
        guard let start = x.baseAddress else { return }
        for panel in stride(from: 0, to: n, by: PackedTriangle.panel) {
          let rows = panel..<min(panel + PackedTriangle.panel, n)
          var r = 0
          while r + 4 <= count {
            triangle.forward(four: FourRows(start + r * n, stride: n), rows: rows)
            r += 4
          }
          while r < count {
            triangle.forward(start + r * n, rows: rows)
            r += 1
          }
        }
      }
    }
    return x
  }

  /// L⁻ᵀ bᵣ for `count` right-hand sides, the rows of a row-major matrix. n² operations for each.
  package func backwardSolve(rows b: [Double], count: Int) -> [Double] {
    precondition(b.count == count * order, "each right-hand side has n elements")
    var x = b
    let n = order
    withTriangle { triangle in
      x.withUnsafeMutableBufferPointer { x in
        guard let start = x.baseAddress else { return }
        for panel in stride(from: 0, to: n, by: PackedTriangle.panel).reversed() {
          let rows = panel..<min(panel + PackedTriangle.panel, n)
          var r = 0
          while r + 4 <= count {
            triangle.backward(four: FourRows(start + r * n, stride: n), rows: rows)
            r += 4
          }
          while r < count {
            triangle.backward(start + r * n, rows: rows)
            r += 1
          }
        }
      }
    }
    return x
  }

  /// A⁻¹ bᵣ for `count` right-hand sides, the rows of a row-major matrix. 2n² operations for each.
  package func solve(rows b: [Double], count: Int) -> [Double] {
    backwardSolve(rows: forwardSolve(rows: b, count: count), count: count)
  }

  /// bᵣᵀ A⁻¹ bᵣ = ‖L⁻¹ bᵣ‖² for `count` rows bᵣ: what observing n points takes off the variance at others. n²
  /// operations for each.
  package func quadraticForms(rows b: [Double], count: Int) -> [Double] {
    let x = forwardSolve(rows: b, count: count)
    var forms = [Double](repeating: 0, count: count)
    x.withUnsafeBufferPointer { x in
      guard let start = x.baseAddress else { return }
      for r in 0..<count { forms[r] = dot(start + r * order, start + r * order, order) }
    }
    return forms
  }

  /// Calls the function with a view of the factor, for reading.
  func withTriangle(_ body: (PackedTriangle) -> Void) {
    factor.withUnsafeBufferPointer { packed in
      reciprocals.withUnsafeBufferPointer { reciprocals in
        guard let start = packed.baseAddress, let inverses = reciprocals.baseAddress else { return }
        // Solving only reads the factor.
        body(
          PackedTriangle(
            start: UnsafeMutablePointer(mutating: start),
            reciprocals: UnsafeMutablePointer(mutating: inverses)
          )
        )
      }
    }
  }
}

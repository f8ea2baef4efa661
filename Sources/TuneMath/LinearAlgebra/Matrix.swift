/// A dense matrix of doubles, row-major.
package struct Matrix: Sendable, Hashable {
  package let rows: Int
  package let columns: Int

  /// Element (i, j) is at i · columns + j.
  package var elements: [Double]

  package init(rows: Int, columns: Int, elements: [Double]) {
    precondition(elements.count == rows * columns, "a matrix has rows × columns elements")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// A matrix of zeros.
  package init(rows: Int, columns: Int) {
    self.init(rows: rows, columns: columns, elements: [Double](repeating: 0, count: rows * columns))
  }

  /// A square matrix with these diagonal elements, 0 elsewhere.
  package init(diagonal: [Double]) {
    self.init(rows: diagonal.count, columns: diagonal.count)
    for (i, value) in diagonal.enumerated() { self[i, i] = value }
  }

  package static func identity(_ order: Int) -> Matrix {
    Matrix(diagonal: [Double](repeating: 1, count: order))
  }

  package subscript(i: Int, j: Int) -> Double {
    get { elements[i * columns + j] }
    set { elements[i * columns + j] = newValue }
  }

  /// Row i.
  package subscript(row i: Int) -> ArraySlice<Double> {
    elements[i * columns..<(i + 1) * columns]
  }

  package var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for i in 0..<rows {
      for j in 0..<columns { result[j, i] = self[i, j] }
    }
    return result
  }

  /// A B. O(mnk).
  package static func * (a: Matrix, b: Matrix) -> Matrix {
    precondition(a.columns == b.rows, "the columns of A meet the rows of B")
    var result = Matrix(rows: a.rows, columns: b.columns)
    a.elements.withUnsafeBufferPointer { left in
      b.elements.withUnsafeBufferPointer { right in
        result.elements.withUnsafeMutableBufferPointer { product in
          guard let left = left.baseAddress, let right = right.baseAddress, let product = product.baseAddress else {
            return
          }
          multiplyAdd(
            left,
            rowStride: a.columns,
            columnStride: 1,
            right,
            into: product,
            m: a.rows,
            n: b.columns,
            k: a.columns
          )
        }
      }
    }
    return result
  }

  /// A Bᵀ, without transposing B. O(mnk).
  package func multiplied(byTransposed b: Matrix) -> Matrix {
    precondition(columns == b.columns, "the columns of A meet the columns of B")
    var result = Matrix(rows: rows, columns: b.rows)
    elements.withUnsafeBufferPointer { left in
      b.elements.withUnsafeBufferPointer { right in
        result.elements.withUnsafeMutableBufferPointer { product in
          guard let left = left.baseAddress, let right = right.baseAddress, let product = product.baseAddress else {
            return
          }
          multiply(left, transposed: right, into: product, m: rows, n: b.rows, k: columns)
        }
      }
    }
    return result
  }

  /// A x. O(mn).
  package static func * (a: Matrix, x: [Double]) -> [Double] {
    precondition(a.columns == x.count, "the columns of A meet the elements of x")
    var result = [Double](repeating: 0, count: a.rows)
    a.elements.withUnsafeBufferPointer { left in
      x.withUnsafeBufferPointer { right in
        guard let left = left.baseAddress, let right = right.baseAddress else { return }
        for i in result.indices { result[i] = dot(left + i * a.columns, right, a.columns) }
      }
    }
    return result
  }
}

/// The inner product Σ xᵢ yᵢ.
package func innerProduct(_ x: [Double], _ y: [Double]) -> Double {
  precondition(x.count == y.count, "an inner product needs equally long vectors")
  return x.withUnsafeBufferPointer { x in
    y.withUnsafeBufferPointer { y in
      guard let left = x.baseAddress, let right = y.baseAddress else { return 0 }
      return dot(left, right, x.count)
    }
  }
}

/// The Euclidean norm √Σ xᵢ², without overflow or underflow on the way.
package func euclideanNorm(_ x: [Double]) -> Double {
  let direct = innerProduct(x, x)
  if direct.isNormal { return direct.squareRoot() }
  let largest = x.reduce(0) { Swift.max($0, $1.magnitude) }
  guard largest > 0, largest.isFinite else { return direct.isNaN ? .nan : largest }
  return largest * x.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
}

import Testing

@testable import TuneMath

@Suite struct LinearAlgebraTests {
  static let orders = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 17, 30]

  /// G Gᵀ + I for a random G: positive definite and well conditioned.
  static func positiveDefinite(_ n: Int, seed: UInt64 = 67) -> Matrix {
    var source = RandomSource(seed: seed, n)
    let g = Matrix(rows: n, columns: n, elements: source.normals(n * n))
    var a = g.multiplied(byTransposed: g)
    for i in 0..<n { a[i, i] += 1 }
    return a
  }

  static func random(_ rows: Int, _ columns: Int) -> Matrix {
    var source = RandomSource(seed: 71, rows, columns)
    return Matrix(rows: rows, columns: columns, elements: source.normals(rows * columns))
  }

  /// The lower factor as a full matrix.
  func full(_ cholesky: Cholesky) -> Matrix {
    var l = Matrix(rows: cholesky.order, columns: cholesky.order)
    for i in 0..<cholesky.order {
      for j in 0...i { l[i, j] = cholesky[i, j] }
    }
    return l
  }

  // MARK: Products

  @Test func productsAgreeWithTheirDefinition() {
    for (m, n, k) in [(1, 1, 1), (2, 3, 4), (4, 4, 3), (5, 2, 7), (8, 9, 5), (13, 6, 11), (4, 8, 16), (3, 5, 0)] {
      let a = Self.random(m, k)
      let b = Self.random(k, n)
      var expected = Matrix(rows: m, columns: n)
      for i in 0..<m {
        for j in 0..<n { for l in 0..<k { expected[i, j] += a[i, l] * b[l, j] } }
      }
      #expect(largestDifference((a * b).elements, expected.elements) < 1e-13)
      #expect(largestDifference(a.multiplied(byTransposed: b.transposed).elements, expected.elements) < 1e-13)
      let x = (0..<k).map { b[$0, 0] }
      #expect(largestDifference(a * x, (0..<m).map { expected[$0, 0] }) < 1e-13)
    }
  }

  @Test func anElementDoesNotDependOnWhereItsRowIs() {
    // Batches of different sizes must give the same bits: proposals would differ with the number of candidates.
    let a = Self.random(11, 9)
    let b = Self.random(7, 9)
    let whole = a.multiplied(byTransposed: b)
    for i in 0..<11 {
      let row = Matrix(rows: 1, columns: 9, elements: Array(a[row: i]))
      #expect(row.multiplied(byTransposed: b).elements == Array(whole[row: i]))
    }
  }

  @Test func transposedViewsMultiplyAsTransposes() {
    let a = Self.random(9, 6)
    let b = Self.random(9, 7)
    var product = Matrix(rows: 6, columns: 7)
    a.elements.withUnsafeBufferPointer { x in
      b.elements.withUnsafeBufferPointer { y in
        product.elements.withUnsafeMutableBufferPointer { z in
          guard let x = x.baseAddress, let y = y.baseAddress, let z = z.baseAddress else { return }
          multiplyAdd(x, rowStride: 1, columnStride: 6, y, into: z, m: 6, n: 7, k: 9)
        }
      }
    }
    #expect(largestDifference(product.elements, (a.transposed * b).elements) < 1e-14)
  }

  @Test func normsNeitherOverflowNorUnderflow() {
    #expect(euclideanNorm([3, 4]) == 5)
    #expect(agree(euclideanNorm([3e200, 4e200]), 5e200, relative: 1e-15))
    #expect(agree(euclideanNorm([3e-200, 4e-200]), 5e-200, relative: 1e-15))
    #expect(euclideanNorm([]) == 0)
    #expect(euclideanNorm([1, -.infinity]) == .infinity)
    #expect(euclideanNorm([1, .nan]).isNaN)
    #expect(innerProduct([1, 2, 3], [4, 5, 6]) == 32)
  }

  // MARK: Cholesky

  @Test func factorTimesItsTransposeIsTheMatrix() throws {
    for n in Self.orders {
      let a = Self.positiveDefinite(n)
      let l = full(try #require(Cholesky(a.elements, order: n)))
      #expect(largestDifference(l.multiplied(byTransposed: l).elements, a.elements) < 1e-12 * Double(n))
      #expect((0..<n).allSatisfy { l[$0, $0] > 0 })
    }
  }

  @Test func factorOfAKnownMatrixIsExact() throws {
    let a: [Double] = [4, 12, -16, 12, 37, -43, -16, -43, 98]
    let cholesky = try #require(Cholesky(a, order: 3))
    #expect(cholesky.factor == [2, 6, 1, -8, 5, 3])
    #expect(agree(cholesky.logDeterminant, 2 * logarithm(6), relative: 1e-15))
    #expect(cholesky.solve([4, 12, -16]) == [1, 0, 0])
  }

  @Test func onlyTheLowerTriangleIsRead() throws {
    var a = Self.positiveDefinite(6)
    let expected = try #require(Cholesky(a.elements, order: 6)).factor
    for i in 0..<6 { for j in i + 1..<max(6, i + 1) { a[i, j] = .nan } }
    #expect(Cholesky(a.elements, order: 6)?.factor == expected)
  }

  @Test func appendingARowGivesTheBitsOfTheLargerDecomposition() throws {
    let n = 19
    let a = Self.positiveDefinite(n)
    for start in 0..<n {
      let leading = (0..<start).flatMap { a[row: $0].prefix(start) }
      var cholesky = try #require(Cholesky(leading, order: start))
      for i in start..<n {
        let appended = cholesky.append(Array(a[row: i].prefix(i + 1)))
        #expect(appended)
      }
      let whole = try #require(Cholesky(a.elements, order: n))
      #expect(cholesky.factor == whole.factor)
      #expect(cholesky.reciprocals == whole.reciprocals)
    }
  }

  @Test func removingRowsUndoesAppendingThem() throws {
    let a = Self.positiveDefinite(9)
    let smaller = try #require(Cholesky((0..<6).flatMap { a[row: $0].prefix(6) }, order: 6))
    var cholesky = try #require(Cholesky(a.elements, order: 9))
    cholesky.removeLast(3)
    #expect(cholesky.order == 6)
    #expect(cholesky.factor == smaller.factor)
    let appended = cholesky.append(Array(a[row: 6].prefix(7)))
    #expect(appended)
  }

  @Test func matricesThatAreNotPositiveDefiniteAreRefused() throws {
    #expect(Cholesky([1, 2, 2, 1], order: 2) == nil)
    #expect(Cholesky([0], order: 1) == nil)
    #expect(Cholesky([.nan], order: 1) == nil)
    #expect(Cholesky([.infinity], order: 1) == nil)
    for n in Self.orders {
      // Each position of the first bad pivot, in whole blocks and in the rest.
      for bad in 0..<n {
        var a = Self.positiveDefinite(n)
        a[bad, bad] = -1
        #expect(Cholesky(a.elements, order: n) == nil)
        a[bad, bad] = .nan
        #expect(Cholesky(a.elements, order: n) == nil)
      }
    }
    var cholesky = try #require(Cholesky([1, 0, 0, 1], order: 2))
    let before = cholesky.factor
    let refused = cholesky.append([1, 1, 1])
    #expect(!refused && cholesky.order == 2 && cholesky.factor == before && cholesky.reciprocals.count == 2)
    let accepted = cholesky.append([1, 1, 3])
    #expect(accepted)
  }

  @Test func jitterIsAddedOnlyWhereItIsNeeded() throws {
    let regular = try #require(Cholesky.regularized(Self.positiveDefinite(5).elements, order: 5))
    #expect(regular.shift == 0)
    let singular = [Double](repeating: 1, count: 36)
    let shifted = try #require(Cholesky.regularized(singular, order: 6, jitter: 1e-12))
    #expect(shifted.shift > 0 && shifted.shift <= 1e-10)
    #expect(Cholesky.regularized([.nan], order: 1) == nil)
    #expect(Cholesky.regularized([-1], order: 1) == nil)
  }

  @Test func solutionsSatisfyTheirEquations() throws {
    for n in Self.orders {
      let a = Self.positiveDefinite(n)
      let cholesky = try #require(Cholesky(a.elements, order: n))
      let l = full(cholesky)
      for count in [1, 3, 4, 6] {
        let b = Self.random(count, n)
        let forward = cholesky.forwardSolve(rows: b.elements, count: count)
        let backward = cholesky.backwardSolve(rows: b.elements, count: count)
        let both = cholesky.solve(rows: b.elements, count: count)
        let forms = cholesky.quadraticForms(rows: b.elements, count: count)
        for r in 0..<count {
          let right = Array(b[row: r])
          let x = Array(both[r * n..<(r + 1) * n])
          #expect(largestDifference(l * Array(forward[r * n..<(r + 1) * n]), right) < 1e-12)
          #expect(largestDifference(l.transposed * Array(backward[r * n..<(r + 1) * n]), right) < 1e-12)
          #expect(largestDifference(a * x, right) < 1e-11)
          #expect(agree(forms[r], innerProduct(right, x), relative: 1e-11))
          // One right-hand side or many: the same bits.
          #expect(cholesky.forwardSolve(right) == Array(forward[r * n..<(r + 1) * n]))
          #expect(cholesky.solve(right) == x)
        }
      }
    }
  }

  @Test func inverseTimesTheMatrixIsTheIdentity() throws {
    for n in Self.orders {
      let a = Self.positiveDefinite(n)
      let inverse = Matrix(
        rows: n,
        columns: n,
        elements: try #require(Cholesky(a.elements, order: n)).inverse()
      )
      #expect(largestDifference((a * inverse).elements, Matrix.identity(n).elements) < 1e-11)
      #expect(inverse == inverse.transposed)
    }
  }

  @Test func theEmptyMatrixIsAMatrix() throws {
    let empty = try #require(Cholesky([], order: 0))
    #expect(empty.logDeterminant == 0)
    #expect(empty.solve([]) == [])
    #expect(empty.inverse() == [])
    #expect(empty.quadraticForms(rows: [], count: 3) == [0, 0, 0])
    #expect((Matrix(rows: 0, columns: 3) * Matrix(rows: 3, columns: 2)).elements == [])
    #expect(SymmetricEigen(Matrix(rows: 0, columns: 0)).values == [])
  }

  // MARK: Eigenvalues

  @Test func eigenvectorsAreOrthonormalAndRebuildTheMatrix() {
    for n in [1, 2, 3, 5, 10, 20] {
      var a = Self.random(n, n)
      for i in 0..<n { for j in 0..<i { a[i, j] = a[j, i] } }  // symmetric, indefinite
      let eigen = SymmetricEigen(a)
      let b = eigen.vectors
      #expect(eigen.values == eigen.values.sorted())
      #expect(largestDifference((b.transposed * b).elements, Matrix.identity(n).elements) < 1e-13)
      #expect(largestDifference(eigen.function { $0 }.elements, a.elements) < 1e-13 * Double(n))
      let trace = (0..<n).reduce(0) { $0 + a[$1, $1] }
      #expect(agree(eigen.values.reduce(0, +), trace, relative: 1e-13, absolute: 1e-13))
    }
  }

  @Test func knownEigenvaluesAreFound() {
    // The second difference matrix: 2 − 2 cos(kπ/(n + 1)).
    let n = 8
    var a = Matrix(rows: n, columns: n)
    for i in 0..<n {
      a[i, i] = 2
      if i > 0 { (a[i, i - 1], a[i - 1, i]) = (-1, -1) }
    }
    let values = SymmetricEigen(a).values
    let expected = [
      0.12061475842818326, 0.46791111376204386, 1.0, 1.652703644666139, 2.347296355333861, 3.0, 3.532088886237956,
      3.8793852415718166,
    ]
    #expect(largestDifference(values, expected) < 1e-14)
    #expect(SymmetricEigen(Matrix(diagonal: [3, -1, 2])).values == [-1, 2, 3])
    #expect(
      largestDifference(SymmetricEigen(Matrix(rows: 2, columns: 2, elements: [0, 1, 1, 0])).values, [-1, 1]) < 1e-15
    )
  }

  @Test func smallEigenvaluesOfPositiveMatricesAreAccurate() throws {
    // Scaled rows and columns: eigenvalues over 16 orders of magnitude. Their product is the determinant.
    let n = 5
    var a = Self.positiveDefinite(n)
    let scales = [1, 1e-2, 1e-4, 1e-6, 1e-8]
    for i in 0..<n { for j in 0..<n { a[i, j] *= scales[i] * scales[j] } }
    let values = SymmetricEigen(a).values
    let logDeterminant = try #require(Cholesky(a.elements, order: n)).logDeterminant
    #expect(agree(values.reduce(0) { $0 + logarithm($1) }, logDeterminant, relative: 1e-12))
  }

  @Test func matrixFunctionsComposeAsNumbersDo() {
    let a = Self.positiveDefinite(7)
    let eigen = SymmetricEigen(a)
    let root = eigen.function { $0.squareRoot() }
    #expect(largestDifference((root * root).elements, a.elements) < 1e-12)
    let inverseRoot = eigen.function { 1 / $0.squareRoot() }
    #expect(largestDifference((inverseRoot * root).elements, Matrix.identity(7).elements) < 1e-12)
  }

  @Test func degenerateMatricesHaveEigenvaluesToo() {
    let ones = SymmetricEigen(Matrix(rows: 6, columns: 6, elements: [Double](repeating: 1, count: 36)))
    #expect(largestDifference(ones.values, [0, 0, 0, 0, 0, 6]) < 1e-14)
    #expect(SymmetricEigen(Matrix(rows: 3, columns: 3)).values == [0, 0, 0])
    #expect(SymmetricEigen(Matrix(rows: 1, columns: 1, elements: [.nan])).values[0].isNaN)
    let huge = SymmetricEigen(Matrix(rows: 2, columns: 2, elements: [1e300, 1e299, 1e299, 1e300]))
    #expect(agree(huge.values[0], 9e299, relative: 1e-14) && agree(huge.values[1], 1.1e300, relative: 1e-14))
  }
}

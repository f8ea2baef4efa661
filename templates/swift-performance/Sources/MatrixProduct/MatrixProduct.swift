/// A product of square matrices, in blocks that fit into a processor's caches. How large they should be depends on the
/// machine, and so do the other constants here: they are for measurements to decide.
struct MatrixProduct: Equatable {
  /// The order of the loops inside a block, from the outermost to the innermost: rows of the left matrix, columns of the
  /// right one, and the depth in between.
  enum Order: String, CaseIterable {
    case rowsColumnsDepth = "rows-columns-depth"
    case rowsDepthColumns = "rows-depth-columns"
    case depthRowsColumns = "depth-rows-columns"
  }

  var blockRows = 64
  var blockColumns = 64
  var blockDepth = 64
  var order = Order.rowsColumnsDepth
  /// Whether each block of the right matrix is first copied to one place, so that its rows lie side by side.
  var packs = false

  /// left · right, all of `size` × `size`, row by row.
  func callAsFunction(_ left: [Double], _ right: [Double], size: Int) -> [Double] {
    precondition(left.count == size * size && right.count == size * size)
    var packed = [Double](repeating: 0, count: packs ? blockDepth * blockColumns : 0)
    var result = [Double](repeating: 0, count: size * size)
    result.withUnsafeMutableBufferPointer { result in
      left.withUnsafeBufferPointer { left in
        right.withUnsafeBufferPointer { right in
          packed.withUnsafeMutableBufferPointer { packed in
            for depth in blocks(size, blockDepth) {
              for columns in blocks(size, blockColumns) {
                let block = packs ? pack(right, depth, columns, size, into: packed) : nil
                for rows in blocks(size, blockRows) {
                  if let block {
                    let shift = depth.lowerBound * columns.count + columns.lowerBound
                    add(&result, left, block, rows, columns, depth, size, stride: columns.count, shift: shift)
                  } else {
                    add(&result, left, right, rows, columns, depth, size, stride: size, shift: 0)
                  }
                }
              }
            }
          }
        }
      }
    }
    return result
  }

  private func blocks(_ size: Int, _ block: Int) -> [Range<Int>] {
    stride(from: 0, to: size, by: block).map { $0..<min($0 + block, size) }
  }

  private func pack(
    _ right: UnsafeBufferPointer<Double>,
    _ depth: Range<Int>,
    _ columns: Range<Int>,
    _ size: Int,
    into packed: UnsafeMutableBufferPointer<Double>
  ) -> UnsafeBufferPointer<Double> {
    var index = 0
    for inner in depth {
      for column in columns {
        packed[index] = right[inner * size + column]
        index += 1
      }
    }
    return UnsafeBufferPointer(packed)
  }

  /// Adds the product of two blocks. The right block's element at (depth, column) is at `depth · stride + column − shift`.
  @inline(__always)
  private func add(
    _ result: inout UnsafeMutableBufferPointer<Double>,
    _ left: UnsafeBufferPointer<Double>,
    _ right: UnsafeBufferPointer<Double>,
    _ rows: Range<Int>,
    _ columns: Range<Int>,
    _ depth: Range<Int>,
    _ size: Int,
    stride: Int,
    shift: Int
  ) {
    switch order {
    case .rowsColumnsDepth:
      for row in rows {
        for column in columns {
          var sum = 0.0
          for inner in depth { sum += left[row * size + inner] * right[inner * stride + column - shift] }
          result[row * size + column] += sum
        }
      }
    case .rowsDepthColumns:
      for row in rows {
        for inner in depth {
          let factor = left[row * size + inner]
          let start = inner * stride - shift
          for column in columns { result[row * size + column] += factor * right[start + column] }
        }
      }
    case .depthRowsColumns:
      for inner in depth {
        let start = inner * stride - shift
        for row in rows {
          let factor = left[row * size + inner]
          for column in columns { result[row * size + column] += factor * right[start + column] }
        }
      }
    }
  }
}

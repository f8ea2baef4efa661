// The two loops in which nearly all the time is spent. They check their ranges once and then run over bare memory, so that
// the compiler can use vector instructions; everywhere else the network uses ordinary arrays.

/// Adds `scale` × `source[from ..< from + count]` to `target[at ..< at + count]`.
@inline(__always)
func addScaled(
  _ source: [Float],
  from: Int,
  count: Int,
  scale: Float,
  to target: inout [Float],
  at: Int
) {
  precondition(from >= 0 && at >= 0 && from + count <= source.count && at + count <= target.count)
  source.withUnsafeBufferPointer { source in
    target.withUnsafeMutableBufferPointer { target in
      let source = source.extracting(from..<from + count)
      let target = target.extracting(at..<at + count)
      for index in 0..<count {
        target[index] += scale * source[index]
      }
    }
  }
}

/// The sum of `left[index] * right[from + index]` over all of `left`.
///
/// Eight sums run side by side, because the compiler may not reorder the additions of a single one.
@inline(__always)
func dot(_ left: [Float], _ right: [Float], from: Int) -> Float {
  precondition(from >= 0 && from + left.count <= right.count)
  return left.withUnsafeBytes { left in
    right.withUnsafeBytes { right in
      let stride = MemoryLayout<Float>.stride
      let right = UnsafeRawBufferPointer(rebasing: right[(from * stride)...])
      var sums = SIMD8<Float>()
      var offset = 0
      while offset + 8 * stride <= left.count {
        sums +=
          left.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
          * right.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
        offset += 8 * stride
      }
      var sum = sums.sum()
      while offset < left.count {
        sum += left.load(fromByteOffset: offset, as: Float.self) * right.load(fromByteOffset: offset, as: Float.self)
        offset += stride
      }
      return sum
    }
  }
}

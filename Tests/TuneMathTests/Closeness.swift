/// Whether two numbers agree to a relative tolerance, or are both within an absolute one; equal infinities agree.
func agree(_ a: Double, _ b: Double, relative: Double, absolute: Double = 0) -> Bool {
  a == b || (a - b).magnitude <= max(relative * max(a.magnitude, b.magnitude), absolute)
}

/// Largest difference of two equally long arrays.
func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(a.count == b.count ? 0 : .infinity) { max($0, ($1.0 - $1.1).magnitude) }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How a numeric parameter is spread over its range: equal steps of the transformed value matter equally.
package enum Scale: String, Hashable, Sendable, CaseIterable {
  case linear, log, logit

  package func transform(_ x: Double) -> Double {
    switch self {
    case .linear: x
    case .log: naturalLog(x)
    case .logit: naturalLog(x / (1 - x))
    }
  }

  package func inverse(_ t: Double) -> Double {
    switch self {
    case .linear: t
    case .log: exponential(t)
    case .logit: 1 / (1 + exponential(-t))
    }
  }
}

// `log` inside the enum would name its case.
private func naturalLog(_ x: Double) -> Double { log(x) }
private func exponential(_ x: Double) -> Double { exp(x) }

import Testing
import TuneMath

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct ElementaryTests {
  /// Arguments over the whole range of the exponential, dense around 0 and where results become subnormal.
  static let exponents: [Double] = {
    var source = RandomSource(seed: 1)
    let wide = (0..<4000).map { _ in source.uniform(in: -745...709.7) }
    let near = (0..<2000).map { _ in source.normal() * power(10, source.uniform(in: -9...0)) }
    return wide + near + [0, -0.0, 1, -1, 0.34657, -0.34658, 709.78, -708.3, -708.4, -745.1]
  }()

  @Test func exponentialIsWithinOneUlpOfTheLibrary() {
    for x in Self.exponents {
      let expected = exp(x)
      #expect((exponential(x) - expected).magnitude <= expected.ulp, "at \(x)")
    }
  }

  @Test func exponentialHandlesTheEndsOfTheRange() {
    #expect(exponential(0) == 1)
    #expect(exponential(710) == .infinity)
    #expect(exponential(.infinity) == .infinity)
    #expect(exponential(-745.2) == 0)
    #expect(exponential(-.infinity) == 0)
    #expect(exponential(-745) == .leastNonzeroMagnitude)
    #expect(exponential(.nan).isNaN)
  }

  @Test func cosineAndSineAreThoseOfTheLibrary() {
    var source = RandomSource(seed: 8)
    let eighths = (-12...12).map { Double($0) * .pi / 4 }
    let angles = (0..<4000).map { _ in source.uniform(in: -10...10) } + eighths + [0, 1e-9]
    for x in angles {
      let (c, s) = cosineAndSine(x)
      #expect((c - cos(x)).magnitude <= 2.3e-16 && (s - sin(x)).magnitude <= 2.3e-16, "at \(x)")
    }
    #expect(cosineAndSine(0) == (1, 0))
  }

  @Test func exponentialOfAnArrayHasTheSameBitsAsOfItsElements() {
    for count in [0, 1, 2, 3, 5, 8, 1001] {
      var values = Array(Self.exponents.prefix(count))
      let expected = values.map { exponential($0) }
      exponentiate(&values)
      #expect(values == expected)
    }
  }

  /// Computed by an independent implementation. Other bits on another platform would mean other proposals there.
  @Test func elementaryFunctionsHaveKnownBits() {
    #expect(exponential(1) == 0x1.5bf0a8b14576ap+1)
    #expect(exponential(-0.1) == 0x1.cf46d99d52b3ap-1)
    #expect(exponential(-12.3) == 0x1.31765fdaf4f38p-18)
    #expect(exponential(300.7) == 0x1.c3714f17ae742p+433)
    #expect(exponential(-740) == 85 * Double.leastNonzeroMagnitude)
    #expect(logarithm(3) == 0x1.193ea7aad030ap+0)
    #expect(logarithm(0.1) == -0x1.26bb1bbb55515p+1)
    #expect(logarithm(0.9) == -0x1.af8e8210a415cp-4)
    #expect(logarithm(1e-300) == -0x1.5963447f87fb5p+9)
  }

  @Test func logarithmIsWithinOneUlpOfTheLibrary() {
    var source = RandomSource(seed: 2)
    var arguments = (0..<4000).map { _ in source.uniform(in: 0.3...3) }
    arguments += (0..<2000).map { _ in exp(source.uniform(in: -740...709)) }
    arguments += [1, 2, 0.5, 1.4142135623730951, 0.7071067811865475, 0.7071067811865476, 1.0.nextUp]
    arguments.append(.leastNonzeroMagnitude)
    for x in arguments {
      let expected = log(x)
      #expect((logarithm(x) - expected).magnitude <= expected.ulp, "at \(x)")
    }
  }

  @Test func logarithmHandlesTheEndsOfTheRange() {
    #expect(logarithm(1) == 0)
    #expect(logarithm(0) == -.infinity)
    #expect(logarithm(-1).isNaN)
    #expect(logarithm(.nan).isNaN)
    #expect(logarithm(.infinity) == .infinity)
  }

  @Test func logarithmOfOnePlusAndExponentialMinusOneAreAccurateNearZero() {
    for x in [1e-300, -1e-17, 1e-12, -1e-7, 1e-3, -0.1, 0.299, 0.301, -0.5, 2, 30] {
      if x > -1 { #expect(agree(logarithm(onePlus: x), log1p(x), relative: 1e-15), "ln(1 + \(x))") }
      #expect(agree(exponentialMinusOne(x), expm1(x), relative: 2e-15), "exp(\(x)) - 1")
    }
    #expect(logarithm(onePlus: -1) == -.infinity)
    #expect(logarithm(onePlus: .infinity) == .infinity)
  }

  @Test func hyperbolicTangentAndLogisticAgreeWithTheLibrary() {
    for x in stride(from: -25.0, through: 25, by: 0.037) {
      #expect(agree(hyperbolicTangent(x), tanh(x), relative: 0, absolute: 3e-16))
      #expect(hyperbolicTangent(-x) == -hyperbolicTangent(x))
      #expect(agree(logistic(x), 1 / (1 + exp(-x)), relative: 5e-16))
    }
    #expect(hyperbolicTangent(.infinity) == 1)
    #expect(hyperbolicTangent(-800) == -1)
    #expect(logistic(-800) == 0)
    #expect(logistic(800) == 1)
  }
}

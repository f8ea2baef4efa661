import Testing

@testable import TuneManifest

@Suite struct SwiftPackageCommandTests {
  @Test(arguments: [
    ["swift", "run"], ["swift", "build", "-c", "release"], ["/usr/bin/swift", "test"], ["swift", "package", "tune"],
    ["swift", "+6.2", "run", "X"], ["swift-build"], ["/opt/bin/swift-run", "X"],
    ["env", "swift", "run"], ["/usr/bin/env", "-i", "A=b", "swift", "run"], ["env", "-u", "HOME", "swift", "run"],
    ["xcrun", "--sdk", "macosx", "swift", "build"], ["nice", "-n", "10", "swift", "run"],
    ["timeout", "-k", "5", "10", "swift", "test"], ["nohup", "time", "swift", "run"],
    ["sh", "-c", "swift run X"], ["bash", "-ec", "cd .. && swift build && ./x"],
    ["/bin/sh", "-c", "A=1 swift run | tee log"],
    ["zsh", "-c", "(swift run)"], ["sh", "-c", "if true; then swift run; fi"], ["sh", "-c", "exec swift run"],
    ["sh", "-c", "bash -c 'swift run'"], ["env", "sh", "-c", "x=$(swift build --show-bin-path)/y"],
  ])
  func `a command that waits for the package's lock is found`(_ words: [String]) {
    #expect(SwiftPackageCommand(in: words) != nil)
  }

  @Test(arguments: [
    [], ["swift"], ["swift", "--version"], ["swift", "train.swift"], ["swiftc", "train.swift"], ["swift", "repl"],
    ["python3", "train.py", "swift", "run"], ["echo", "swift run"], ["sh", "-c", "echo swift run"],
    ["sh", "-c", "./swift-runner"], ["sh", "train.sh", "swift", "run"], ["sh", "-c"],
    ["swift", "run", "--scratch-path", "/tmp/x", "Digits"], ["swift", "build", "--package-path=../other"],
    ["sh", "-c", "swift run --scratch-path .build2 X"], ["env"], ["env", "A=1"], ["timeout", "10"],
    [".build/release/Digits"], ["{program}"],
  ])
  func `other commands are left alone`(_ words: [String]) {
    #expect(SwiftPackageCommand(in: words) == nil)
  }

  @Test func `an option of the trained program does not count`() {
    #expect(SwiftPackageCommand(in: ["swift", "run", "Digits", "--", "--scratch-path", "x"]) != nil)
  }

  @Test func `the product is the first word that is no option`() {
    let product = SwiftPackageCommand(in: ["swift", "run", "-c", "release", "Digits", "--lr", "1"])?.product
    #expect(product?.name == "Digits")
    #expect(product?.arguments == ["--lr", "1"])
    #expect(SwiftPackageCommand(in: ["swift", "run"])?.product == nil)
    #expect(SwiftPackageCommand(in: ["swift", "build", "Digits"])?.product == nil)
  }
}

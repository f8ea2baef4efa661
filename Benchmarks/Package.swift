// swift-tools-version: 6.2
import PackageDescription

// Benchmarks are a package of their own, so that nobody who depends on swift-tune resolves or builds them.
// README.md says how to run them.

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
  ],
  targets: [
    .executableTarget(
      name: "execution",
      dependencies: [
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]
    ),
    .executableTarget(
      name: "search",
      dependencies: [
        .product(name: "ArgumentParser", package: "swift-argument-parser")
      ],
      exclude: ["Tables/make-tables.py"],
      resources: [.process("Tables")]
    ),
  ],
  swiftLanguageModes: [.v6]
)

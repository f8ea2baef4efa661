// swift-tools-version: 6.2
import PackageDescription

// One section for each module and its tests, from the bottom of the dependency graph to the top.
// Arrows point down only; `Sources/Tune/Documentation.docc/Architecture.md` says what each module may know.

#if os(macOS)
  let pluginPermissions: [PluginPermission] = [
    .writeToPackageDirectory(reason: "Results are written beside the manifests.")
  ]
#else
  // There is no sandbox, and a permission would only ask for a flag wherever there is no terminal.
  let pluginPermissions: [PluginPermission] = []
#endif

let package = Package(
  name: "swift-tune",
  platforms: [.macOS(.v15)],
  products: [
    .plugin(name: "TunePlugin", targets: ["TunePlugin"]),
    .executable(name: "swift-tune", targets: ["swift-tune"]),
    .executable(name: "swift-tune-watch", targets: ["swift-tune-watch"]),
    .library(name: "Tune", targets: ["Tune"]),
  ],
  dependencies: [
    // The command line: parsing, help, completions.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    // Train commands: spawning, sessions, process groups.
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
    // File paths and descriptors.
    .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
    // The watcher: services, signals, logging, debounced events.
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.0"),
    // Reports: the templates, and those of a project's own.
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    // MARK: CYAML, YAML

    .systemLibrary(
      name: "CYAML",
      pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]
    ),
    .target(name: "YAML", dependencies: ["CYAML"]),
    .testTarget(name: "YAMLTests", dependencies: ["YAML"]),

    // MARK: JSON

    .target(name: "JSON"),
    .testTarget(name: "JSONTests", dependencies: ["JSON"]),

    // MARK: TuneModel

    .target(name: "TuneModel", dependencies: ["JSON"]),
    .testTarget(name: "TuneModelTests", dependencies: ["JSON", "TuneModel"]),

    // MARK: TuneMath

    .target(name: "TuneMath"),
    .testTarget(name: "TuneMathTests", dependencies: ["JSON", "TuneMath"], exclude: ["Scores/Recorded"]),

    // MARK: TuneManifest

    .target(name: "TuneManifest", dependencies: ["JSON", "TuneModel", "YAML"]),
    .testTarget(
      name: "TuneManifestTests",
      dependencies: ["JSON", "TuneManifest", "TuneModel", "TuneSearch", "YAML"],
      exclude: ["Cases"]
    ),

    // MARK: TuneSearch

    .target(name: "TuneSearch", dependencies: ["JSON", "TuneMath", "TuneModel"]),
    .testTarget(name: "TuneSearchTests", dependencies: ["JSON", "TuneMath", "TuneModel", "TuneSearch"]),

    // MARK: TunePruning

    .target(name: "TunePruning", dependencies: ["JSON", "TuneMath", "TuneModel"]),
    .testTarget(
      name: "TunePruningTests",
      dependencies: ["JSON", "TuneMath", "TuneModel", "TunePruning"],
      exclude: ["Recorded"]
    ),

    // MARK: TuneExecution

    .target(
      name: "TuneExecution",
      dependencies: [
        "JSON",
        "TuneMath",
        "TuneModel",
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]
    ),
    .testTarget(
      name: "TuneExecutionTests",
      dependencies: [
        "JSON",
        "TuneExecution",
        "TuneMath",
        "TuneModel",
        .product(name: "SystemPackage", package: "swift-system"),
      ]
    ),

    // MARK: TuneStore

    .target(
      name: "TuneStore",
      dependencies: ["JSON", "TuneModel", .product(name: "SystemPackage", package: "swift-system")]
    ),
    .testTarget(
      name: "TuneStoreTests",
      dependencies: ["JSON", "TuneModel", "TuneStore", .product(name: "SystemPackage", package: "swift-system")]
    ),

    // MARK: TuneReport

    .target(
      name: "BuiltInReports",
      path: "templates/reports",
      exclude: ["README.md"],
      resources: [.embedInCode("report.md.mustache"), .embedInCode("_failures.mustache")]
    ),
    .target(
      name: "TuneReport",
      dependencies: [
        "BuiltInReports", "JSON", "TuneMath", "TuneModel",
        .product(name: "Mustache", package: "swift-mustache"),
      ]
    ),
    .testTarget(
      name: "TuneReportTests",
      dependencies: ["JSON", "TuneMath", "TuneModel", "TuneReport"],
      exclude: ["Recorded", "Snapshots"]
    ),

    // MARK: Tune

    .target(
      name: "Tune",
      dependencies: [
        "JSON", "TuneExecution", "TuneManifest", "TuneMath", "TuneModel", "TunePruning", "TuneReport", "TuneSearch",
        "TuneStore",
        .product(name: "SystemPackage", package: "swift-system"),
      ]
    ),
    .testTarget(
      name: "TuneTests",
      dependencies: [
        "JSON", "Tune", "TuneExecution", "TuneManifest", "TuneModel", "TunePruning", "TuneSearch", "TuneStore",
        .product(name: "SystemPackage", package: "swift-system"),
      ]
    ),

    // MARK: The command-line tool

    .executableTarget(
      name: "swift-tune",
      dependencies: [
        "JSON", "Tune", "TuneExecution", "TuneManifest", "TuneModel", "TunePruning", "TuneReport", "TuneSearch",
        "TuneStore", "YAML",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]
    ),
    .testTarget(
      name: "ToolTests",
      dependencies: [
        "Tune", "TuneModel", "swift-tune",
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      exclude: ["Faults/interposer.c", "Snapshots"]
    ),

    // On a real Slurm, where SWIFT_TUNE_SLURM is 1.
    .testTarget(
      name: "SlurmTests",
      dependencies: [
        "swift-tune",
        "TuneExecution",
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      exclude: ["cluster"]
    ),

    // MARK: The watcher

    .executableTarget(
      name: "swift-tune-watch",
      dependencies: [
        "Tune", "TuneManifest", "TuneModel", "TuneStore",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "AsyncAlgorithms", package: "swift-async-algorithms"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "SystemPackage", package: "swift-system"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ]
    ),

    .testTarget(
      name: "WatchTests",
      dependencies: [
        "swift-tune-watch",
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]
    ),

    // MARK: The templates' programs

    .executableTarget(name: "DigitsTrainer", path: "templates/digits/Sources/DigitsTrainer"),
    .executableTarget(name: "MatrixProduct", path: "templates/swift-performance/Sources/MatrixProduct"),
    .executableTarget(name: "Forecast", dependencies: ["Tune"], path: "templates/swift-closure/Sources/Forecast"),
    .testTarget(
      name: "TemplateTests",
      dependencies: [
        "DigitsTrainer", "Forecast", "MatrixProduct", "Tune", "YAML", "swift-tune",
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]
    ),

    // MARK: The plugin

    .plugin(
      name: "TunePlugin",
      capability: .command(
        intent: .custom(verb: "tune", description: "Tune hyperparameters: run experiment manifests."),
        permissions: pluginPermissions
      )
    ),
    .testTarget(
      name: "PluginTests",
      dependencies: [
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]
    ),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets where [.regular, .executable, .test].contains(target.type) {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
  ]
}

// Tests search and judge for real, which without optimization is most of their time: `make test` asks for it in the
// modules that compute, also in debug. It must never be on by itself: packages with unsafe flags cannot be depended on.
if Context.environment["SWIFT_TUNE_OPTIMIZE"] == "1" {
  let computing = ["TuneMath", "TuneSearch", "TunePruning", "TuneReport"]
  for target in package.targets where computing.contains(target.name) {
    target.swiftSettings?.append(.unsafeFlags(["-O"]))
  }
}

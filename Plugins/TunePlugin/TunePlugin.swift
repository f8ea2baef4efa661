import Dispatch
import Foundation
import PackagePlugin

/// `swift package tune …`: builds the tool and the train products in release, runs the tool with the arguments as they
/// are, and relays signals to it. Flags and manifests are the tool's matter.
@main
struct TunePlugin: CommandPlugin {
  func performCommand(context: PluginContext, arguments: [String]) async throws {
    let arguments = withoutPackageManagerOptions(arguments)
    // The plugin does not depend on the tool: SwiftPM would build that in debug, and a search in debug takes minutes.
    let marker = context.pluginWorkDirectoryURL.appendingPathComponent("built")
    if !FileManager.default.fileExists(atPath: marker.path) {
      print("tune: building swift-tune in release; the first time takes a few minutes")
    }
    let tool = try build("swift-tune")
    try? Data().write(to: marker)
    var products: [String] = []
    for name in try productNames(tool, arguments) {
      // SwiftPM holds the lock of the build folder while a plugin runs, so that the tool could not build them.
      products.append("\(name)=\(try build(name).path)")
    }
    let status = try run(tool, arguments, products: products)
    if let problem = status { Diagnostics.error(problem) }
  }

  /// Builds a product in release and finds its executable among everything that was built.
  private func build(_ product: String) throws -> URL {
    let result = try packageManager.build(
      .product(product),
      parameters: .init(configuration: .release, logging: .concise, echoLogs: false)
    )
    guard result.succeeded else { throw TuneError.build(product: product, log: result.logText) }
    let candidates = result.builtArtifacts.filter { artifact in
      artifact.kind == .executable && artifact.url.lastPathComponent == product
    }
    // Artifacts may list debug builds of other invocations too.
    let release = candidates.first { $0.url.pathComponents.contains { $0.lowercased() == "release" } }
    guard let artifact = release ?? candidates.first else { throw TuneError.noExecutable(product: product) }
    return artifact.url
  }

  /// The train products of the manifests that these arguments run, as the tool tells them: the plugin reads no YAML.
  private func productNames(_ tool: URL, _ arguments: [String]) throws -> [String] {
    let process = Process()
    process.executableURL = tool
    process.arguments = ["products"] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    // Mistakes in manifests are told by the run itself.
    guard process.terminationStatus == 0 else { return [] }
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Runs the tool to its end.
  ///
  /// - Returns: what to report as an error; nil when all went well.
  private func run(_ tool: URL, _ arguments: [String], products: [String]) throws -> String? {
    let process = Process()
    process.executableURL = tool
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    environment["SWIFT_TUNE_PRODUCTS"] = products.joined(separator: "\n")
    environment["SWIFT_TUNE_LIFELINE"] = "1"
    process.environment = environment
    // Nothing is ever written to it: the tool sees it close when this process dies, however it dies.
    let lifeline = Pipe()
    process.standardInput = lifeline
    // The tool is in a process group of its own, where the terminal's Ctrl-C does not reach it.
    let relays = [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { if process.isRunning { kill(process.processIdentifier, number) } }
      source.resume()
      return source
    }
    try process.run()
    // SwiftPM takes us along when the terminal ends it, but not when it is killed or told to end: then our parent changes.
    let parent = getppid()
    let watch = DispatchSource.makeTimerSource(queue: .global())
    watch.schedule(deadline: .now() + 1, repeating: 1)
    watch.setEventHandler {
      guard getppid() != parent else { return }
      watch.cancel()
      if process.isRunning { kill(process.processIdentifier, SIGTERM) }
    }
    watch.resume()
    process.waitUntilExit()
    withExtendedLifetime((lifeline, relays, watch)) {}
    switch (process.terminationReason, process.terminationStatus) {
    case (.exit, 0): return nil
    case (.exit, let code): return "swift-tune ended with exit code \(code)"
    case (_, let signal): return "swift-tune was ended by signal \(signal)"
    }
  }

  /// Options after the verb reach the plugin although SwiftPM has acted on them already.
  private func withoutPackageManagerOptions(_ arguments: [String]) -> [String] {
    let flags: Set = ["--allow-writing-to-package-directory", "--disable-sandbox"]
    let withValue: Set = ["--allow-writing-to-directory", "--allow-network-connections"]
    var kept: [String] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" { return kept + [argument] + rest }
      if flags.contains(argument) || withValue.contains(where: { argument.hasPrefix($0 + "=") }) { continue }
      if withValue.contains(argument) {
        _ = rest.popFirst()
        continue
      }
      kept.append(argument)
    }
    return kept
  }
}

enum TuneError: Error, CustomStringConvertible {
  case build(product: String, log: String)
  case noExecutable(product: String)

  var description: String {
    switch self {
    case .build(let product, let log):
      let hint =
        log.contains("yaml.h")
        ? "\nlibyaml's header is missing: sudo apt-get install libyaml-dev (Debian, Ubuntu) or brew install libyaml (macOS)."
        : ""
      return "cannot build '\(product)' in release:\n\(log)\(hint)"
    case .noExecutable(let product):
      return """
        '\(product)' was built but is no executable. Name an executable product of this package in 'train.product'; \
        the product and its target must have the same name.
        """
    }
  }
}

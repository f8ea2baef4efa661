package import SystemPackage
import TuneExecution
import TuneStore

/// Builds and finds the executables that manifests name with `train.product`.
package struct PackageProducts: Sendable {
  /// Executables that a caller has built already, by product.
  package var known: [String: FilePath]

  package init(known: [String: FilePath] = [:]) {
    self.known = known
  }

  /// The products that the plugin built: lines `name=path`.
  package init(lines: String) {
    known = [:]
    for line in lines.split(separator: "\n") {
      guard let equals = line.firstIndex(of: "=") else { continue }
      known[String(line[..<equals])] = FilePath(String(line[line.index(after: equals)...]))
    }
  }

  package enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    case noPackage(product: String)
    case build(product: String, log: String)

    package var description: String {
      switch self {
      case .noPackage(let product):
        "no Package.swift beside the manifest or above it, so there is no product '\(product)'; "
          + "use 'train.command' for a program that is not a Swift product"
      case .build(let product, let log):
        "cannot build the product '\(product)' in release:\n\(log.split(separator: "\n").suffix(30).joined(separator: "\n"))"
      }
    }
  }

  /// The executable of a product, built in release if nobody has.
  ///
  /// - Parameters:
  ///   - folder: where the manifest is; its package is the nearest above.
  ///   - willBuild: called before something that takes a while.
  package func executable(
    _ product: String,
    near folder: FilePath,
    willBuild: (String) -> Void
  ) async throws(Failure) -> FilePath {
    if let path = known[product] { return path }
    guard let package = PackageProducts.package(above: folder) else { throw .noPackage(product: product) }
    willBuild("building \(product) in release")
    let build = ["swift", "build", "--package-path", package.string, "-c", "release", "--product", product]
    guard let result = await CommandOutput.of(build, in: package, withErrors: true) else {
      throw .build(product: product, log: "'swift' cannot be run; is it in PATH?")
    }
    guard result.succeeded else { throw .build(product: product, log: result.text) }
    guard let bin = await CommandOutput.of(build + ["--show-bin-path"], in: package), bin.succeeded,
      let line = bin.text.split(separator: "\n").last
    else { throw .build(product: product, log: "swift build does not say where it put the executable") }
    return FilePath(String(line)).appending(product)
  }

  /// The nearest folder, from this one upwards, with a `Package.swift`.
  package static func package(above folder: FilePath) -> FilePath? {
    var folder = FileSystem.absolute(folder)
    while !FileSystem.exists(folder.appending("Package.swift")) {
      let parent = folder.removingLastComponent()
      if parent == folder || parent.isEmpty { return nil }
      folder = parent
    }
    return folder
  }
}

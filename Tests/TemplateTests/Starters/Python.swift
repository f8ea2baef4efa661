import Foundation

/// The Python of the machine: tests that need its packages are skipped, with the reason, where they are not installed.
enum Python {
  static let isThere = finds()

  /// Whether `python3` would find these modules. They are not imported, which takes seconds.
  static func finds(_ modules: String...) -> Bool {
    let search = "import importlib.util as u, sys; sys.exit(any(u.find_spec(m) is None for m in sys.argv[1:]))"
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", search] + modules
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}

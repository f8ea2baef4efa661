import Synchronization
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A place to write to: standard output, standard error, or the terminal itself.
struct Terminal: Sendable {
  let descriptor: FileDescriptor
  let colors: Bool

  static let output = Terminal(descriptor: .standardOutput)
  static let errors = Terminal(descriptor: .standardError)

  /// The terminal to draw a live view on: standard output where it is one, else (in a plugin, whose output is piped)
  /// the controlling terminal. Nil where there is none, in CI, or when the terminal cannot move its cursor.
  static func live() -> Terminal? {
    guard variable("CI") == nil, variable("TERM") != "dumb" else { return nil }
    if isatty(FileDescriptor.standardOutput.rawValue) == 1 { return .output }
    // Somebody who redirects the output of the tool itself wants a log; only a plugin cannot help it.
    guard isInPlugin,
      let tty = try? FileDescriptor.open("/dev/tty", .readWrite, options: [.closeOnExec])
    else { return nil }
    return Terminal(descriptor: tty)
  }

  /// Whether the plugin has started this process.
  static var isInPlugin: Bool { variable("SWIFT_TUNE_LIFELINE") != nil }

  private init(descriptor: FileDescriptor) {
    self.descriptor = descriptor
    colors =
      Terminal.variable("NO_COLOR")?.isEmpty ?? true && isatty(descriptor.rawValue) == 1
      && Terminal.variable("TERM") != "dumb"
  }

  /// Columns and rows; 80 by 24 where the terminal does not say.
  var size: (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(descriptor.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return (80, 24) }
    return (Int(size.ws_col), max(4, Int(size.ws_row)))
  }

  private var isTerminal: Bool { isatty(descriptor.rawValue) == 1 }

  /// How wide prose is set: not wider than it is read well.
  var textWidth: Int { isTerminal ? max(20, min(size.columns, 100)) : 80 }

  /// How wide the lines are that sum up: they may be longer than prose.
  var summaryWidth: Int { isTerminal ? max(40, min(size.columns, 140)) : 140 }

  /// How wide a table may be: where nobody looks at it, nothing is cut.
  var tableWidth: Int { isTerminal ? size.columns : .max }

  /// Writes all of it; a reader that went away is not worth an error.
  func write(_ text: String) {
    write(Array(text.utf8))
  }

  func write(_ bytes: [UInt8]) {
    do { try descriptor.writeAll(bytes) } catch let errno as Errno where errno != .brokenPipe {
      if descriptor == .standardOutput { Terminal.problem.withLock { $0 = $0 ?? errno } }
    } catch {}
  }

  /// Why standard output does not have all that was written to it: a full disk, mostly. Whoever reads the file must not
  /// take it for whole.
  static let problem = Mutex<Errno?>(nil)

  func line(_ line: StyledLine) {
    self.line(line.rendered(colors: colors))
  }

  func line(_ text: String) {
    write(text + "\n")
  }

  static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}

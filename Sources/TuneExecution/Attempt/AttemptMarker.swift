package import SystemPackage

/// What all processes of one attempt carry in their environment, so that none is overlooked however it was started.
///
/// A trial may run a tuner, whose trials' processes then belong to both: an attempt's value is added to the one that
/// was inherited, on a line of its own.
package struct AttemptMarker: Hashable, Sendable {
  /// The name of the environment variable.
  package static let variable = "TUNE_ATTEMPT"

  package let value: String

  /// - Parameter trialDirectory: absolute and without symbolic links, so that a later tuner makes the same marker.
  package init(trialDirectory: FilePath, attempt: Int) {
    value = "\(trialDirectory.string)#\(attempt)"
  }

  /// A marker that was made on another machine.
  init(value: String) {
    self.value = value
  }

  /// The trial's folder and the attempt's number, as in `0017-2`: what tells the attempt from others of the experiment.
  var name: String {
    let place = value.lastIndex(of: "#") ?? value.endIndex
    let trial = value[..<place].split(separator: "/").last ?? ""
    return "\(trial)-\(value[place...].dropFirst())"
  }

  /// Marks an environment.
  func mark(_ environment: inout [String: String]) {
    if let outer = environment[Self.variable] {
      environment[Self.variable] = outer + "\n" + value
    } else {
      environment[Self.variable] = value
    }
  }

  /// Whether an environment as the system shows it, entries ended by zero bytes, is of one of the attempt's processes.
  func marks(_ environment: [UInt8]) -> Bool {
    let name = Array("\(Self.variable)=".utf8)
    return environment.split(separator: 0).contains { entry in
      entry.starts(with: name)
        && entry.dropFirst(name.count).split(separator: UInt8(ascii: "\n")).contains { $0.elementsEqual(value.utf8) }
    }
  }
}

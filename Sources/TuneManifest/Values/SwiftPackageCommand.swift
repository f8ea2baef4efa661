/// A command that makes SwiftPM work on the package it runs in: `swift run`, `swift build`, `swift test`,
/// `swift package`.
///
/// While the plugin runs, SwiftPM holds the lock of the package's build folder; such a command waits for it for ever.
struct SwiftPackageCommand: Hashable {
  /// `build`, `run`, `test` or `package`.
  var verb: String
  /// What comes after the verb.
  var arguments: [String]
  /// The place of the word that holds it among the command's words.
  var index: Int

  private static let verbs = ["build", "run", "test", "package"]

  /// These run the command that follows their own options.
  private static let wrappers: Set<String> = [
    "env", "xcrun", "nice", "nohup", "time", "timeout", "exec", "command", "caffeinate", "stdbuf", "setsid", "ionice",
    "taskset",
  ]
  private static let shells: Set<String> = ["sh", "bash", "dash", "zsh", "ksh", "ash", "fish"]

  /// Another build folder, or another package: no lock is shared.
  private static let separatingOptions = ["--scratch-path", "--build-path", "--package-path", "--chdir"]

  /// Finds such a command in a list of words; nil when there is none, or when it works in a folder of its own.
  init?(in words: [String], depth: Int = 0) {
    var start = 0
    while start < words.count {
      let name = SwiftPackageCommand.baseName(words[start])
      if SwiftPackageCommand.shells.contains(name), depth < 3 {
        guard let flag = words[start...].dropFirst().firstIndex(where: { $0.hasPrefix("-") && $0.hasSuffix("c") }),
          flag + 1 < words.count,
          let found = SwiftPackageCommand(inShellText: words[flag + 1], depth: depth + 1)
        else { return nil }
        self = found
        index = flag + 1
        return
      }
      guard SwiftPackageCommand.wrappers.contains(name) else { break }
      start = SwiftPackageCommand.endOfOptions(words, of: name, from: start + 1)
    }
    guard start < words.count else { return nil }
    let name = SwiftPackageCommand.baseName(words[start])
    if name.hasPrefix("swift-"), SwiftPackageCommand.verbs.contains(String(name.dropFirst(6))) {
      self.init(verb: String(name.dropFirst(6)), arguments: Array(words[(start + 1)...]), index: start)
    } else if name == "swift" {
      // `swift +6.2 run` names a toolchain first.
      guard let verb = words[(start + 1)...].firstIndex(where: { !$0.hasPrefix("-") && !$0.hasPrefix("+") }),
        SwiftPackageCommand.verbs.contains(words[verb])
      else { return nil }
      self.init(verb: words[verb], arguments: Array(words[(verb + 1)...]), index: start)
    } else {
      return nil
    }
    let options = arguments.prefix { $0 != "--" }
    let isApart = options.contains { option in
      SwiftPackageCommand.separatingOptions.contains { option == $0 || option.hasPrefix($0 + "=") }
    }
    if isApart { return nil }
  }

  private init(verb: String, arguments: [String], index: Int) {
    self.verb = verb
    self.arguments = arguments
    self.index = index
  }

  /// Looks where a shell would start a command: at the beginning and after separators.
  private init?(inShellText text: String, depth: Int) {
    let commands = text.split { ";|&(){}\n`".contains($0) }
    for command in commands {
      var words = CommandWords.split(String(command)) ?? command.split(separator: " ").map(String.init)
      while let first = words.first,
        first.contains("=") || ["then", "do", "else", "if", "while", "until", "!", "$"].contains(first)
      {
        words.removeFirst()
      }
      if let found = SwiftPackageCommand(in: words, depth: depth) {
        self = found
        return
      }
    }
    return nil
  }

  private static func baseName(_ word: String) -> String {
    String(word.split(separator: "/").last ?? "")
  }

  /// Where the command begins that a wrapper runs: after its options, their values, and assignments.
  private static func endOfOptions(_ words: [String], of wrapper: String, from start: Int) -> Int {
    let takesValue: Set<String> =
      switch wrapper {
      case "env": ["-u", "-C", "-S", "--unset", "--chdir"]
      case "xcrun": ["--sdk", "--toolchain", "-sdk", "-toolchain"]
      case "nice": ["-n"]
      case "timeout": ["-k", "-s", "--kill-after", "--signal"]
      case "ionice": ["-c", "-n"]
      case "stdbuf": ["-i", "-o", "-e"]
      case "caffeinate": ["-t", "-w"]
      default: []
      }
    // `timeout 10 cmd` and `taskset 3 cmd` have one operand of their own.
    var operands = ["timeout", "taskset"].contains(wrapper) ? 1 : 0
    var index = start
    while index < words.count {
      let word = words[index]
      if word.hasPrefix("-"), word.count > 1 {
        index += takesValue.contains(word) ? 2 : 1
      } else if wrapper == "env", word.contains("="), !word.hasPrefix("/") {
        index += 1
      } else if operands > 0 {
        operands -= 1
        index += 1
      } else {
        break
      }
    }
    return index
  }

  /// The product that `swift run` would run, and the arguments for it; nil when it is not named.
  var product: (name: String, arguments: [String])? {
    guard verb == "run" else { return nil }
    let takesValue: Set<String> = ["-c", "--configuration", "-j", "--jobs", "--triple", "--sdk", "-Xswiftc", "-Xcc"]
    var index = 0
    while index < arguments.count, arguments[index].hasPrefix("-") {
      if arguments[index] == "--" { return nil }
      index += takesValue.contains(arguments[index]) ? 2 : 1
    }
    guard index < arguments.count, !arguments[index].contains("{") else { return nil }
    return (arguments[index], Array(arguments[(index + 1)...].drop { $0 == "--" }))
  }
}

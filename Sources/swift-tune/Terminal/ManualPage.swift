import JSON

/// A manual page in the macros of man(7), from what the argument parser tells of its commands.
enum ManualPage {
  /// - Parameters:
  ///   - command: the root command, as `ArgumentParserToolInfo` describes it.
  ///   - usages: how commands are called, by their names, where that does not follow from their arguments.
  static func text(_ command: JSONValue, usages: [String: String], version: String) -> String {
    let name = command["commandName"]?.string ?? ""
    var page = Page()
    page.macro("TH", name.uppercased(), "1", "", "\(name) \(version)", "User Commands")
    page.macro("SH", "NAME")
    page.text("\(name) - \(command["abstract"]?.string ?? "")")
    page.macro("SH", "SYNOPSIS")
    page.bold(name)
    page.text("[command] [arguments]")
    page.macro("SH", "DESCRIPTION")
    page.prose(command["discussion"]?.string)
    page.macro("SH", "COMMANDS")
    for subcommand in command["subcommands"]?.array ?? [] where isShown(subcommand) {
      page.add(subcommand, of: name, usage: usages[subcommand["commandName"]?.string ?? ""])
    }
    page.macro("SH", "ENVIRONMENT")
    page.item("NO_COLOR", "When set, nothing is coloured.")
    page.item("CI", "When set, runs print lines instead of the live view.")
    page.item("SWIFT_TUNE_OPENER", "The program with which 'open' opens reports.")
    return page.lines.joined(separator: "\n") + "\n"
  }

  fileprivate static func isShown(_ value: JSONValue) -> Bool {
    value["shouldDisplay"]?.bool ?? true && value["commandName"]?.string != "help"
  }

  private struct Page {
    var lines: [String] = []

    mutating func macro(_ name: String, _ arguments: String...) {
      lines.append(([".\(name)"] + arguments.map { "\"\(escaped($0))\"" }).joined(separator: " "))
    }

    mutating func text(_ text: String) {
      let line = escaped(text)
      // A line that begins so would be read as a macro.
      lines.append(line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line)
    }

    mutating func bold(_ text: String) { macro("B", text) }

    /// Paragraphs as `--help` has them; indented lines are examples and stay as they are.
    mutating func prose(_ text: String?) {
      var isExample = false
      for line in (text ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
        let indented = line.hasPrefix(" ")
        if indented != isExample {
          lines.append(indented ? ".nf" : ".fi")
          isExample = indented
        }
        if !line.isEmpty {
          self.text(String(line))
        } else if lines.last != ".PP" {
          lines.append(".PP")
        }
      }
      if isExample { lines.append(".fi") }
    }

    mutating func item(_ term: String, _ text: String) {
      lines.append(".TP")
      bold(term)
      self.text(text)
    }

    mutating func add(_ command: JSONValue, of tool: String, usage given: String?) {
      let name = command["commandName"]?.string ?? ""
      let arguments = (command["arguments"]?.array ?? []).filter {
        ManualPage.isShown($0) && !["help", "version"].contains($0["preferredName"]?["name"]?.string)
      }
      macro("SS", given ?? "\(tool) \(([name] + arguments.map(usage)).joined(separator: " "))")
      self.text(command["abstract"]?.string ?? "")
      if let discussion = command["discussion"]?.string {
        lines.append(".PP")
        prose(discussion)
      }
      for argument in arguments { add(argument: argument) }
    }

    private mutating func add(argument: JSONValue) {
      let words = ["abstract", "discussion"].compactMap { argument[$0]?.string }.joined(separator: " ")
      let values = argument["allValueStrings"]?.array ?? argument["allValues"]?.array ?? []
      var notes: [String] = []
      if !values.isEmpty { notes.append("values: \(values.compactMap(\.string).joined(separator: ", "))") }
      if let value = argument["defaultValue"]?.string { notes.append("default: \(value)") }
      item(names(argument), notes.isEmpty ? words : "\(words) (\(notes.joined(separator: "; ")))")
    }

    /// `-n, --count <n>`
    private func names(_ argument: JSONValue) -> String {
      let value = argument["valueName"]?.string ?? ""
      guard argument["kind"]?.string != "positional" else { return "<\(value)>" }
      let names = (argument["names"]?.array ?? []).map(spelled).sorted { $0.count < $1.count }
      return names.joined(separator: ", ") + (argument["kind"]?.string == "option" ? " <\(value)>" : "")
    }

    private func usage(_ argument: JSONValue) -> String {
      let value = argument["valueName"]?.string ?? ""
      let isRepeating = argument["isRepeating"]?.bool ?? false
      let term =
        switch argument["kind"]?.string {
        case "positional": "<\(value)>\(isRepeating ? " ..." : "")"
        case "option": "\(spelled(argument["preferredName"] ?? .null)) <\(value)>"
        default: spelled(argument["preferredName"] ?? .null)
        }
      return argument["isOptional"]?.bool ?? false ? "[\(term)]" : term
    }

    private func spelled(_ name: JSONValue) -> String {
      (name["kind"]?.string == "long" ? "--" : "-") + (name["name"]?.string ?? "")
    }

    private func escaped(_ text: String) -> String {
      text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("\"", with: "\\(dq")
        .replacing("…", with: "...")
    }
  }
}

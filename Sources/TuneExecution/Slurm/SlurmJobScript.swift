import SystemPackage

/// The script of every job: looks whether the job can do its work where it is, and becomes the tool.
enum SlurmJobScript {
  /// - Parameter setup: lines of shell from the manifest.
  static func text(setup: [String]) -> String {
    var lines = [
      "#!/bin/bash",
      "# Written by swift-tune for its jobs; arguments: the job's folder, the tool.",
      "folder=$1 tool=$2",
      "refuse() {",
      "  echo \"swift-tune: $1\" >&2",
      "  if [ -d \"$folder\" ]; then",
      "    echo \"$1\" >\"$folder/.refused.$$\" && mv -f \"$folder/.refused.$$\" \"$folder/refused\"",
      "  fi",
      "  exit 75",
      "}",
      "node=${SLURMD_NODENAME:-$(hostname)}",
      "[ -f \"$folder/spec.json\" ] || ls \"$folder\" >/dev/null 2>&1",
      "[ -f \"$folder/spec.json\" ] || refuse \"the folder $folder cannot be seen on node $node\"",
    ]
    for line in setup {
      lines.append(line)
      lines.append("[ $? -eq 0 ] || refuse \(quoted("the setup line '\(line)' failed on node "))\"$node\"")
    }
    lines += [
      "[ -x \"$tool\" ] || refuse \"there is no $tool on node $node\"",
      "exec \"$tool\" node \"$folder\"",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "'"
    for character in text { quoted += character == "'" ? "'\\''" : String(character) }
    return quoted + "'"
  }
}

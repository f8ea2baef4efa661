import Tune
import TuneModel
import TuneReport

/// What a run says that is left at once, while its jobs may go on.
enum LeavingText {
  /// - Parameter jobs: those that may run or wait, by number.
  static func text(jobs: [String], _ file: ManifestFile) -> String {
    let name = file.experiment?.name ?? file.shown
    let resume = "\(CommandName.tool) run \(ShellWord.quoted(CommandName.word(for: file)))"
    var lines = ["tune: \(name): left at once; '\(resume)' continues"]
    if !jobs.isEmpty {
      lines.append("  jobs may still be there, and end by themselves when they see it; this ends them now:")
      // Command lines are not arbitrarily long.
      for start in stride(from: 0, to: jobs.count, by: 200) {
        lines.append("  scancel \(jobs[start..<min(start + 200, jobs.count)].joined(separator: " "))")
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }
}

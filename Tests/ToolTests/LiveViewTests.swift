import Foundation
import Testing

#if os(Linux)
  /// The live view on a pseudo-terminal, which `script` (of util-linux) makes.
  @Suite(.timeLimit(.minutes(5))) struct LiveViewTests {
    static let manifest = """
      tune: 1
      name: a-rather-long-name-of-an-experiment
      train: {command: [sh, train.sh, "{learning_rate_of_the_optimizer}", "{n}"]}
      parameters:
        learning_rate_of_the_optimizer: {type: float, min: -1, max: 1, default: 0.9}
        n: {type: int, min: 0, max: 20}
        model: {type: categorical, values: [大型神经网络模型一号大型神经网络模型一号, 🚀🚀🚀🚀🚀🚀🚀🚀]}
      objective: {metric: loss, direction: minimize}
      search: {strategy: sobol, seed: 5}
      budget: {trials: 8}
      parallel: 2

      """
    private static let train = """
      if [ "$TUNE_TRIAL" = 4 ]; then echo 'a long reason why this trial of all trials came to nothing' >&2; exit 1; fi
      \(RunTests.train)
      """

    /// Everything that a command line writes to a terminal of so many columns.
    private func onTerminal(
      _ command: String,
      columns: Int,
      rows: Int = 40,
      in place: Workplace
    ) async throws -> String {
      let line = "stty cols \(columns) rows \(rows); unset CI; TERM=xterm; export TERM; \(command)"
      let result = try await place.run(
        "/usr/bin/script",
        ["-q", "-e", "-c", line, "/dev/null"],
        environment: ["TOOL": Workplace.tool.path, "NO_COLOR": ""]
      )
      #expect(result.code == 0, "\(result)")
      return result.output
    }

    private func place() throws -> Workplace {
      let place = try Workplace()
      try place.write("a.yaml", Self.manifest)
      try place.write("train.sh", Self.train)
      return place
    }

    @Test(arguments: [40, 80, 200]) func `it fits, and leaves nothing but the summary`(columns: Int) async throws {
      let place = try place()
      var screen = Screen(columns: columns - 1)
      screen.write(try await onTerminal("\"$TOOL\" run a", columns: columns, in: place))
      #expect(screen.wrapped.filter { $0.contains("█") || $0.contains("#") }.isEmpty, "\(screen.wrapped)")
      #expect(screen.frames.count >= 3)
      let frames = screen.frames.dropLast()
      #expect(frames.allSatisfy { $0.first?.hasPrefix("a-rather-long-name-of-an-experiment") ?? false }, "\(frames)")
      let last = try #require(frames.last)
      #expect(last.contains { $0.contains("░") || $0.contains("█") }, "\(last)")
      #expect(last.contains { $0.hasPrefix("  best ") }, "\(last)")
      #expect(frames.contains { $0.contains { $0.contains("#4 failed: exit status 1: a lo") } })
      // Of the frames nothing is left.
      #expect(screen.rows.first?.hasPrefix("Best loss ") ?? false, "\(screen.rows)")
      #expect(screen.rows.contains { $0.hasPrefix("  swift-tune best a   ") })
      #expect(screen.rows.joined(separator: " ").contains("Stopped: all 8 trials done; --trials +10 continues."))
      #expect(screen.colors > 0)
    }

    @Test func `a low window keeps what matters most`() async throws {
      let place = try place()
      var screen = Screen(columns: 79)
      screen.write(try await onTerminal("\"$TOOL\" run a", columns: 80, rows: 6, in: place))
      #expect(screen.frames.allSatisfy { $0.count <= 6 })
      #expect(screen.frames.dropLast().last?.contains { $0.contains("/8") } ?? false)
    }

    @Test func `without colours, nothing is coloured`() async throws {
      let place = try place()
      var screen = Screen(columns: 79)
      screen.write(try await onTerminal("NO_COLOR=1 \"$TOOL\" run a", columns: 80, in: place))
      #expect(screen.frames.count >= 3)
      #expect(screen.colors == 0)
    }

    @Test func `a terminal that cannot move its cursor gets lines`() async throws {
      let place = try place()
      let output = try await onTerminal("TERM=dumb \"$TOOL\" run a", columns: 80, in: place)
      #expect(!output.contains("\u{1B}"))
      // Better than the default, whichever of the two ends first.
      #expect(output.contains("tune: a-rather-long-name-of-an-experiment: trial 2 completed loss=26.26 (best so far)"))
    }

    @Test func `a window that is made narrower is filled anew`() async throws {
      let place = try place()
      try place.write(
        "train.sh",
        """
        if [ "$TUNE_TRIAL" = 2 ]; then stty cols 40 < "$TTY"; kill -WINCH $PPID; fi
        \(RunTests.train)
        """
      )
      let output = try await onTerminal("export TTY=$(tty); \"$TOOL\" run a", columns: 100, in: place)
      let frames = output.components(separatedBy: "\u{1B}[?25l").dropFirst()
      var widths: [Int] = []
      for frame in frames {
        var screen = Screen(columns: 200)
        screen.write(frame)
        // What follows the last frame is the summary.
        let lines = screen.frames.first ?? []
        // Before there is anything to show a frame may have no lines.
        if let width = lines.map(\.count).max(), width > 0 { widths.append(width) }
      }
      #expect(widths.contains { $0 > 40 })
      let narrow = widths.drop { $0 > 39 }
      #expect(!narrow.isEmpty && narrow.allSatisfy { $0 <= 39 }, "\(widths)")
    }

    @Test func `in a plugin it is drawn on the terminal, and the output has the summary alone`() async throws {
      let place = try place()
      // The pipe is what the plugin leaves as standard input.
      try place.write(
        "plugin.sh",
        """
        mkfifo lifeline
        sleep 300 > lifeline &
        SWIFT_TUNE_LIFELINE=1 "$TOOL" run a > out.txt 2>&1 < lifeline
        kill $!

        """
      )
      let output = try await onTerminal("sh plugin.sh", columns: 80, in: place)
      var screen = Screen(columns: 79)
      screen.write(output)
      #expect(screen.frames.count >= 3)
      let written = try place.read("out.txt")
      #expect(written.hasPrefix("Best loss "), "\(written)")
      #expect(written.contains("  swift package tune best a   "))
      #expect(!written.contains("\u{1B}"))
    }
  }
#endif

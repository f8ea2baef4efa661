import Testing
import TuneModel

@testable import TuneExecution

@Suite struct OutputMetricParserTests {
  private func points(_ text: String, wanted: [String] = []) -> [MetricPoint] {
    var collector = MetricCollector(.output, wanted: wanted)
    Array(text.utf8).withUnsafeBytes { collector.consume($0) }
    collector.finish()
    return collector.series.points
  }

  /// Names and values without steps, as `name=value`.
  private func found(_ text: String, wanted: [String] = []) -> String {
    points(text, wanted: wanted).map { "\($0.metric)=\($0.value)" }.joined(separator: " ")
  }

  /// `name@step=value`.
  private func steps(_ text: String) -> [String] {
    points(text).map { "\($0.metric)@\($0.step)=\($0.value)" }
  }

  @Test(arguments: [
    ("accuracy: 0.91", "accuracy=0.91"),
    ("accuracy=0.91", "accuracy=0.91"),
    ("accuracy = 0.91", "accuracy=0.91"),
    ("accuracy     : 0.91", "accuracy=0.91"),
    ("accuracy:0.91", "accuracy=0.91"),
    ("loss: 0.31, acc=0.91; f1: 1e-1", "loss=0.31 acc=0.91 f1=0.1"),
    ("loss: 0.31 - acc: 0.91 - val_loss: 0.4", "loss=0.31 acc=0.91 val_loss=0.4"),
    ("[INFO] val/loss: 0.5 (best: 0.4)", "val/loss=0.5 best=0.4"),
    ("top-5: 98.", "top-5=98.0"),
    ("The loss: 0.5. Done.", "loss=0.5"),
    ("accuracy: 91.2%", "accuracy=91.2"),
    ("accuracy: 91.2%, loss: 1", "accuracy=91.2 loss=1.0"),
    ("mAP@50: 0.7  mAP@50-95: 0.4", "mAP@50=0.7 mAP@50-95=0.4"),
    ("score: 0.91±0.02", "score=0.91"),
    ("Genauigkeit_für_später: 0.5", "Genauigkeit_für_später=0.5"),
    ("{'loss': 0.31, 'eval accuracy': 0.9}", "loss=0.31 eval accuracy=0.9"),
    ("{\"loss\": 0.1, \"inner\": {\"acc\": 2}}", "loss=0.1 acc=2.0"),
    ("{'loss': np.float64(0.25), 'acc': tensor(0.5, device='cuda:0')}", "loss=0.25 acc=0.5"),
    ("**accuracy**: 0.9 *f1: 0.8*", ""),
    ("Accuracy: 9840/10000 (98%)", "Accuracy=0.984"),
    ("loss: nan acc: -inf x: Infinity y=1e400", "loss=nan acc=-inf x=inf y=inf"),
    ("loss=0.5: 30%|███       | 3/10", "loss=0.5"),
    ("\u{1B}[1mloss\u{1B}[0m: \u{1B}[32m0.5\u{1B}[0m", "loss=0.5"),
    ("| test_acc | 0.93 |", "test_acc=0.93"),
    ("│        test_acc         │    0.9300000071525574     │", "test_acc=0.9300000071525574"),
    ("┃ val_loss ┃ 12% ┃", "val_loss=12.0"),
    ("n=5", "n=5.0"),
    ("n: 5", "n=5.0"),
  ])
  func finds(line: String, expected: String) {
    #expect(found(line) == expected)
    #expect(found("noise\n\(line)\r\nnoise\n") == expected)
  }

  @Test(arguments: [
    "12:30:45", "2024-05-01 12:30:45,123", "at=12:30", "time: 12:30:45", "ETA: 0:05", "ETA: 5s", "took: 3.2s",
    "http://localhost:8080/a=b/c", "https://example.org/?a=1&b=2#c=3", "host:8080", "10.0.0.1:80",
    "train.py:42: Warning",
    #"C:\data\x=3"#, "D:5", "/path/to=3", "torch: 2.1.0", "date: 2024-01-01", "size: 10MB", "ip: 10.0.0.1", "x == 3",
    "x != 3", "x <= 3", "x >= 3", "x += 3", "x := 3", "a: 1,234", "loss: 0,5", "loss:", "loss =", "loss: none",
    "loss: info", "loss: nanometre", "loss: 0.5x", ": 5", "= 5", "5: 5", "--lr=0.1", "a.=1", "ratio: 3/0", "id: 0x1f",
    "day: 12/05/2024", "[====>.....]", "| a | b |", "| 1 | 2 |", "│ a │ 1 │ 2 │", "||", "│", "name: 1_000", "π/2", "€=",
    "3 per step: 0.5s", "x: 1e5y", "key: -", "key: +", "key: .", "e-mail:5",
  ])
  func passesOver(line: String) {
    #expect(found(line) == "")
  }

  @Test func takesWholeNumbersRightAfterAColonOnlyWhenTheyAreLookedFor() {
    #expect(found("correct:93 port:80", wanted: ["correct"]) == "correct=93.0")
  }

  @Test func takesNamesOfSeveralWordsOnlyWhenTheyAreLookedFor() {
    let line = "Train accuracy: 0.99, Val accuracy: 0.91"
    #expect(found(line) == "accuracy=0.99 accuracy=0.91")
    #expect(found(line, wanted: ["Val accuracy"]) == "accuracy=0.99 Val accuracy=0.91")
  }

  @Test func readsTheStepFromTheLine() {
    #expect(steps("epoch: 3 loss: 0.5") == ["loss@3.0=0.5"])
    #expect(steps("Epoch [3/10], Loss: 0.5, Accuracy: 91%") == ["Loss@3.0=0.5", "Accuracy@3.0=91.0"])
    #expect(steps("step=1200 loss=0.5") == ["loss@1200.0=0.5"])
    #expect(steps("loss: 0.5 (Iteration 7)") == ["loss@7.0=0.5"])
    #expect(steps("epoch 2, step 30: loss = 0.5") == ["loss@30.0=0.5"])
    #expect(steps("{'loss': 0.5, 'epoch': 0.25}") == ["loss@0.25=0.5"])
    #expect(steps("Train Epoch: 1 [0/60000 (0%)]\tLoss: 2.3") == ["Loss@1.0=2.3"])
    #expect(steps("global_step: 5 loss: 1") == ["loss@5.0=1.0"])
  }

  @Test func countsStepsWhereNoneAreNamed() {
    #expect(
      steps("loss: 3\nloss: 2\nacc: 0.5\nloss: 1") == ["loss@1.0=3.0", "loss@2.0=2.0", "acc@1.0=0.5", "loss@3.0=1.0"]
    )
  }

  @Test func holdsAnEpochForTheLinesThatFollow() {
    #expect(
      steps("Epoch 1\n-----\nloss: 0.5\nloss: 0.4\nEpoch 2/2\nloss: 0.3\n")
        == ["loss@1.0=0.5", "loss@1.0=0.4", "loss@2.0=0.3"]
    )
  }

  @Test func takesOneValueForEachEpochOfKeras() {
    let log = """
      Epoch 1/2

       1/10 [==>...........................] - ETA: 2s - loss: 2.3 - accuracy: 0.1
      \u{8}\u{8}\u{8}\u{8}\r 5/10 [==============>...............] - ETA: 1s - loss: 1.5 - accuracy: 0.4
      10/10 [==============================] - 2s 3ms/step - loss: 1.0 - accuracy: 0.6 - val_loss: 1.1 - val_accuracy: 0.5
      Epoch 2/2
      10/10 [==============================] - 2s 3ms/step - loss: 0.5 - accuracy: 0.8 - val_loss: 0.7 - val_accuracy: 0.7
      """
    #expect(
      steps(log) == [
        "loss@1.0=1.0", "accuracy@1.0=0.6", "val_loss@1.0=1.1", "val_accuracy@1.0=0.5", "loss@2.0=0.5",
        "accuracy@2.0=0.8", "val_loss@2.0=0.7", "val_accuracy@2.0=0.7",
      ]
    )
  }

  @Test func readsTheColouredBarsOfNewerKeras() {
    let bar = "\u{1B}[1m10/10\u{1B}[0m \u{1B}[32m━━━━━━━━━━\u{1B}[0m\u{1B}[37m\u{1B}[0m \u{1B}[1m2s\u{1B}[0m 3ms/step"
    let log =
      "Epoch 3/4\n\u{1B}[1m 1/10\u{1B}[0m ━━━ accuracy: 0.1 - loss: 2.0\u{8}\u{8}\(bar) - accuracy: 0.9 - loss: 0.5\n"
    #expect(steps(log) == ["accuracy@3.0=0.9", "loss@3.0=0.5"])
  }

  @Test func readsTheProgressBarOfLightning() {
    let log = """
      Epoch 3:  50%|█████     | 5/10 [00:01<00:01,  4.9it/s, v_num=0, train_loss=0.20]\r\
      Epoch 3: 100%|██████████| 10/10 [00:02<00:00,  4.9it/s, v_num=0, train_loss=0.12]
      """
    #expect(steps(log) == ["v_num@3.0=0.0", "train_loss@3.0=0.12"])
  }

  @Test func keepsEveryValueOfABarWithoutSteps() {
    #expect(steps("50% loss=0.5\r75% loss=0.4\r100% loss=0.3\n") == ["loss@1.0=0.5", "loss@2.0=0.4", "loss@3.0=0.3"])
  }

  @Test func findsTheSameHoweverTheStreamIsCut() {
    let text = """
      Epoch 1/2\r\nloss: 0.5\r\n 1/2 [=>..] - loss: 0.25\r 2/2 [====] - loss: 0.125\u{8}\u{8}acc: 91%\n
      │ test_acc │ 0.93 │\nstep=3 {'a': 1.5, 'b': nan}\r\rEpoch 2\n\u{1B}[32mloss\u{1B}[0m=1e-3\nlast: 7
      """
    let bytes = Array(text.utf8)
    let whole = points(text).map { "\($0)" }
    #expect(whole.count == 8)
    for size in 1...bytes.count {
      var collector = MetricCollector(.output, wanted: [])
      for start in stride(from: 0, to: bytes.count, by: size) {
        bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { collector.consume($0) }
      }
      collector.finish()
      #expect(collector.series.points.map { "\($0)" } == whole, "in chunks of \(size)")
    }
  }

  @Test func survivesHostileBytes() {
    var state: UInt64 = 7
    let alphabet =
      Array("a1.:=|/ eE-+\n\r\u{8}\"'{}()[],%│━step epoch nan inf\u{1B}[m".utf8) + [0, 0xFF, 0xE2, 0x94, 0xC2]
    for _ in 0..<300 {
      var bytes: [UInt8] = []
      for _ in 0..<400 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes.append(alphabet[Int(state >> 33) % alphabet.count])
      }
      var collector = MetricCollector(.output, wanted: ["a b"])
      bytes.withUnsafeBytes { collector.consume($0) }
      collector.finish()
      #expect(collector.series.points.count <= MetricSeries.defaultLimit)
    }
  }

  @Test func readsOfALongLineOnlyTheStart() {
    let line = "start: 1 " + String(repeating: "x", count: 10 << 20) + " end: 2\nnext: 3\n"
    var collector = MetricCollector(.output, wanted: [])
    for chunk in [Array(line.utf8)[..<100_000], Array(line.utf8)[100_000...]] {
      chunk.withUnsafeBytes { collector.consume($0) }
    }
    collector.finish()
    #expect(collector.series.names == ["start", "next"])
    #expect(collector.notes == ["standard output: lines were read only up to their first 64 KB"])
  }

  @Test func givesUpOnProgramsThatNameEverythingAnew() {
    let text = (0..<10_000).map { "metric\($0): 1\n" }.joined() + "wanted: 5\n"
    var collector = MetricCollector(.output, wanted: ["wanted"])
    Array(text.utf8).withUnsafeBytes { collector.consume($0) }
    collector.finish()
    #expect(collector.series.names.count == MetricSeries.nameLimit + 1)
    #expect(collector.series.names.last == "wanted")
    #expect(collector.notes == ["more than 128 different metrics were reported; later ones were left out"])
  }
}

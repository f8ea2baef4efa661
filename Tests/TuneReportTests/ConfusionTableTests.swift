import Testing
import TuneMath

@testable import TuneReport

@Suite struct ConfusionTableTests {
  @Test func `few labels make a table`() {
    let matrix = ConfusionMatrix(
      truth: ["cat", "cat", "cat", "dog", "dog", "e|l"],
      prediction: ["cat", "cat", "dog", "dog", "dog", "dog"]
    )
    #expect(
      ConfusionTable.markdown(matrix) == """
        | truth ↓ prediction → | cat | dog | e&#124;l | rows | recognised |
        | :-- | --: | --: | --: | --: | --: |
        | cat | **2** | 1 | · | 3 | 67 % |
        | dog | · | **2** | · | 2 | 100 % |
        | e&#124;l | · | 1 | · | 1 | 0 % |
        | predictions | 2 | 4 | 0 | 6 | 67 % |
        """
    )
  }

  @Test func `of many labels the most frequent mistakes are listed`() {
    let labels = (0..<30).map { String($0) }
    let matrix = ConfusionMatrix(
      truth: labels + ["7", "7", "1", "1"],
      prediction: labels + ["1", "1", "7", "2"]
    )
    #expect(
      ConfusionTable.markdown(matrix) == """
        Of 34 rows with 30 labels, 88 % were recognised. The most frequent mistakes:

        | truth | prediction | rows | of the label's |
        | :-- | :-- | --: | --: |
        | 7 | 1 | 2 | 67 % |
        | 1 | 2 | 1 | 33 % |
        | 1 | 7 | 1 | 33 % |
        """
    )
    #expect(ConfusionTable.markdown(ConfusionMatrix(truth: labels, prediction: labels)).hasSuffix("recognised."))
  }

  @Test func `a matrix is its labels and cells`() {
    let matrix = ConfusionMatrix(truth: ["b", "a", "b"], prediction: ["a", "a", "b"])
    #expect(ConfusionMatrix(labels: matrix.labels, cells: matrix.cells) == matrix)
    #expect(matrix.cells.map(\.count) == [1, 1, 1])
  }
}

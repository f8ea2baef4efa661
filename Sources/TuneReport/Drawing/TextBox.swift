/// About where text lies in a picture.
struct TextBox {
  let x: ClosedRange<Double>
  let y: ClosedRange<Double>

  /// - Parameter position: Of the text's baseline, at its anchor.
  init(_ text: String, at position: Point, anchor: SVGPicture.Anchor = .start, size: Double = 12) {
    let width = TextWidth.of(text, size: size)
    let start =
      switch anchor {
      case .start: position.x
      case .middle: position.x - width / 2
      case .end: position.x - width
      }
    x = start...(start + width)
    y = (position.y - 0.8 * size)...(position.y + 0.25 * size)
  }

  /// Whether a dot there would be under the text.
  func covers(_ point: Point) -> Bool {
    x.contains(point.x) && (y.lowerBound - 3...y.upperBound + 3).contains(point.y)
  }

  func overlaps(_ other: TextBox) -> Bool {
    x.overlaps(other.x) && y.overlaps(other.y)
  }
}

/// The outline of an SVG path, in lines of about a hundred columns so that a change is a small diff.
struct PathData {
  private(set) var bytes: [UInt8] = []
  private var column = 0

  var isEmpty: Bool { bytes.isEmpty }

  mutating func move(to point: Point) { append("M", point) }
  mutating func line(to point: Point) { append("L", point) }

  mutating func horizontal(to x: Double) {
    start("H")
    SVGPicture.append(x, to: &bytes)
  }

  mutating func vertical(to y: Double) {
    start("V")
    SVGPicture.append(y, to: &bytes)
  }

  mutating func polyline(_ points: some Sequence<Point>) {
    var isFirst = true
    for point in points {
      if isFirst { move(to: point) } else { line(to: point) }
      isFirst = false
    }
  }

  /// Steps from point to point, first to the side and then up or down, at the end to the side alone.
  mutating func staircase(_ points: some Sequence<Point>, to end: Double) {
    polyline(points.prefix(1))
    for point in points.dropFirst() {
      horizontal(to: point.x)
      vertical(to: point.y)
    }
    horizontal(to: end)
  }

  mutating func polygon(_ points: some Sequence<Point>) {
    polyline(points)
    bytes.append(UInt8(ascii: "Z"))
  }

  mutating func rectangle(from start: Point, to end: Point) {
    move(to: start)
    horizontal(to: end.x)
    vertical(to: end.y)
    horizontal(to: start.x)
    bytes.append(UInt8(ascii: "Z"))
  }

  /// A line without length, which a stroke with round ends makes a dot: a third of a circle element's bytes.
  mutating func dot(at point: Point) {
    move(to: point)
    bytes.append(contentsOf: "h0".utf8)
  }

  mutating func cross(at point: Point, radius: Double) {
    move(to: Point(point.x - radius, point.y - radius))
    line(to: Point(point.x + radius, point.y + radius))
    move(to: Point(point.x - radius, point.y + radius))
    line(to: Point(point.x + radius, point.y - radius))
  }

  /// A small triangle that points up or down: something lies beyond the edge.
  mutating func arrow(at point: Point, radius: Double, up: Bool) {
    let base = up ? point.y + radius : point.y - radius
    move(to: Point(point.x - radius, base))
    line(to: Point(point.x, up ? point.y - radius : point.y + radius))
    line(to: Point(point.x + radius, base))
    bytes.append(UInt8(ascii: "Z"))
  }

  private mutating func append(_ command: Unicode.Scalar, _ point: Point) {
    start(command)
    SVGPicture.append(point.x, to: &bytes)
    bytes.append(UInt8(ascii: " "))
    SVGPicture.append(point.y, to: &bytes)
  }

  private mutating func start(_ command: Unicode.Scalar) {
    if bytes.count - column > 90 {
      bytes.append(UInt8(ascii: "\n"))
      column = bytes.count
    }
    bytes.append(UInt8(command.value))
  }
}

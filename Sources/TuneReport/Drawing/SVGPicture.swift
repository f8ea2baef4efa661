/// An SVG file in the making: well-formed XML whatever text it is given, coordinates with two decimals at most, one
/// element per line. Colours and strokes come from the classes of `PlotStyle`.
struct SVGPicture {
  let width: Double
  let height: Double
  private var body: [UInt8] = []
  private var clips = 0

  /// - Parameters:
  ///   - width: In pixels, as all coordinates; the picture shrinks with the page.
  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  enum Anchor: String {
    case start, middle, end
  }

  mutating func line(from start: Point, to end: Point, class name: String) {
    open("line", name)
    attribute("x1", start.x)
    attribute("y1", start.y)
    attribute("x2", end.x)
    attribute("y2", end.y)
    close()
  }

  mutating func rectangle(from start: Point, to end: Point, radius: Double = 0, class name: String) {
    open("rect", name)
    attribute("x", min(start.x, end.x))
    attribute("y", min(start.y, end.y))
    attribute("width", abs(end.x - start.x))
    attribute("height", abs(end.y - start.y))
    if radius > 0 { attribute("rx", radius) }
    close()
  }

  mutating func circle(at center: Point, radius: Double, class name: String) {
    open("circle", name)
    attribute("cx", center.x)
    attribute("cy", center.y)
    attribute("r", radius)
    close()
  }

  mutating func path(_ path: PathData, class name: String) {
    guard !path.isEmpty else { return }
    open("path", name)
    append(" d=\"")
    body.append(contentsOf: path.bytes)
    append("\"")
    close()
  }

  /// Draws many lines, so that places where they lie close together are darker: within one path they would not add up,
  /// and a path for each costs bytes.
  mutating func lines(_ lines: [[Point]], class name: String) {
    let perPath = max(1, lines.count / 40)
    for start in stride(from: 0, to: lines.count, by: perPath) {
      // Neighbours in the list often lie close together; those of one path should not.
      var data = PathData()
      for index in stride(from: start / perPath, to: lines.count, by: (lines.count + perPath - 1) / perPath) {
        data.polyline(lines[index])
      }
      path(data, class: name)
    }
  }

  /// Draws what follows inside a rectangle only, until `endClip`.
  mutating func beginClip(from start: Point, to end: Point) {
    clips += 1
    append("<clipPath id=\"clip\(clips)\">\n")
    rectangle(from: start, to: end, class: "")
    append("</clipPath>\n<g clip-path=\"url(#clip\(clips))\">\n")
  }

  mutating func endClip() {
    append("</g>\n")
  }

  /// - Parameter position: Of the text's baseline, at its anchor.
  mutating func text(_ text: String, at position: Point, anchor: Anchor = .start, class name: String = "") {
    open("text", name)
    attribute("x", position.x)
    attribute("y", position.y)
    if anchor != .start { append(" text-anchor=\"\(anchor.rawValue)\"") }
    append(">")
    append(Self.escaped(text))
    append("</text>\n")
  }

  /// The whole file.
  /// - Parameters:
  ///   - title: What the picture is, in a few words.
  ///   - description: What it shows, for those who cannot see it.
  func bytes(title: String, description: String) -> [UInt8] {
    let size = Self.number(width) + " " + Self.number(height)
    let head = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(Self.number(width))" height="\(Self.number(height))" \
      viewBox="0 0 \(size)" role="img" aria-labelledby="title desc">
      <title id="title">\(Self.escaped(title))</title>
      <desc id="desc">\(Self.escaped(description))</desc>
      <style>
      \(PlotStyle.sheet)
      </style>
      <rect class="page" width="\(Self.number(width))" height="\(Self.number(height))" rx="6"/>

      """
    return Array(head.utf8) + body + Array("</svg>\n".utf8)
  }

  private mutating func open(_ element: String, _ name: String) {
    append("<" + element)
    if !name.isEmpty { append(" class=\"\(name)\"") }
  }

  private mutating func attribute(_ name: String, _ value: Double) {
    append(" " + name + "=\"")
    Self.append(value, to: &body)
    append("\"")
  }

  private mutating func close() { append("/>\n") }

  private mutating func append(_ text: String) { body.append(contentsOf: text.utf8) }

  /// Text as XML's character data. Characters that XML cannot hold are spelled out.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in Wording.value(text, limit: 2000).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  static func number(_ x: Double) -> String {
    var bytes: [UInt8] = []
    append(x, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Writes a coordinate with two decimals at most: `12`, `0.5`, `-3.07`. What is not a number is written as 0.
  static func append(_ x: Double, to bytes: inout [UInt8]) {
    let hundredths = x.isFinite ? Int((min(1e9, max(-1e9, x)) * 100).rounded()) : 0
    if hundredths < 0 { bytes.append(UInt8(ascii: "-")) }
    let (whole, part) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    bytes.append(contentsOf: whole.description.utf8)
    guard part > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    bytes.append(UInt8(ascii: "0") + UInt8(part / 10))
    if part % 10 > 0 { bytes.append(UInt8(ascii: "0") + UInt8(part % 10)) }
  }
}

/// A place in a picture: pixels from its left and upper edge.
struct Point: Hashable {
  var x: Double
  var y: Double

  init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

/// Says what the marks of a plot mean, in one or more rows above it.
struct Legend {
  enum Mark {
    case dot(String)
    case ring
    case cross
    case line(String)
    case bar(String)
    /// A ringed dot.
    case best
    /// A line within its band.
    case band
    case beyond(up: Bool)
    case none
  }

  static let rowHeight = 18.0
  private static let markWidth = 16.0
  private static let gap = 16.0

  /// Of an entry with the gap after it; the longer a label, the more a font may run wider than is known here.
  private static func advance(_ label: String) -> Double { markWidth + 1.06 * TextWidth.of(label) + gap }

  private let rows: [[(mark: Mark, label: String)]]

  init(_ entries: [(mark: Mark, label: String)], width: Double) {
    var rows: [[(mark: Mark, label: String)]] = []
    var used = Double.infinity
    for entry in entries {
      let label = TextWidth.fit(entry.label, width: min(240, width - Self.markWidth))
      let needed = Self.advance(label)
      if used + needed - Self.gap > width {
        rows.append([])
        used = 0
      }
      rows[rows.count - 1].append((entry.mark, label))
      used += needed
    }
    self.rows = rows
  }

  var height: Double { Double(rows.count) * Self.rowHeight }

  /// - Parameter origin: The upper left corner.
  func draw(on picture: inout SVGPicture, at origin: Point) {
    for (index, row) in rows.enumerated() {
      var x = origin.x
      let middle = origin.y + (Double(index) + 0.5) * Self.rowHeight
      for entry in row {
        Self.draw(entry.mark, on: &picture, at: Point(x + 5, middle))
        picture.text(entry.label, at: Point(x + Self.markWidth, middle + 4), class: "muted")
        x += Self.advance(entry.label)
      }
    }
  }

  private static func draw(_ mark: Mark, on picture: inout SVGPicture, at center: Point) {
    var path = PathData()
    switch mark {
    case .dot(let series):
      path.dot(at: center)
      picture.path(path, class: "dots size0 \(series)")
    case .ring:
      path.dot(at: center)
      picture.path(path, class: "dots size0 quiet")
      picture.path(path, class: "dots size2 mark")
    case .cross:
      path.cross(at: center, radius: 3.5)
      picture.path(path, class: "failed")
    case .line(let name):
      path.polyline([Point(center.x - 5, center.y), Point(center.x + 6, center.y)])
      picture.path(path, class: "lines \(name)")
    case .bar(let name):
      path.polyline([Point(center.x - 5, center.y), Point(center.x + 6, center.y)])
      picture.path(path, class: "bar \(name)")
    case .best:
      path.dot(at: center)
      picture.path(path, class: "dots ring best")
      picture.path(path, class: "dots size1 s0")
    case .band:
      picture.rectangle(from: Point(center.x - 6, center.y - 5), to: Point(center.x + 7, center.y + 5), class: "band")
      path.polyline([Point(center.x - 5, center.y), Point(center.x + 6, center.y)])
      picture.path(path, class: "lines medium s1")
    case .beyond(let up):
      path.arrow(at: center, radius: 3.5, up: up)
      picture.path(path, class: "beyond")
    case .none: break
    }
  }
}

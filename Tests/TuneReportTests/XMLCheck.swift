import Foundation
import Testing

@testable import TuneReport

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What an XML parser finds in a picture.
final class XMLCheck: NSObject, XMLParserDelegate {
  /// A text and about how much room it takes.
  struct Label {
    var text: String
    var x: ClosedRange<Double>
    var y: ClosedRange<Double>

    func overlaps(_ other: Label) -> Bool { x.overlaps(other.x) && y.overlaps(other.y) }
  }

  private(set) var elements: [String] = []
  private(set) var labels: [Label] = []
  private(set) var size = (width: 0.0, height: 0.0)
  private var text = ""
  private var attributes: [String: String] = [:]

  /// Pairs of labels that run into each other, and labels that leave the picture.
  var misplacedLabels: [String] {
    var found: [String] = []
    for (index, label) in labels.enumerated() {
      if label.x.lowerBound < 0 || label.x.upperBound > size.width || label.y.upperBound > size.height {
        found.append("'\(label.text)' leaves the picture")
      }
      for other in labels[(index + 1)...] where label.overlaps(other) {
        found.append("'\(label.text)' and '\(other.text)' overlap")
      }
    }
    return found
  }

  /// Nil where the bytes are not well-formed XML.
  init?(_ bytes: [UInt8]) {
    super.init()
    let parser = XMLParser(data: Data(bytes))
    parser.delegate = self
    guard parser.parse() else { return nil }
  }

  func parser(
    _ parser: XMLParser,
    didStartElement name: String,
    namespaceURI: String?,
    qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements.append(name)
    if name == "svg" {
      size = (Double(attributes["width"] ?? "") ?? 0, Double(attributes["height"] ?? "") ?? 0)
    }
    self.attributes = attributes
    text = ""
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    text += string
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    guard name == "text", let x = Double(attributes["x"] ?? ""), let y = Double(attributes["y"] ?? "") else { return }
    let size = attributes["class"]?.contains("small") == true ? 11.0 : 12.0
    // The drawing allows for fonts that run wider than Helvetica; here its own widths count.
    let width = TextWidth.of(text, size: size) / 1.08
    let start =
      switch attributes["text-anchor"] {
      case "middle": x - width / 2
      case "end": x - width
      default: x
      }
    labels.append(Label(text: text, x: start...(start + width), y: (y - 0.75 * size)...(y + 0.2 * size)))
  }
}

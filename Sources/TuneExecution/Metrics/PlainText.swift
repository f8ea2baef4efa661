/// Appends `text` without the escape sequences that colour it or move the cursor (ECMA-48: CSI, OSC and two-byte ones).
func appendPlainText(of text: UnsafeRawBufferPointer, to plain: inout [UInt8]) {
  var position = 0
  while position < text.count {
    let byte = text[position]
    position += 1
    guard byte == 0x1B else {
      plain.append(byte)
      continue
    }
    guard position < text.count else { return }
    let kind = text[position]
    position += 1
    switch kind {
    case UInt8(ascii: "["):
      // Parameters and intermediates, then one byte from @ to ~.
      while position < text.count, !(0x40...0x7E).contains(text[position]) { position += 1 }
      position += 1
    case UInt8(ascii: "]"):
      // Up to BEL or ESC \.
      while position < text.count, text[position] != 7, text[position] != 0x1B { position += 1 }
      if position < text.count, text[position] == 0x1B { position += 1 }
      position += 1
    case 0x20...0x2F:
      position += 1
    default: break
    }
  }
}

/// Text of a fixed number of bytes, such as the signature or the OEM ID of a table.
///
/// Any bytes are kept as they are, so that what is decoded can be encoded again.
public struct FixedText: Hashable, Sendable {
  /// The bytes, padding included.
  public let bytes: [UInt8]

  /// Takes bytes as they are.
  public init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Creates a text, filled up with spaces or cut to `width` bytes.
  package init(_ text: String, width: Int) {
    var bytes = [UInt8](text.utf8.prefix(width))
    while bytes.count < width { bytes.append(UInt8(ascii: " ")) }
    self.bytes = bytes
  }
}

extension FixedText: CustomStringConvertible {
  /// The text; bytes that are not printable ASCII as `\xNN`.
  public var description: String {
    var text = ""
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\\"): text += "\\\\"
      case 0x20..<0x7f: text.unicodeScalars.append(Unicode.Scalar(byte))
      default: text += "\\x" + Hexadecimal.digits(UInt64(byte), count: 2)
      }
    }
    return text
  }
}

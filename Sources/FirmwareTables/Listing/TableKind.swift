public import FieldCoding

/// What a file of bytes is.
public enum TableKind: Hashable, Sendable {
  /// An e820 map, which nothing in its bytes tells.
  case e820
  /// ``FirmwareTables/SRAT``.
  case srat
  /// ``FirmwareTables/SLIT``.
  case slit
  /// ``FirmwareTables/FACS``.
  case facs
  /// An ACPI table whose contents this version does not decode, by its signature.
  case other(FixedText)

  /// The kind that a table's signature tells, or `nil` where the bytes do not begin with four capital letters or
  /// digits, of which the last may be an exclamation mark, as it is in `ASF!`.
  public init?(signatureOf bytes: [UInt8]) {
    let signature = FixedText(bytes: Array(bytes.prefix(4)))
    let isSignature = signature.bytes.enumerated().allSatisfy { index, byte in
      (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (index == 3 && byte == UInt8(ascii: "!"))
    }
    guard signature.bytes.count == 4, isSignature else { return nil }
    switch signature {
    case SRAT.signature: self = .srat
    case SLIT.signature: self = .slit
    case FACS.signature: self = .facs
    default: self = .other(signature)
    }
  }

  /// What people call it: `e820`, `SRAT`, the signature.
  public var name: String {
    switch self {
    case .e820: "e820"
    case .srat: "SRAT"
    case .slit: "SLIT"
    case .facs: "FACS"
    case .other(let signature): "\(signature)"
    }
  }
}

public import FieldCoding

/// What a file of bytes is.
public enum TableKind: Hashable, Sendable {
  /// An e820 map, which nothing in its bytes tells.
  case e820
  /// ``FirmwareTables/SRAT``.
  case srat
  /// ``FirmwareTables/SLIT``.
  case slit
  /// An ACPI table whose contents this version does not decode, by its signature.
  case other(FixedText)

  /// The kind that a table's signature tells, or `nil` where the bytes do not begin with four capital letters or
  /// digits, or begin with those of FACS, which has no header as the other tables have.
  public init?(signatureOf bytes: [UInt8]) {
    let signature = FixedText(bytes: Array(bytes.prefix(4)))
    let isSignature = signature.bytes.allSatisfy {
      (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
    }
    guard signature.bytes.count == 4, isSignature else { return nil }
    switch signature {
    case SRAT.signature: self = .srat
    case SLIT.signature: self = .slit
    case FixedText("FACS", width: 4): return nil
    default: self = .other(signature)
    }
  }

  /// What people call it: `e820`, `SRAT`, the signature.
  public var name: String {
    switch self {
    case .e820: "e820"
    case .srat: "SRAT"
    case .slit: "SLIT"
    case .other(let signature): "\(signature)"
    }
  }
}

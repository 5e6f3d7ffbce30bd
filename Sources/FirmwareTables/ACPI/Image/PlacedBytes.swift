package import FieldCoding
package import Lowering

/// What is made of an ACPI image, and kept as its bytes.
package protocol PlacedBytes: TableFormat {
  /// The bytes.
  var bytes: [UInt8] { get }

  /// Keeps bytes.
  init(bytes: [UInt8])
}

extension PlacedBytes {
  package static var signature: FixedText? { nil }

  package static var imageRole: ImageRole { .derived }

  package static func absence(in layout: Layout) -> String? {
    layout.acpi == nil ? "there is no place for an ACPI image" : nil
  }

  package func encode(to encoder: inout RecordEncoder) { encoder.append(contentsOf: bytes) }

  /// Keeps all bytes, and tells what is wrong with them.
  package static func decode(_ bytes: [UInt8]) -> Decoded<Self> {
    var issues = IssueList()
    forEachRecord(in: bytes, &issues) { _ in }
    return Decoded(Self(bytes: bytes), issues)
  }
}

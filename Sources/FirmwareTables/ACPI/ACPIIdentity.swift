public import FieldCoding
package import Lowering
import MachineModel
import Platforms

/// Who made an ACPI table, as its header tells (ACPI 6.5, section 5.2.6).
public struct ACPIIdentity: Hashable, Sendable {
  /// The maker of the machine, 6 bytes.
  public internal(set) var oemID: FixedText
  /// The maker's name for the table, 8 bytes; `nil` for `MEMC`, or what the platform has for it, with the table's signature
  /// behind it.
  public internal(set) var oemTableID: FixedText?
  /// What the maker's name for a table begins with that has the signature in it.
  private var oemTablePrefix = memc
  /// The maker's revision of the table.
  public var oemRevision: UInt32
  /// The tool that wrote the table, 4 bytes.
  public internal(set) var creatorID: FixedText
  /// The tool's revision.
  public var creatorRevision: UInt32

  /// Creates an identity; what is not said is memc's own. Texts are filled up with spaces or cut to their width.
  public init(
    oemID: String = "MEMC", oemTableID: String? = nil, oemRevision: UInt32 = 1, creatorID: String = "MEMC",
    creatorRevision: UInt32 = 1
  ) {
    self.oemID = FixedText(oemID, width: 6)
    self.oemTableID = oemTableID.map { FixedText($0, width: 8) }
    self.oemRevision = oemRevision
    self.creatorID = FixedText(creatorID, width: 4)
    self.creatorRevision = creatorRevision
  }

  /// The identity of every table of a layout: what its topology states, or else what its platform's tables have.
  package init(_ layout: Layout) {
    let (style, stated) = (layout.tableStyle, layout.topology.acpi)
    self.init(
      oemID: stated?.oemID ?? style.oemID, oemTableID: stated?.oemTableID ?? style.oemTableID,
      oemRevision: stated?.oemRevision ?? style.oemRevision, creatorID: stated?.creatorID ?? style.creatorID,
      creatorRevision: stated?.creatorRevision ?? style.creatorRevision)
    oemTablePrefix = style.oemTablePrefix
  }

  init(_ header: ACPIHeader) {
    oemID = header.oemID
    oemTableID = header.oemTableID
    oemRevision = header.oemRevision
    creatorID = header.creatorID
    creatorRevision = header.creatorRevision
  }

  /// The identity that a table of a signature has: one that names its table.
  func named(for signature: String) -> ACPIIdentity {
    var identity = self
    identity.oemTableID = tableID(for: signature)
    identity.oemTablePrefix = Self.memc
    return identity
  }

  private static let memc = "MEMC"

  /// The maker's name for a table of a signature.
  func tableID(for signature: String) -> FixedText {
    oemTableID ?? FixedText(oemTablePrefix, followedBy: signature, width: 8)
  }
}

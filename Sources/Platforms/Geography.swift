public import MachineModel

/// The fixed geography of a machine with so much memory: where RAM begins, where it may not be, what of it is spoken for.
public struct Geography: Sendable {
  /// The preset that it is, or starts from.
  public var name: String
  /// The lowest guest physical address of RAM, on a 4 KiB page.
  public var dramBase: UInt64
  /// Physical address bits of the guest's CPUs (MAXPHYADDR), 32 to 64; `nil` where nothing limits them.
  public var physicalBits: Located<UInt8>?
  /// The lowest address at which hot-pluggable space begins that says nothing else; `nil` for the end of RAM, and of the
  /// gap below 4 GiB.
  package var pluggableBase: UInt64?
  /// Ranges without RAM, ascending and disjoint.
  public var gaps: [Gap]
  /// Ranges that are not usable RAM, ascending and disjoint.
  public var reserved: [ReservedRange]

  /// Creates a geography.
  package init(
    name: String, dramBase: UInt64 = 0, physicalBits: Located<UInt8>? = nil, pluggableBase: UInt64? = nil,
    gaps: [Gap] = [], reserved: [ReservedRange] = []
  ) {
    self.name = name
    self.dramBase = dramBase
    self.physicalBits = physicalBits
    self.pluggableBase = pluggableBase
    self.gaps = gaps
    self.reserved = reserved
  }
}

/// What a topology says of the fixed geography of its machine: a preset, and what it changes in it. What lies where
/// follows from it and from the machine's memory.
public struct Platform: Sendable {
  /// The name of the preset that it is, or starts from; whether there is one of that name is found when the topology is
  /// lowered.
  public var preset: Located<String>
  /// The lowest guest physical address of RAM, on a 4 KiB page; `nil` for the preset's.
  public var dramBase: Located<UInt64>?
  /// Physical address bits of the guest's CPUs (MAXPHYADDR), 32 to 64; `nil` where nothing limits them.
  public var physicalBits: Located<UInt8>?
  /// How many bytes of RAM lie below 4 GiB at most, 1 MiB to 4 GiB; `nil` for what the preset has. Only QEMU's PCs know
  /// such a limit.
  package var mostRAMBelow4GiB: Located<UInt64>?
  /// Who made the guest's CPUs; `nil` where that is not known. Only QEMU's PCs ask.
  package var cpuVendor: Located<CPUVendor>?
  /// Ranges without RAM, in any order, disjoint; `nil` for the preset's.
  public var gaps: [Gap]?
  /// Ranges that are not usable RAM, in any order, disjoint: besides the preset's, or instead of them.
  public var reserved: [ReservedRange]
  /// Whether the preset's reserved ranges are none of this machine's.
  public var replacesReserved: Bool

  /// Creates a platform.
  public init(
    preset: Located<String> = Located("generic"), dramBase: UInt64? = nil, physicalBits: Located<UInt8>? = nil,
    gaps: [Gap]? = nil, reserved: [ReservedRange] = [], replacesReserved: Bool = false
  ) {
    self.preset = preset
    self.dramBase = dramBase.map { Located($0) }
    self.physicalBits = physicalBits
    self.gaps = gaps
    self.reserved = reserved
    self.replacesReserved = replacesReserved
  }
}

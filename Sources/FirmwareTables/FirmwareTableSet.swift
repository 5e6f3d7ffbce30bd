public import Lowering
import MachineModel

/// What firmware hands to an operating system of one layout.
public struct FirmwareTableSet: Equatable, Sendable {
  /// The map of addresses; `nil` where the architecture knows none: elsewhere than on x86_64 it comes from a
  /// device tree or from UEFI.
  public let e820: E820Map?
  /// Which CPUs and which memory belong to which proximity domain.
  public let srat: SRAT
  /// How far the proximity domains are from each other.
  public let slit: SLIT

  /// Makes the tables of a layout.
  public init(_ layout: Layout, identity: ACPIIdentity = ACPIIdentity()) {
    e820 = layout.topology.architecture == .x8664 ? E820Map(layout) : nil
    srat = SRAT(layout, identity: identity)
    slit = SLIT(layout, identity: identity)
  }
}

package import Addresses
package import MachineModel
import Platforms

/// Where the ACPI image of a machine lies in its guest's memory.
package struct ACPIPlacement: Hashable, Sendable {
  /// What the range that an image takes of RAM is called.
  package static let rangeName = "acpi-image"

  /// The root pointer, RSDP: 36 bytes.
  package var rootPointer: AddressRange
  /// All other tables one behind the other, the DSDT first.
  package var tables: AddressRange
  /// RSDT, among them; `nil` where the architecture has none.
  package var rsdt: UInt64?
  /// XSDT, among them.
  package var xsdt: UInt64

  /// Creates a placement.
  package init(rootPointer: AddressRange, tables: AddressRange, rsdt: UInt64?, xsdt: UInt64) {
    self.rootPointer = rootPointer
    self.tables = tables
    self.rsdt = rsdt
    self.xsdt = xsdt
  }
}

extension Layout {
  /// The layout with an ACPI image, for which RAM was carved out of what the guest is told to use.
  ///
  /// - Parameter carved: What was usable and is the image's, on whole pages.
  package func placing(_ image: ACPIPlacement, carved: [ReservedRange]) -> Layout {
    var geography = geography
    geography.reserved = (geography.reserved + carved).sorted { $0.start < $1.start }
    let placed = PlacedNodes(topology: topology, sizes: sizes, geography: geography, extents: extents)
    let pluggable = PluggableNodes(placed: placed, hotplug: hotplug)
    let mapped = carved.isEmpty ? nil : MapCarving().run(PlacedWindows(pluggable: pluggable))
    return Layout(
      topology: topology, sizes: sizes, geography: geography, extents: extents,
      memoryMap: mapped?.memoryMap ?? memoryMap, affinities: affinities, hotplug: hotplug, partitions: partitions,
      acpi: image)
  }
}

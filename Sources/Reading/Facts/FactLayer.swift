import FirmwareTables
package import Lowering

/// What a fact is about: facts of one layer of two inputs can be compared, and a picture shows a layer as a column.
///
/// In the order in which answers give them.
package enum FactLayer: String, CaseIterable, Hashable, Sendable {
  /// A NUMA node.
  case node
  /// Memory of a node at its addresses.
  case ram = "RAM"
  /// Memory that Linux has put into a node of its own.
  case kernelNode = "Linux's nodes"
  /// A memslot of KVM.
  case slot
  /// An entry of e820, or of a map with the same entries.
  case memoryMap = "e820"
  /// A descriptor of UEFI's memory map.
  case firmwareMap = "EFI memory map"
  /// Memory of a proximity domain in SRAT.
  case affinity = "memory affinity"
  /// A range without RAM.
  case gap
  /// A range that is spoken for.
  case reserved
  /// Space for memory to come.
  case hotplug = "hot-pluggable space"
  /// A window of a device.
  case device = "device window"
  /// A window that leads to memory behind CXL host bridges.
  case window = "CXL window"
  /// Registers of a device.
  case registers
  /// ACPI tables, and what else a loader puts into memory.
  case tables

  /// The layer of what tables say of addresses.
  init(_ use: AddressUse) {
    self =
      switch use {
      case .memoryMap: .memoryMap
      case .firmwareMap: .firmwareMap
      case .affinity: .affinity
      case .window: .window
      case .registers: .registers
      }
  }

  /// Its place among all layers.
  var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// The pass that puts such a thing where it is; `nil` for what no pass makes.
  package var pass: Pass? {
    switch self {
    case .node: .nodeSizing
    case .ram: .gapRelocation
    case .slot: .slotAssignment
    case .gap: .platformResolution
    case .memoryMap, .firmwareMap, .affinity: .mapCarving
    case .reserved: .platformResolution
    case .hotplug: .hotplugPlacement
    case .device: .windowPlacement
    case .window, .registers, .tables, .kernelNode: nil
    }
  }
}

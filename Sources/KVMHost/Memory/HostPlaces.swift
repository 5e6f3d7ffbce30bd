import Addresses
import Lowering
import MachineModel

/// Where in this process the memory of slots lies, by what provides it.
struct HostPlaces {
  /// Extents of each node in ascending offset.
  private let extents: [Int: [ExtentMapping]]
  /// Where the RAM of the more privileged level begins.
  private let privileged: Range<UInt64>?
  /// Windows by their numbers.
  private let windows: [RealizedWindow]

  /// - Parameter mappings: The extents in ascending guest physical address, which is that of offsets too.
  init(_ mappings: [ExtentMapping], privileged: Range<UInt64>?, windows: [RealizedWindow]) {
    extents = Dictionary(grouping: mappings, by: \.extent.node)
    self.privileged = privileged
    self.windows = windows
  }

  /// A slot with its place; an alias has that of the memory it mirrors.
  ///
  /// - Throws: ``HostError`` of kind ``FailureKind/layout`` where the layout has no memory for the slot.
  func region(of slot: PartitionSlot) throws(HostError) -> Region {
    guard let region = place(of: slot) else {
      throw HostError(
        .layout, before: .setMemoryRegion, .init(slot: slot.number, guest: slot.guest),
        "the layout has no memory for the slot")
    }
    return region
  }

  private func place(of slot: PartitionSlot) -> Region? {
    switch slot.source {
    case .node(let node):
      guard let mapping = mapping(of: node, at: slot.offset) else { return nil }
      let offset = slot.offset - mapping.backingOffset
      guard offset + slot.size <= mapping.extent.size else { return nil }
      return Region(
        slot: slot, hostAddress: mapping.hostAddress + offset, pageSize: mapping.backing.pageSize,
        visibility: slot.visibility, isPreexisting: mapping.backing.isPreexisting)
    case .vtl2:
      guard let privileged, slot.offset + slot.size <= UInt64(privileged.count) else { return nil }
      return Region(
        slot: slot, hostAddress: privileged.lowerBound + slot.offset, pageSize: Units.pageSize,
        visibility: slot.visibility, isPreexisting: false)
    case .window(let number):
      guard windows.indices.contains(number), slot.offset + slot.size <= windows[number].window.size else {
        return nil
      }
      return windows[number].region(of: slot)
    }
  }

  /// The extent of a node that holds an offset, by binary search.
  private func mapping(of node: Int, at offset: UInt64) -> ExtentMapping? {
    guard let mappings = extents[node] else { return nil }
    let index = mappings.firstIndexOfSorted { $0.backingOffset + $0.extent.size > offset }
    return index < mappings.count ? mappings[index] : nil
  }
}

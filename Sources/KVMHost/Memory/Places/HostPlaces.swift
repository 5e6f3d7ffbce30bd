import Addresses
import Lowering
import MachineModel

/// Where in this process the memory of slots lies, by what provides it.
struct HostPlaces {
  /// The extents in the layout's order.
  private let extents: [ExtentMapping]
  /// Where the RAM of the more privileged level begins.
  private let privileged: AddressRange?
  /// Windows by their numbers.
  private let windows: [RealizedWindow]

  /// - Parameter extents: The extents in the layout's order.
  init(_ extents: [ExtentMapping], privileged: AddressRange?, windows: [RealizedWindow]) {
    self.extents = extents
    self.privileged = privileged
    self.windows = windows
  }

  /// A slot with its place; an alias has that of the memory it mirrors.
  ///
  /// - Throws: ``HostError`` of kind ``FailureKind/layout`` where the layout has no memory for the slot.
  func region(of slot: MemorySlot) throws(HostError) -> Region {
    guard let region = place(of: slot) else {
      throw HostError(
        .layout, before: .setMemoryRegion, .init(slot: slot.number, guest: slot.range),
        "the layout has no memory for the slot")
    }
    return region
  }

  private func place(of slot: MemorySlot) -> Region? {
    switch slot.source {
    case .node:
      guard let index = slot.extent, extents.indices.contains(index) else { return nil }
      let mapping = extents[index]
      guard mapping.extent.memory == slot.memory, mapping.extent.backingOffset <= slot.backingOffset else {
        return nil
      }
      let offset = slot.backingOffset - mapping.extent.backingOffset
      guard offset + slot.size <= mapping.extent.size else { return nil }
      return Region(
        slot: slot, hostAddress: mapping.hostAddress + offset, pageSize: mapping.backing.pageSize,
        visibility: slot.visibility, isPreexisting: mapping.backing.isPreexisting)
    case .vtl2:
      guard let privileged, slot.backingOffset + slot.size <= privileged.size else { return nil }
      return Region(
        slot: slot, hostAddress: privileged.start + slot.backingOffset, pageSize: Units.pageSize,
        visibility: slot.visibility, isPreexisting: false)
    case .window(let number):
      guard windows.indices.contains(number), slot.backingOffset + slot.size <= windows[number].window.size else {
        return nil
      }
      return windows[number].region(of: slot)
    }
  }
}

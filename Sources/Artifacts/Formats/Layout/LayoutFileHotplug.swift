package import Addresses
package import JSONCoding

extension LayoutFile {
  /// Where memory of a node may be plugged in.
  package struct HotplugEntry: JSONRecord, Equatable {
    /// The line.
    package var line: UInt64?
    /// Bytes.
    package var size: UInt64 = 0
    /// The numbers that are kept free for its slots, in ascending address; absent where none is.
    package var slots: [UInt64]?
    /// The first address.
    package var start: UInt64 = 0

    /// Space of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("line", &line)
      coder.member("size", &size)
      coder.member(
        "slots", &slots,
        "The slot numbers of vtl0 that are kept free for what is plugged in: each for an equal part, in ascending address."
      )
      coder.member("start", &start)
    }
  }
}

extension LayoutFile.HotplugEntry {
  /// The slots whose numbers are kept free, each an equal part of the space.
  func kept(of node: LayoutFile.NodeEntry) -> [MemslotsFile.PluggableEntry] {
    guard let slots, !slots.isEmpty else { return [] }
    let size = self.size / UInt64(slots.count)
    return slots.enumerated().map { index, number in
      var entry = MemslotsFile.PluggableEntry()
      (entry.node, entry.domain) = (node.node, node.domain)
      (entry.slot, entry.memorySize) = (number, size)
      entry.guestPhysicalAddress = start &+ size &* UInt64(index)
      return entry
    }
  }
}

extension LayoutFile.HotplugEntry: AddressRanged {
  /// Where the space lies; nothing where that is beyond 64 bits.
  package var range: AddressRange { AddressRange(start, start &+ size) }
}

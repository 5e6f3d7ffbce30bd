package import Addresses
package import JSONCoding
import Lowering
import MachineModel

extension LayoutFile {
  /// An entry of the memory map.
  package struct MapEntry: JSONRecord, Equatable {
    /// The first address.
    package var base: UInt64 = 0
    /// The word for the type.
    package var kind = ""
    /// Bytes.
    package var length: UInt64 = 0
    /// The line of the node or the reserved range.
    package var line: UInt64?
    /// The e820 type.
    package var type: UInt64 = 0

    /// The words for the types of entries.
    private static var kinds: [String] {
      let kinds = [.usable] + ReservedRange.Kind.allCases.filter { $0 != .hole }.map(MemoryMapEntry.Kind.reserved)
      return kinds.map(\.name)
    }

    /// An entry of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("base", &base)
      coder.member("kind", &kind, values: .words(Self.kinds))
      coder.member("length", &length)
      coder.member("line", &line)
      coder.member("type", &type)
    }
  }

  /// A range of RAM.
  package struct ExtentEntry: JSONRecord, Equatable {
    /// The line of the node, or of the zone.
    package var line: UInt64?
    /// The node, by its place among the nodes.
    package var node: UInt64 = 0
    /// Bytes.
    package var size: UInt64 = 0
    /// The first address.
    package var start: UInt64 = 0
    /// The zone; absent where the node has none.
    package var zone: UInt64?

    /// An extent of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("line", &line)
      coder.member("node", &node)
      coder.member("size", &size)
      coder.member("start", &start)
      coder.member("zone", &zone, "The zone, by its place among the node's; absent where the node has none.")
    }
  }

  /// A memory affinity.
  package struct AffinityEntry: JSONRecord, Equatable {
    /// Whether nothing is there yet; absent where memory is.
    package var hotPluggable: Bool?
    /// Bytes.
    package var length: UInt64 = 0
    /// The line of the node.
    package var line: UInt64?
    /// The node, by its place among the nodes.
    package var node: UInt64 = 0
    /// Whether the memory keeps its contents without power; absent where it does not.
    package var persistent: Bool?
    /// Whether the memory is for a special purpose; absent where it is not.
    package var specialPurpose: Bool?
    /// The first address.
    package var start: UInt64 = 0

    /// An affinity of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("hot_pluggable", &hotPluggable, "true where nothing is there yet; absent where memory is.")
      coder.member("length", &length)
      coder.member("line", &line)
      coder.member("node", &node)
      coder.member(
        "persistent", &persistent, "true for memory that SRAT calls non-volatile; absent for other memory.")
      coder.member(
        "special_purpose", &specialPurpose, "true for memory for a special purpose; absent for other memory.")
      coder.member("start", &start)
    }
  }

  /// A memslot.
  package struct SlotEntry: JSONRecord, Equatable {
    /// The first guest physical address.
    package var guestPhysicalAddress: UInt64 = 0
    /// The line of the node, or of the zone.
    package var line: UInt64?
    /// Bytes.
    package var memorySize: UInt64 = 0
    /// The node, by its place among the nodes.
    package var node: UInt64 = 0
    /// The slot's number.
    package var slot: UInt64 = 0
    /// The zone; absent where the node has none.
    package var zone: UInt64?

    /// A slot of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("guest_phys_addr", &guestPhysicalAddress)
      coder.member("line", &line)
      coder.member("memory_size", &memorySize)
      coder.member("node", &node)
      coder.member("slot", &slot)
      coder.member("zone", &zone, "The zone, by its place among the node's; absent where the node has none.")
    }
  }
}

extension LayoutFile.SlotEntry: AddressRanged {
  /// Where the slot lies; nothing where that is beyond 64 bits.
  package var range: AddressRange { AddressRange(guestPhysicalAddress, guestPhysicalAddress &+ memorySize) }
}

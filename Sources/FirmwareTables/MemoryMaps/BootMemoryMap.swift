import Addresses
import FieldCoding
import Lowering
import MachineModel

/// What a boot loader tells an operating system of memory: the entries of e820, and what e820 cannot say of them.
struct BootMemoryMap {
  /// A range of one type.
  struct Range: AddressRanged {
    var range: AddressRange
    let type: E820Type
    /// Whether nothing but what asks for the memory should be put there.
    let isSpecialPurpose: Bool
    let origin: RecordOrigin

    /// As an entry of e820.
    var entry: E820Entry { E820Entry(base: start, length: size, type: type) }
  }

  /// Disjoint.
  let ranges: [Range]

  /// - Parameter isAscending: Whether the ranges ascend, whatever the order of the machine's maps is.
  init(_ layout: Layout, isAscending: Bool) {
    let map = isAscending ? layout.memoryMap : layout.memoryMapInOrder
    ranges = layout.byTraits(map).map { entry, traits in
      Range(
        range: entry.range, type: traits.contains(.softReserved) ? .softReserved : E820Type(entry.kind),
        isSpecialPurpose: traits.contains(.specialPurpose), origin: RecordOrigin(entry.origin))
    }
  }
}

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

  /// Ascending and disjoint.
  let ranges: [Range]

  init(_ layout: Layout) {
    ranges = layout.memoryMapByTraits.map { entry, traits in
      Range(
        range: entry.range, type: traits.contains(.softReserved) ? .softReserved : E820Type(entry.kind),
        isSpecialPurpose: traits.contains(.specialPurpose), origin: RecordOrigin(entry.origin))
    }
  }
}

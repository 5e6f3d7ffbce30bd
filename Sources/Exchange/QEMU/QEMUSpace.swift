import Addresses
import Diagnostics
import MachineModel
import Platforms

/// What is left of the space for memory behind what is plugged in from the start.
///
/// QEMU's tables have 1 GiB more for each slot, as topologies on its platforms have: where it has fewer slots than those count,
/// there is so much less of the space itself.
enum QEMUSpace {
  /// None.
  case none
  /// More is plugged in than there are slots.
  case tooFewSlots
  /// So much, by so few slots that no topology says it.
  case unsayable(size: UInt64, free: UInt64)
  /// So much, by so many slots, at least one.
  case space(size: UInt64, free: UInt64)

  /// Divides space.
  ///
  /// - Parameters:
  ///   - all: Bytes of it.
  ///   - taken: Bytes and slots of what is plugged in.
  ///   - isOfQEMU: Whether the topology is on a platform of QEMU's.
  init(_ all: UInt64, slots: UInt64, taken: (size: UInt64, slots: UInt64), isOfQEMU: Bool) {
    guard slots >= taken.slots else {
      self = .tooFewSlots
      return
    }
    let (rest, free) = (
      Int64(clamping: min(all, Units.addressLimit)) - Int64(clamping: taken.size), slots - taken.slots
    )
    let size = rest - (isOfQEMU && free == 0 ? Int64(PluggableSpaceRule.bytesPerSlot) : 0)
    if rest <= 0, free == 0 {
      self = .none
    } else {
      self =
        size > 0
        ? .space(size: UInt64(size), free: max(free, 1)) : .unsayable(size: UInt64(clamping: rest), free: free)
    }
  }
}

/// An NVDIMM as a guest sees it (QEMU's hw/mem/nvdimm.c, `nvdimm_prepare_memory_region`).
struct QEMUPluggedMemory {
  /// Bytes of memory.
  let size: UInt64
  /// What it begins at a multiple of.
  let alignment: UInt64
  /// Bytes of space that it takes.
  var space: UInt64 { size.roundedUp(to: alignment) }

  /// An NVDIMM of so many bytes; `nil` where it has no memory.
  ///
  /// - Parameters:
  ///   - label: How many of them, at the end, are its label's: what is left of whole pages before those is the memory.
  ///   - alignment: What is said of its alignment.
  init?(_ bytes: UInt64, label: UInt64, alignment: UInt64?) {
    let alignment = max(alignment ?? 0, PluggableSpaceRule.pluggedAlignment)
    guard alignment.nonzeroBitCount == 1, label < bytes, bytes <= Units.addressLimit else { return nil }
    self.alignment = alignment
    size = label == 0 ? bytes : (bytes - label).roundedDown(to: alignment)
  }

  /// Has it be the memory of a node.
  func apply(to node: inout MemoryNode, sizeAt origin: SourceRange?, alignmentAt alignmentOrigin: SourceRange?) {
    node.memory = Located(size, at: origin)
    guard alignment > PluggableSpaceRule.pluggedAlignment else { return }
    node.alignment = Located(.size(alignment), at: alignmentOrigin)
  }
}

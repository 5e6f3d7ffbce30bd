import Addresses
import Lowering

/// Where each extent lies in the reservation: one behind the other, the guest's gaps left out.
///
/// An extent's offset is congruent to its guest physical address modulo 2 MiB, or modulo its page size where
/// that is larger: KVM gives large pages only where guest and host addresses agree in those bits. Between two
/// extents that costs less than the modulus; it costs address space only, never memory.
struct Packing: Equatable, Sendable {
  /// The offset of each extent, in the order of the extents.
  let offsets: [UInt64]
  /// Bytes of the reservation.
  let size: UInt64
  /// What the reservation's beginning must be a multiple of: the largest modulus.
  let alignment: UInt64

  /// Packs extents in their order.
  ///
  /// - Parameters:
  ///   - extents: RAM in ascending address.
  ///   - pageSizes: Bytes of a page of each extent's memory, powers of two.
  init(_ extents: [Extent], pageSizes: [UInt64]) {
    var offsets: [UInt64] = []
    offsets.reserveCapacity(extents.count)
    var end: UInt64 = 0
    var alignment = Units.largePage
    for (extent, pageSize) in zip(extents, pageSizes) {
      let modulus = max(pageSize, Units.largePage)
      alignment = max(alignment, modulus)
      let offset = end + (extent.start &- end) & (modulus - 1)
      offsets.append(offset)
      end = offset + extent.size
    }
    self.offsets = offsets
    self.size = end
    self.alignment = alignment
  }
}

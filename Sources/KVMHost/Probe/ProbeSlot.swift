import Addresses
import Lowering

#if arch(x86_64)
  import CLinux
  import MachineModel
  import SystemPackage

  /// A slot outside of the layout with memory of its own, for a guest that the layout's memory does not run.
  final class ProbeSlot: Sendable {
    /// Its memory.
    let memory: GuestMemory
    /// Its pages.
    let pages: [ProbePages.Page]

    private let machine: VirtualMachine
    private let number: UInt32
    private let guest: UInt64

    /// Slots at places where the layout has nothing, as far as KVM takes them; each is deleted when it goes.
    ///
    /// - Parameters:
    ///   - occupied: Guest physical addresses to keep away from, in ascending order.
    ///   - slotCount: How many slots KVM has.
    static func candidates(
      _ partition: RealizedPartition, occupied: [AddressRange], slotCount: Int, addressLimit: UInt64
    ) throws(HostError) -> [ProbeSlot] {
      let used = Set(partition.regions.map(\.slot.number))
      guard let number = (0..<UInt32(slotCount)).last(where: { !used.contains($0) }) else { return [] }
      for address in places(between: occupied, addressLimit: addressLimit) {
        do {
          return [try ProbeSlot(partition.machine, number: number, guest: address)]
        } catch {
          // Something is registered there that should not be: another place will do.
          guard error.errno == .fileExists else { throw error }
        }
      }
      return []
    }

    /// Addresses in the middle of nothing: above the top, then between slots.
    private static func places(between occupied: [AddressRange], addressLimit: UInt64) -> [UInt64] {
      let margin: UInt64 = 4 << 20
      var places: [UInt64] = []
      var end: UInt64 = 0
      for range in occupied {
        if range.start - end >= 2 * margin { places.append((end + (range.start - end) / 2).roundedDown(to: 4096)) }
        end = range.end
      }
      if addressLimit > end, addressLimit - end >= 2 * margin { places.insert(end + margin, at: 0) }
      return places
    }

    private init(_ machine: VirtualMachine, number: UInt32, guest: UInt64) throws(HostError) {
      let size = UInt64(ProbePages.count) * Units.pageSize
      let memory = GuestMemory(try Reservation(size: size, alignment: Units.pageSize))
      try memory.mapAnonymous()
      self.memory = memory
      self.machine = machine
      self.number = number
      self.guest = guest
      pages = (0..<UInt64(ProbePages.count)).map {
        ProbePages.Page(guest: guest + $0 * Units.pageSize, host: memory.start + $0 * Units.pageSize)
      }
      try machine.setMemory(
        slot: number, flags: 0, guest: AddressRange(start: guest, size: size), hostAddress: memory.start,
        subject: .init(slot: number, guest: AddressRange(start: guest, size: size)))
    }

    deinit {
      // Deleting a slot that is there does not fail; were it to, nothing refers to the memory but a guest that ended.
      try? machine.setMemory(
        slot: number, flags: 0, guest: AddressRange(start: guest, size: 0), hostAddress: 0,
        subject: .init(slot: number))
    }
  }
#endif

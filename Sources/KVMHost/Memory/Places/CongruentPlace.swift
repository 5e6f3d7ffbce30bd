import Addresses

/// Addresses for memory outside of the nodes' reservation, congruent to guest addresses modulo 2 MiB, so that KVM can
/// map it with large pages.
struct CongruentPlace {
  /// The owner of the addresses; nothing is mapped yet.
  let memory: GuestMemory
  /// The address in this process that belongs to the first guest address.
  let hostAddress: UInt64

  /// Reserves addresses.
  ///
  /// - Parameter guest: Guest physical addresses, on 4 KiB pages.
  init(_ guest: AddressRange) throws(HostError) {
    let lead = guest.start % Units.largePage
    let size = guest.size + lead
    memory = GuestMemory(try Reservation(size: size, alignment: Units.largePage))
    hostAddress = memory.start + lead
  }
}

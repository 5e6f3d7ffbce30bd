import Addresses
import CLinux
import SystemPackage

/// The reservation with everything mapped into it: the one owner of a machine's memory in this process.
final class GuestMemory: Sendable {
  private let reservation: Reservation
  /// Which pages of it are dirty, as far as memc itself knows.
  let dirty = DirtyPageLog()

  /// Takes a reservation over.
  init(_ reservation: consuming Reservation) {
    self.reservation = reservation
  }

  /// The first address.
  var start: UInt64 { reservation.start }
  /// Bytes.
  var size: UInt64 { reservation.size }

  /// Maps an extent into it.
  func map(_ mapping: ExtentMapping) throws(HostError) {
    try mapping.map(into: reservation)
  }

  /// Maps private anonymous memory over all of it.
  func mapAnonymous() throws(HostError) {
    try map(at: start, size: size, MAP_PRIVATE | MAP_ANONYMOUS, -1)
  }

  /// Maps private anonymous memory over a part of it, which is accounted for as it is touched.
  ///
  /// - Precondition: The reservation holds the range.
  func mapAnonymous(at address: UInt64, size: UInt64) throws(HostError) {
    try map(at: address, size: size, MAP_PRIVATE | MAP_ANONYMOUS | MEMC_MAP_NORESERVE, -1)
  }

  /// Maps a memory object from its beginning over a part of it.
  ///
  /// - Precondition: The reservation holds the range.
  func mapShared(_ object: FileDescriptor, at address: UInt64, size: UInt64) throws(HostError) {
    try map(at: address, size: size, MAP_SHARED | MEMC_MAP_NORESERVE, object.rawValue)
  }

  /// Maps a file privately over a part of it: what is written there stays in this process.
  ///
  /// - Parameter offset: Where the file is mapped from, a multiple of the host's pages.
  /// - Precondition: The reservation holds the range.
  func mapPrivate(
    _ file: FileDescriptor, from offset: UInt64, at address: UInt64, size: UInt64
  ) throws(HostError) {
    try map(at: address, size: size, MAP_PRIVATE | MEMC_MAP_NORESERVE, file.rawValue, from: offset)
  }

  private func map(
    at address: UInt64, size: UInt64, _ flags: CInt, _ object: CInt, from offset: UInt64 = 0
  ) throws(HostError) {
    precondition(reservation.contains(address, size), "memory is mapped inside the reservation")
    do {
      _ = try kernel {
        // The place is the reservation's, and nothing points into it yet.
        unsafe memc_mmap(address, size, PROT_READ | PROT_WRITE, MAP_FIXED | flags, object, offset)
      }
    } catch {
      throw MappingFailure.error(
        error, bytes: size, .init(host: AddressRange(start: address, size: size)), "\(size) bytes")
    }
  }

  /// Copies bytes out.
  ///
  /// - Precondition: The range is mapped memory of the reservation.
  func read(_ count: Int, at address: UInt64) -> [UInt8] {
    precondition(reservation.contains(address, UInt64(count)), "memory is read inside the reservation")
    // A guest may write at the same time: bytes are copied once and looked at in the copy only.
    return unsafe [UInt8](UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: UInt(address)), count: count))
  }

  /// Copies bytes in.
  ///
  /// - Precondition: The range is mapped, writable memory of the reservation.
  func write(_ bytes: ArraySlice<UInt8>, at address: UInt64) {
    precondition(reservation.contains(address, UInt64(bytes.count)), "memory is written inside the reservation")
    unsafe UnsafeMutableRawBufferPointer(
      start: UnsafeMutableRawPointer(bitPattern: UInt(address)), count: bytes.count
    ).copyBytes(from: bytes)
    dirty.mark(AddressRange(start: address, size: UInt64(bytes.count)))
  }

  /// Makes sure that the pages of a range are there, where a touch without one would be a SIGBUS.
  func populate(_ address: UInt64, _ count: UInt64, pageSize: UInt64, writes: Bool) throws(Errno) {
    let start = address.roundedDown(to: pageSize)
    let end = (address + count).roundedUp(to: pageSize)
    precondition(reservation.contains(start, end - start), "memory is populated inside the reservation")
    let advice = writes ? MEMC_MADV_POPULATE_WRITE : MEMC_MADV_POPULATE_READ
    _ = try kernel { unsafe memc_madvise(start, end - start, advice) }
  }

  /// Tells neighbouring ranges apart for as long as `body` runs.
  ///
  /// The kernel merges neighbouring mappings that are alike and then counts them as one. A flag that only
  /// core dumps look at keeps every second range a mapping of its own meanwhile.
  static func withMappingsApart<Result>(_ ranges: [AddressRange], _ body: () -> Result) -> Result {
    let apart = ranges.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
    advise(apart, MADV_DONTDUMP)
    defer { advise(apart, MADV_DODUMP) }
    return body()
  }

  private static func advise(_ ranges: [AddressRange], _ advice: CInt) {
    for range in ranges {
      // Where the kernel has no room for another mapping, ranges are counted together, which the report can tell.
      _ = unsafe memc_madvise(range.start, range.size, advice)
    }
  }
}

import Addresses
import Lowering
import MachineModel
import SystemPackage

/// Guest physical memory as this process sees it: translation, and bounded copies that may cross slots.
struct GuestSpace: Sendable {
  /// The slots in ascending guest address.
  let regions: [Region]
  /// The memory behind them.
  let memory: MachineMemory

  /// The region that holds an address; `nil` in a hole.
  func region(containing address: UInt64) -> Region? {
    let index = regions.firstIndexOfSorted { $0.guest.end > address }
    return index < regions.count && regions[index].guest.contains(address) ? regions[index] : nil
  }

  /// Where a guest range lies in this process, slot by slot.
  ///
  /// - Throws: ``GuestAccessError`` where no slot holds a part of the range.
  func parts(at address: UInt64, count: Int) throws(GuestAccessError) -> [(region: Region, host: AddressRange)] {
    var parts: [(Region, AddressRange)] = []
    guard count >= 0, case let (end, overflow) = address.addingReportingOverflow(UInt64(count)), !overflow else {
      throw GuestAccessError(address: address, count: count, hole: address, cause: nil)
    }
    var next = address
    while next < end {
      guard let region = region(containing: next) else {
        throw GuestAccessError(address: address, count: count, hole: next, cause: nil)
      }
      let host = region.hostAddress + (next - region.guest.start)
      let length = min(end, region.guest.end) - next
      parts.append((region, AddressRange(start: host, size: length)))
      next += length
    }
    return parts
  }

  /// Copies guest memory out.
  func read(_ count: Int, at address: UInt64) throws(GuestAccessError) -> [UInt8] {
    let parts = try parts(at: address, count: count)
    try populate(parts, writes: false, at: address, count: count)
    if parts.count == 1 {
      return memory[parts[0].region.slot.source].read(count, at: parts[0].host.start)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    for (region, host) in parts {
      bytes += memory[region.slot.source].read(Int(host.size), at: host.start)
    }
    return bytes
  }

  /// Copies bytes into guest memory: all of them, or none where no slot holds a part of the range.
  func write(_ bytes: [UInt8], at address: UInt64) throws(GuestAccessError) {
    let parts = try parts(at: address, count: bytes.count)
    try populate(parts, writes: true, at: address, count: bytes.count)
    var rest = bytes[...]
    for (region, host) in parts {
      memory[region.slot.source].write(rest.prefix(Int(host.size)), at: host.start)
      rest = rest.dropFirst(Int(host.size))
    }
  }

  private func populate(
    _ parts: [(region: Region, host: AddressRange)], writes: Bool, at address: UInt64, count: Int
  ) throws(GuestAccessError) {
    for (region, host) in parts where region.mayLackPages {
      do {
        try memory[region.slot.source].populate(
          host.start, host.size, pageSize: region.pageSize, writes: writes)
      } catch {
        throw GuestAccessError(address: address, count: count, hole: nil, cause: error)
      }
    }
  }
}

/// Guest memory that was asked for is not there.
public struct GuestAccessError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The first guest physical address that was asked for.
  public let address: UInt64
  /// Bytes that were asked for.
  public let count: Int
  /// The first address of them that no slot holds; `nil` where all are in slots.
  public let hole: UInt64?
  /// Why the host could not provide a page.
  let cause: Errno?

  /// One line with the numbers.
  public var description: String {
    let range = "\(count) bytes at guest \(Units.address(address))"
    if let hole { return "\(range): no slot holds \(Units.address(hole))" }
    return "\(range): the host cannot provide a page (\(cause?.name ?? "unknown"))"
  }
}

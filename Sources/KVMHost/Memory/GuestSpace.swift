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
    let index = regions.firstIndexOfSorted { $0.guest.upperBound > address }
    return index < regions.count && regions[index].guest.contains(address) ? regions[index] : nil
  }

  /// The pieces that a guest range has in this process, slot by slot.
  ///
  /// - Throws: ``GuestAccessError`` where no slot holds a part of the range.
  func pieces(at address: UInt64, count: Int) throws(GuestAccessError) -> [(region: Region, host: Range<UInt64>)] {
    var pieces: [(Region, Range<UInt64>)] = []
    guard count >= 0, case let (end, overflow) = address.addingReportingOverflow(UInt64(count)), !overflow else {
      throw GuestAccessError(address: address, count: count, hole: address, cause: nil)
    }
    var next = address
    while next < end {
      guard let region = region(containing: next) else {
        throw GuestAccessError(address: address, count: count, hole: next, cause: nil)
      }
      let host = region.hostAddress + (next - region.guest.lowerBound)
      let length = min(end, region.guest.upperBound) - next
      pieces.append((region, host..<host + length))
      next += length
    }
    return pieces
  }

  /// Copies guest memory out.
  func read(_ count: Int, at address: UInt64) throws(GuestAccessError) -> [UInt8] {
    let pieces = try pieces(at: address, count: count)
    try populate(pieces, writes: false, at: address, count: count)
    if pieces.count == 1 {
      return memory[pieces[0].region.slot.source].read(count, at: pieces[0].host.lowerBound)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    for (region, host) in pieces {
      bytes += memory[region.slot.source].read(host.count, at: host.lowerBound)
    }
    return bytes
  }

  /// Copies bytes into guest memory: all of them, or none where no slot holds a part of the range.
  func write(_ bytes: [UInt8], at address: UInt64) throws(GuestAccessError) {
    let pieces = try pieces(at: address, count: bytes.count)
    try populate(pieces, writes: true, at: address, count: bytes.count)
    var rest = bytes[...]
    for (region, host) in pieces {
      memory[region.slot.source].write(rest.prefix(host.count), at: host.lowerBound)
      rest = rest.dropFirst(host.count)
    }
  }

  private func populate(
    _ pieces: [(region: Region, host: Range<UInt64>)], writes: Bool, at address: UInt64, count: Int
  ) throws(GuestAccessError) {
    for (region, host) in pieces where region.pageSize > Units.pageSize || region.isPreexisting {
      do {
        try memory[region.slot.source].populate(
          host.lowerBound, UInt64(host.count), pageSize: region.pageSize, writes: writes)
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

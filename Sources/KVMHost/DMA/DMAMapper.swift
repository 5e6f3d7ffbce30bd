public import Addresses

/// Lets devices reach a machine's RAM at the addresses at which its guest has it: an IOMMU's tables, or whatever else stands
/// between a device and memory.
///
/// A machine that it is attached to by ``RealizedMachine/attach(_:)`` tells it of every slot of RAM, of every one that comes, and,
/// before memory goes, of every one that goes; one call at a time. Of slots only whole ones come and go.
public protocol DMAMapper: AnyObject, Sendable {
  /// The devices, for whoever asks what reaches a machine's memory.
  var devices: [DMADevice] { get }

  /// What it can map. Asked once ``begin(on:)`` has returned.
  var capacity: DMACapacity { get }

  /// Makes ready for a machine's memory, before the first of it is mapped; must not keep the machine.
  func begin(on machine: RealizedMachine) throws(HostError)

  /// Lets devices reach memory, whose pages are there, and stay until it is unmapped.
  ///
  /// - Parameters:
  ///   - guest: Guest physical addresses, which are those that devices use: whole pages of 4 KiB, none of them mapped.
  ///   - hostAddress: Where the memory is in this process.
  ///   - isWritable: Whether devices may write to it.
  func map(_ guest: AddressRange, to hostAddress: UInt64, isWritable: Bool) throws(HostError)

  /// Lets devices reach memory no more. When it returns, none can.
  ///
  /// - Parameter guest: Guest physical addresses of one mapping, all of it.
  func unmap(_ guest: AddressRange) throws(HostError)

  /// Lets go of the devices, before the last of the memory is unmapped.
  func end()
}

extension DMAMapper {
  /// None that the host knows as PCI devices.
  public var devices: [DMADevice] { [] }
  /// Everything.
  public var capacity: DMACapacity { DMACapacity() }
  /// Nothing to do.
  public func begin(on machine: RealizedMachine) throws(HostError) {}
  /// Nothing to do.
  public func end() {}
}

/// What a ``DMAMapper`` can map.
public struct DMACapacity: Hashable, Sendable {
  /// Addresses at which devices can reach memory, ascending; `nil` for all.
  public var reachable: [AddressRange]?
  /// Mappings that there can be; `nil` where nothing limits them.
  public var mappingCount: Int?
  /// Bytes of which addresses and sizes of mappings must be multiples: a power of two.
  public var pageSize: UInt64 = Units.pageSize
  /// Whether pages that are mapped count as locked ones, which RLIMIT_MEMLOCK limits.
  public var countsAsLocked = false

  /// Creates one of all addresses, any number of mappings and pages of 4 KiB.
  public init() {}

  /// What of a range is out of reach, ascending.
  func unreachable(in range: AddressRange) -> [AddressRange] {
    reachable.map { AddressSet($0).gaps(in: range) } ?? []
  }
}

public import Addresses
public import Lowering
public import MachineModel

/// A memory slot with its place in this process.
public struct Region: Hashable, Sendable {
  /// The slot.
  public let slot: MemorySlot
  /// The address in this process where the slot begins; valid as that of ``RealizedMachine/hostAddress(of:)``.
  public let hostAddress: UInt64
  /// Bytes of a page of the pool that the memory is of; 4 KiB for small pages, transparent huge ones included.
  public let pageSize: UInt64
  /// What the guest may do now; the slot says what it could at first.
  public internal(set) var visibility: Visibility
  /// Whether the memory's contents were there before: a file, which only `--verify=write` may touch.
  let isPreexisting: Bool
  /// Whether the memory is a private copy of a file, which may be shorter now than it was.
  var isCopyOfFile = false

  /// Whether pages must be asked for before this process touches them, as a touch without one would be a SIGBUS.
  var mayLackPages: Bool { pageSize > Units.pageSize || isPreexisting || isCopyOfFile }

  /// Guest physical addresses.
  public var guest: AddressRange { slot.range }
  /// Addresses in this process.
  public var host: AddressRange { AddressRange(start: hostAddress, size: slot.size) }

  var subject: HostError.Subject {
    HostError.Subject(slot: slot.number, memory: slot.memory, guest: guest, host: host)
  }
}

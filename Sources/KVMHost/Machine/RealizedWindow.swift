public import Addresses
import CLinux
import Lowering
public import MachineModel
public import SystemPackage

/// A device's window with its memory: shared memory in a memfd, which a process that plays the device can map too; or a
/// private copy of a file, page by page as it is written.
///
/// The memory lives as long as this object, mapped into a machine or not. What a guest or a device wrote stays when the
/// window is hidden or unmapped, and is there again when it comes back.
public final class RealizedWindow: Sendable {
  /// Where the guest sees the window, and what it wins against.
  public let window: DeviceWindow

  /// Its number among the windows of its machine, from 0.
  let number: Int
  /// The machine that it was made for.
  let machine: MachineIdentity
  let memory: GuestMemory
  /// The address in this process where it begins.
  let hostAddress: UInt64
  private let backing: Backing

  /// What the memory of a window is made of.
  enum Backing: Sendable {
    /// A memfd of its size, which no one can make shorter or longer.
    case memfd(OwnedDescriptor)
    /// A file.
    case file(WindowFile)

    /// Takes the window's file, open already, or makes a memfd where it has none.
    init(for window: DeviceWindow, _ file: WindowFile?) throws(HostError) {
      if let file {
        self = .file(file)
        return
      }
      // The kernel takes 249 bytes of a name.
      let label = String(decoding: "memc window \(window.name)".utf8.prefix(200), as: UTF8.self)
      self = .memfd(
        try BackingMaker.memfd(
          named: label, size: window.size, pageSize: Units.pageSize, HostError.Subject(guest: window.range)))
    }
  }

  /// Makes the memory of a window, at a host address that allows large pages.
  init(_ window: DeviceWindow, number: Int, machine: MachineIdentity, backing: Backing) throws(HostError) {
    self.window = window
    self.number = number
    self.machine = machine
    self.backing = backing
    let place = try CongruentPlace(window.range)
    switch backing {
    case .memfd(let object):
      try place.memory.mapShared(object.descriptor, at: place.hostAddress, size: window.size)
    case .file(let file):
      try place.memory.mapPrivate(
        file.object.descriptor, from: file.offset, at: place.hostAddress, size: window.size)
    }
    memory = place.memory
    hostAddress = place.hostAddress
  }

  /// The memfd that holds the window's memory from its first byte on, or the file of which that is a copy; valid as long as
  /// this object lives.
  public var descriptor: FileDescriptor {
    switch backing {
    case .memfd(let object): object.descriptor
    case .file(let file): file.object.descriptor
    }
  }

  /// The file that the memory is a copy of; `nil` where it is none.
  var file: WindowFile? { if case .file(let file) = backing { file } else { nil } }

  /// Addresses in this process, valid as long as this object lives.
  public var host: AddressRange { AddressRange(start: hostAddress, size: window.size) }

  /// A slot that shows a part of the window, with its place.
  func region(of slot: MemorySlot) -> Region {
    Region(
      slot: slot, hostAddress: hostAddress + slot.backingOffset, pageSize: Units.pageSize,
      visibility: slot.visibility,
      isPreexisting: false, isCopyOfFile: file != nil)
  }

  /// Reads the window's memory, whether the guest sees it or not.
  ///
  /// - Parameters:
  ///   - count: Bytes.
  ///   - offset: Where to begin, in bytes from the window's beginning.
  /// - Throws: ``GuestAccessError`` where that reaches beyond the window, or a file has become shorter.
  public func read(_ count: Int, at offset: UInt64) throws(GuestAccessError) -> [UInt8] {
    memory.read(count, at: try address(of: offset, count, writes: false))
  }

  /// Writes the window's memory, whether the guest sees it or not.
  ///
  /// - Parameters:
  ///   - bytes: What to write.
  ///   - offset: Where to begin, in bytes from the window's beginning.
  /// - Throws: ``GuestAccessError`` where that reaches beyond the window, or a file has become shorter; then nothing was
  ///   written.
  public func write(_ bytes: [UInt8], at offset: UInt64) throws(GuestAccessError) {
    memory.write(bytes[...], at: try address(of: offset, bytes.count, writes: true))
  }

  /// Where an offset lies in this process, with pages where the memory may lack them.
  private func address(of offset: UInt64, _ count: Int, writes: Bool) throws(GuestAccessError) -> UInt64 {
    guard count >= 0, offset <= window.size, UInt64(count) <= window.size - offset else {
      let (address, _) = window.start.addingReportingOverflow(offset)
      throw GuestAccessError(address: address, count: count, hole: max(address, window.end), cause: nil)
    }
    if file != nil {
      do throws(Errno) {
        try memory.populate(hostAddress + offset, UInt64(count), pageSize: Units.pageSize, writes: writes)
      } catch {
        throw GuestAccessError(address: window.start + offset, count: count, hole: nil, cause: error)
      }
    }
    return hostAddress + offset
  }
}

/// Tells one machine from another: each has one, and its windows have the same.
final class MachineIdentity: Sendable {}

public import Addresses
import Lowering
import MachineModel
import Synchronization

/// A ``DMAMapper`` that follows a machine's RAM: from ``RealizedMachine/attach(_:)`` on until
/// ``RealizedMachine/detach(_:)``, or until the machine ends.
public final class DMAAttachment: Sendable {
  /// Whoever maps.
  public let mapper: any DMAMapper
  /// What it said of itself when it was attached.
  public let capacity: DMACapacity
  /// How long it took to attach it.
  public let duration: Duration

  private let mapped: Mutex<[UInt64: Region]>
  /// Told of slots that devices may have written to, as nobody is told when they do.
  private let onWritten: @Sendable (Region) -> Void

  /// Maps slots.
  ///
  /// - Parameters:
  ///   - mapper: One that has begun.
  ///   - regions: The slots.
  ///   - start: When it began.
  ///   - onWritten: Told of slots that devices may have written to.
  /// - Throws: Why a slot cannot be mapped; then none is.
  init(
    _ mapper: any DMAMapper, _ regions: [Region], since start: ContinuousClock.Instant,
    onWritten: @escaping @Sendable (Region) -> Void
  ) throws(HostError) {
    self.mapper = mapper
    capacity = mapper.capacity
    var mapped: [UInt64: Region] = [:]
    do throws(HostError) {
      for region in regions {
        try Self.map(region, by: mapper)
        mapped[region.guest.start] = region
      }
    } catch {
      // Devices are let go of first, so that none is surprised.
      mapper.end()
      for region in mapped.values { try? mapper.unmap(region.guest) }
      throw error
    }
    duration = ContinuousClock().now - start
    self.mapped = Mutex(mapped)
    self.onWritten = onWritten
  }

  /// Tells of all that devices may have written to until now.
  func tellWritten() {
    for region in regions where region.visibility == .readWrite { onWritten(region) }
  }

  /// Slots of RAM that devices reach, ascending.
  var regions: [Region] { mapped.withLock { $0.values.sorted { $0.guest.start < $1.guest.start } } }

  /// Guest physical addresses at which devices reach memory, ascending; of what neighbours there is a range each.
  public var ranges: [AddressRange] { AddressSet(regions.map(\.guest)).ranges }

  /// Whether devices reach a slot: RAM at its own address that the guest sees. Windows are devices' own, mirrored RAM is at its own
  /// address, too, and what is unmapped is nobody's.
  static func isReached(_ region: Region) -> Bool { region.slot.isRAM && region.visibility != .unmapped }

  private static func map(_ region: Region, by mapper: any DMAMapper) throws(HostError) {
    do throws(HostError) {
      try PinnedMemory.populate(region)
      try mapper.map(region.guest, to: region.hostAddress, isWritable: region.visibility == .readWrite)
    } catch {
      throw HostError(copying: error, message: "\(error.message); devices do not reach \(region.guest)")
    }
  }

  /// Lets devices reach nothing more.
  func end() {
    mapper.end()
    tellWritten()
    for region in regions {
      // What cannot be unmapped stays until the mapper goes; its pages are pinned, and nobody else's meanwhile.
      if (try? mapper.unmap(region.guest)) != nil {
        mapped.withLock { _ = $0.removeValue(forKey: region.guest.start) }
      }
    }
  }
}

extension DMAAttachment: MemoryObserver {
  func objection(toGivingBack range: AddressRange) -> HostError? {
    guard let pages = ranges.lazy.compactMap({ $0.intersection(range) }).first else { return nil }
    return HostError(
      .layout, before: .remove, .init(guest: pages),
      "devices reach the memory by DMA, and would go on using the pages that it has now; detach them first",
      as: .discardPinned)
  }

  func willDelete(_ region: Region) throws(HostError) {
    guard Self.isReached(region) else { return }
    // A slot that could not be mapped again when a change failed is not there.
    guard mapped.withLock({ $0[region.guest.start] }) != nil else { return }
    do throws(HostError) {
      try mapper.unmap(region.guest)
    } catch {
      throw HostError(copying: error, message: "\(error.message); devices still reach \(region.guest)")
    }
    mapped.withLock { _ = $0.removeValue(forKey: region.guest.start) }
    if region.visibility == .readWrite { onWritten(region) }
  }

  func didRegister(_ region: Region) throws(HostError) {
    guard Self.isReached(region) else { return }
    try Self.map(region, by: mapper)
    mapped.withLock { $0[region.guest.start] = region }
  }

  func machineEnds() { end() }
}

import Addresses
import HostFiles
import Lowering
import Synchronization

/// Letting devices reach a machine's memory.
extension RealizedMachine {
  /// Lets devices reach the RAM of `vtl0` at the addresses at which its guest has it, from now on, whatever changes.
  ///
  /// Every slot of RAM that the guest sees is populated and mapped, read-only ones without the right to write. Before a slot is
  /// deleted, or its visibility changes, it is unmapped; once it is registered, it is mapped: no device reaches memory that is gone.
  /// Memory that is unmapped, windows, mirrored RAM, and the RAM of a more privileged level are reached by no device. Pages of
  /// what is mapped stay where they are: they are not given back (``discard(_:)``), and not moved.
  ///
  /// Nobody is told what devices write. So all that they may write to is dirty, as long as they are attached, for a log of dirty
  /// pages (``startDirtyLog(_:)``).
  ///
  /// Changes of slots wait meanwhile, guests do not; but each change that comes later keeps vCPUs out for as long as the pages of
  /// its slots take to be pinned.
  ///
  /// - Parameter mapper: Whoever maps: a ``VFIOContainer``, an ``IOMMUAddressSpace``, or anything else that devices reach
  ///   memory through. It is attached to one machine at a time.
  /// - Returns: The attachment, which the machine keeps until it is detached.
  /// - Throws: ``HostError`` of kind ``FailureKind/layout`` where RAM lies where no mapping can be; of
  ///   ``FailureKind/unavailable`` where there are more slots than mappings; of ``FailureKind/permission`` where RLIMIT_MEMLOCK does
  ///   not allow so much; others where the kernel refuses. Then nothing is mapped.
  @discardableResult
  public func attach(_ mapper: any DMAMapper) throws(HostError) -> DMAAttachment {
    gate.checkOutside()
    let start = ContinuousClock().now
    return try changes.withLock { _ throws(HostError) in
      let snapshot = current.snapshot
      let regions = snapshot.regions[guest.index].filter(DMAAttachment.isReached)
      do throws(HostError) {
        try mapper.begin(on: self)
        try check(regions, mapper.capacity)
      } catch {
        mapper.end()
        throw error
      }
      let attachment = try withExtendedLifetime(snapshot.memory) { () throws(HostError) in
        try DMAAttachment(mapper, regions, since: start) { [current, guest] region in
          current.snapshot.markDirty(region.guest, of: guest)
        }
      }
      observers.add(attachment)
      return attachment
    }
  }

  /// Lets devices reach the machine's memory no more: they are let go of, then every slot is unmapped.
  ///
  /// - Parameter attachment: An attachment of this machine; nothing is done where it was detached.
  public func detach(_ attachment: DMAAttachment) {
    gate.checkOutside()
    changes.withLock { _ in
      guard attachments.contains(where: { $0 === attachment }) else { return }
      attachment.end()
      observers.remove(attachment)
    }
  }

  /// What devices reach the memory through, in the order in which they were attached.
  public var attachments: [DMAAttachment] { observers.all.compactMap { $0 as? DMAAttachment } }

  private func check(_ regions: [Region], _ capacity: DMACapacity) throws(HostError) {
    if let limit = capacity.mappingCount, regions.count > limit {
      throw HostError(
        .unavailable, before: .mapDMA, .init(),
        "\(regions.count) slots of RAM are a mapping each, but \(limit) are left (dma_entry_limit of vfio_iommu_type1); "
          + "'slots: {max_size:}' makes fewer slots")
    }
    for region in regions {
      if let range = capacity.unreachable(in: region.guest).first {
        throw HostError(
          .layout, before: .mapDMA, .init(slot: region.slot.number, guest: region.guest),
          "the IOMMU maps nothing at \(range)", as: .dmaUnreachableRAM)
      }
      guard region.guest.isAligned(to: capacity.pageSize) else {
        throw HostError(
          .unavailable, before: .mapDMA, .init(slot: region.slot.number, guest: region.guest),
          "the slot does not begin and end on pages of \(Units.bytes(capacity.pageSize)), which are the IOMMU's smallest"
        )
      }
    }
    guard capacity.countsAsLocked else { return }
    let limits = ProcessLimits.read(status: HostRoot.this.fields("/proc/self/status"))
    if let error = PinnedMemory.objection(to: regions.reduce(0) { $0 + $1.guest.size }, limits) { throw error }
  }
}

extension RealizedMachine {
  /// Attaches devices: those of each interface together, in the order in which the interfaces are named first.
  func attach(
    _ devices: [DMADevice], on root: HostRoot, by calls: any DeviceCalls
  ) throws(HostError) -> [DMAAttachment] {
    var ways: [DMADevice.Way] = []
    for device in devices where !ways.contains(device.way) { ways.append(device.way) }
    var attached: [DMAAttachment] = []
    do throws(HostError) {
      for way in ways {
        let own = devices.filter { $0.way == way }
        let mapper: any DMAMapper =
          switch way {
          case .vfio: try VFIOContainer(own, on: root, by: calls)
          case .iommufd: try IOMMUAddressSpace(own, on: root, by: calls)
          }
        attached.append(try attach(mapper))
      }
    } catch {
      for attachment in attached { detach(attachment) }
      throw error
    }
    return attached
  }
}

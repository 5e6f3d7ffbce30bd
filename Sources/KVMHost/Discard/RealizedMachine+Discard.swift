public import Addresses
import Lowering
import Synchronization

/// Giving memory back while guests run.
extension RealizedMachine {
  /// Gives memory back to the host: its pages become zeros, and belong to the host, or to the pool that they are of, until
  /// somebody writes to them again.
  ///
  /// Whole pages of what backs the memory go, no others: the range is rounded inwards, and the result tells what was left
  /// out. Small private pages and hugepages go by madvise(2) with MADV_DONTNEED, those of a memfd or of a file by
  /// MADV_REMOVE, which is fallocate(2) with FALLOC_FL_PUNCH_HOLE that minds locked mappings: they are gone for every
  /// process that has the memory, and from the file. Hugepages of private memory are free in their pool, but
  /// since Linux 6.10 stay promised to the mapping, so that nobody else is promised them. Those of shared memory are anybody's: a
  /// guest that touches the addresses when the pool has none left finds what looks like a device (KVM_EXIT_MMIO), and so it does
  /// while this runs, as pages are free only when all of them have gone. Who gives them back keeps the guest from touching them.
  ///
  /// Guests run meanwhile, without passing the gate: the kernel takes pages out of their tables before they go
  /// (`kvm_mmu_notifier_invalidate_range_start` of Linux's virt/kvm/kvm_main.c). What a guest writes while this runs is there
  /// afterwards, or zeros are; beyond the pages that are given back nothing is lost. Changes of slots wait.
  ///
  /// What is given back counts as written where a log of dirty pages is on.
  ///
  /// - Parameter range: Guest physical addresses of `vtl0`, over any number of slots and holes. Memory that the guest does not
  ///   see at its own address, because the slot is unmapped or read-only, is given back like any other.
  /// - Returns: What is zeros now, and what of the range was left as it is.
  /// - Throws: ``HostError`` of kind ``FailureKind/layout`` where some of the memory is locked, reached by devices, or a private
  ///   copy of a file, whose bytes would come back instead of zeros: then nothing was given back. Of
  ///   ``FailureKind/unavailable`` where the kernel does not take hugepages back (before Linux 5.18). Others where
  ///   the kernel refuses; the message tells what was given back before that.
  @discardableResult
  public func discard(_ range: AddressRange) throws(HostError) -> DiscardedMemory {
    gate.checkOutside()
    return try changes.withLock { _ throws(HostError) in
      let snapshot = current.snapshot
      if let error = observers.objection(toGivingBack: range) { throw error }
      let plan = try DiscardPlan(range, in: snapshot, of: guest, host.backings)
      return try withExtendedLifetime(snapshot.memory) { () throws(HostError) in
        try discards.make(plan, telling: observers.all)
      }
    }
  }
}

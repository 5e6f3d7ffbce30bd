import CLinux
import MachineModel
import SystemPackage

/// What KVM has for the log that was chosen, asked before anything is built.
struct DirtyLogSupport: Hashable, Sendable {
  /// How the log is kept.
  let mode: DirtyLogMode
  /// The capability to enable; `nil` for none.
  let capability: CInt?
  /// What to enable it with.
  let argument: UInt64
  /// Entries of a vCPU's ring; 0 where there is none.
  let ringEntries: Int

  /// Whether KVM forgets pages only when it is told to: KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2.
  var clearsOnRequest: Bool { mode == .bitmap && capability != nil }

  /// Chooses how to keep the log.
  ///
  /// - Parameters:
  ///   - entries: Entries of a ring.
  ///   - capability: What KVM says of a capability to this machine; 0 where it does not have it.
  init(_ mode: DirtyLogMode, entries: Int, asking capability: (CInt) -> Int) throws(HostError) {
    self.mode = mode
    switch mode {
    case .bitmap:
      // Bit 0 is to forget on request; bit 1 would begin with every page dirty.
      let hasManual = capability(KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2) & 1 != 0
      self.capability = hasManual ? KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2 : nil
      (argument, ringEntries) = (1, 0)
    case .ring:
      var ways = [MEMC_KVM_CAP_DIRTY_LOG_RING_ACQ_REL]
      // Without the newer one it is not said how memory is ordered, which only x86 does without.
      #if arch(x86_64)
        ways.append(KVM_CAP_DIRTY_LOG_RING)
      #endif
      guard let way = ways.first(where: { capability($0) > 0 }) else {
        throw HostError(
          .unavailable, before: .enableCapability, .init(),
          "KVM has no ring of dirty pages here (KVM_CAP_DIRTY_LOG_RING_ACQ_REL, Linux 6.1); it has the bitmap")
      }
      let limit = capability(way) / Int(MEMC_DIRTY_ENTRY_SIZE)
      let least = Int(HostPages.own.size / MEMC_DIRTY_ENTRY_SIZE)
      guard entries >= least, entries <= limit, entries & (entries - 1) == 0 else {
        throw HostError(
          .layout, before: .enableCapability, .init(),
          "a ring of \(entries) dirty pages cannot be: KVM takes a power of two from \(least) to \(limit) here",
          as: .dirtyRingSize)
      }
      self.capability = way
      argument = UInt64(entries) * MEMC_DIRTY_ENTRY_SIZE
      ringEntries = entries
    }
  }

  /// Has a machine keep its log so: before its first vCPU.
  func enable(in machine: VirtualMachine) throws(HostError) {
    guard let capability else { return }
    do {
      _ = try kernel { memc_kvm_enable(machine.owner.descriptor.rawValue, capability, argument) }
    } catch {
      throw HostError(.enableCapability, error, .any, .init(), "the log of dirty pages, \(mode.rawValue)")
    }
  }
}

import Addresses
import CLinux
package import HostFiles
public import Lowering
import MachineModel

/// What this host has for a machine: asked once, changed by nothing.
public struct HostFacts: Sendable {
  /// What KVM has; `nil` where it cannot be used.
  public let kvm: KVMFacts?
  /// Why KVM cannot be used; `nil` where it can.
  public let kvmError: HostError?
  /// NUMA nodes.
  package var nodes: HostNodes { supply.nodes }
  /// Hugepages of every size, ascending.
  package var hugepages: [HugepagePool] { supply.pools }
  /// Bytes of memory altogether: `MemTotal`.
  public var memory: UInt64 { supply.memory ?? 0 }
  /// Bytes that processes can have now: `MemAvailable`.
  public var availableMemory: UInt64 { supply.available ?? 0 }
  /// What the host can give.
  let supply: HostSupply
  /// What KVM itself needs for slots.
  let slotTables: SlotTables
  /// What stands between devices and memory.
  let iommuGroups: [IOMMUGroup]

  /// What KVM has.
  public struct KVMFacts: Equatable, Sendable {
    /// Slots that a machine can have: KVM_CAP_NR_MEMSLOTS; numbers are below it.
    public let slotCount: Int
    /// Whether slots can be read-only: KVM_CAP_READONLY_MEM.
    public let hasReadOnlyMemory: Bool
    /// Physical address bits of a guest's CPU; `nil` where KVM does not limit them by CPUID.
    public let physicalBits: UInt8?
  }

  /// Asks the host. Nothing here fails: what is not there is told as such.
  public static func read() -> HostFacts {
    do {
      return HostFacts(kvm: try KVMFacts(KVM()), error: nil)
    } catch {
      return HostFacts(kvm: nil, error: error)
    }
  }

  init(kvm: KVMFacts?, error: HostError?, _ root: HostRoot = .this) {
    self.kvm = kvm
    kvmError = error
    supply = .read(root)
    slotTables = .read(root)
    iommuGroups = IOMMUGroup.readAll(root)
  }

  /// What this host lacks for a layout, and what it gives no guarantee of.
  public struct Findings: Sendable {
    /// The errors that ``Realization`` would end with, the one that it does end with first; empty where the host has all.
    public let errors: [HostError]
    /// What ``Realization`` would warn of, as far as it is known before anything is built, and what RAM no device can reach, if one
    /// were to.
    public let warnings: [HostWarning]
  }

  /// Holds a layout against this host, by the same functions as ``Realization``; nothing is built.
  ///
  /// Files that back nodes are opened for it, and closed again.
  ///
  /// - Parameters:
  ///   - layout: The layout.
  ///   - options: What the caller of a realization would decide.
  public func findings(for layout: Layout, options: RealizationOptions = RealizationOptions()) -> Findings {
    var errors: [HostError] = []
    if let error = DescriptorBudget.objection(to: layout, takesExisting: options.existing != nil) {
      errors.append(error)
    }
    if let kvm {
      errors += kvm.shortcomings(for: layout)
    } else if let kvmError {
      errors.append(kvmError)
    }
    let assessment = HostAssessment(layout, on: supply, slotTables: slotTables, options: options)
    return Findings(
      errors: errors + assessment.errors,
      warnings: assessment.warnings.union(assessment.unreachableMemory(by: iommuGroups)).inOrder)
  }

  /// What this host lacks for a layout: the errors of ``findings(for:options:)``.
  public func shortcomings(for layout: Layout) -> [HostError] { findings(for: layout).errors }
}

extension HostFacts.KVMFacts {
  init(_ kvm: KVM) throws(HostError) {
    // Before KVM_CAP_NR_MEMSLOTS there were 32.
    let slots = kvm.capability(KVM_CAP_NR_MEMSLOTS)
    self.init(
      slotCount: slots > 0 ? slots : 32, hasReadOnlyMemory: kvm.capability(KVM_CAP_READONLY_MEM) > 0,
      physicalBits: try kvm.physicalBits())
  }

  /// What KVM lacks for a layout: slots by number and length, read-only memory, physical address bits.
  func shortcomings(for layout: Layout) -> [HostError] {
    var errors: [HostError] = []
    for partition in layout.partitions {
      errors += shortcomings(for: partition, isAlone: layout.partitions.count == 1)
    }
    if let bits = physicalBits, let beyond = AddressWidth.memoryBeyond(bits: bits, in: layout) {
      errors.append(
        HostError(
          .unavailable, before: .setMemoryRegion, .init(),
          "\(layout.highest.name) ends at \(Units.address(layout.top)), but a guest's CPU has \(bits) physical address bits here, so "
            + "addresses end at \(Units.address(1 << UInt64(bits))); \(Units.bytes(beyond)) lie beyond"))
    }
    return errors
  }

  private func shortcomings(for partition: Partition, isAlone: Bool) -> [HostError] {
    var errors: [HostError] = []
    let name = isAlone ? "the layout" : "partition \(partition.name)"
    let kept = partition.pluggable.map(\.number)
    if let last = (partition.slots.map(\.number) + kept).max(), Int(last) >= slotCount {
      let count = "\(partition.slots.count + kept.count) slots"
      errors.append(
        HostError(
          .unavailable, before: .setMemoryRegion, .init(slot: last),
          "\(name) has \(count)\(kept.isEmpty ? "" : ", \(kept.count) of them kept for hot-pluggable space,") up to "
            + "number \(last), but KVM takes \(slotCount) here, up to number \(slotCount - 1) (KVM_CAP_NR_MEMSLOTS)"
        ))
    }
    for slot in partition.slots where slot.size >= VirtualMachine.slotSizeLimit {
      errors.append(
        HostError(
          .unavailable, before: .setMemoryRegion,
          .init(slot: slot.number, memory: slot.memory, guest: slot.range),
          "the slot is \(Units.bytes(slot.size)) long, but KVM takes less than "
            + "\(Units.bytes(VirtualMachine.slotSizeLimit)); 'slots: {max_size:}' cuts longer ones"))
    }
    if let slot = partition.slots.first(where: { $0.visibility == .readOnly }),
      let error = objection(to: slot.visibility, of: .init(slot: slot.number))
    {
      errors.append(error)
    }
    return errors
  }

  /// Why nothing can be shown so here; `nil` where it can.
  func objection(to visibility: Visibility, of subject: HostError.Subject) -> HostError? {
    guard visibility == .readOnly, !hasReadOnlyMemory else { return nil }
    return HostError(
      .unavailable, before: .setMemoryRegion, subject, "KVM has no read-only slots here (KVM_CAP_READONLY_MEM)")
  }
}

extension HostFacts: CustomStringConvertible {
  /// A line a fact, for people.
  public var description: String {
    var text = ""
    if let kvm {
      text += "KVM: \(kvm.slotCount) slots, read-only slots \(kvm.hasReadOnlyMemory ? "yes" : "no")"
      if let bits = kvm.physicalBits { text += ", \(bits) physical address bits" }
      text += "\n"
    } else if let kvmError {
      text += "KVM: \(kvmError)\n"
    }
    text += "memory: \(Units.bytes(memory)), \(Units.bytes(availableMemory)) available\n"
    text += "NUMA nodes with memory: \(nodes.withMemory.map { "\($0)" }.joined(separator: ", "))"
    if nodes.usable != nodes.withMemory {
      text += "; this process may use \(nodes.usable.map { "\($0)" }.joined(separator: ", "))"
    }
    text += "\n"
    for pool in hugepages {
      text += "hugepages of \(Units.bytes(pool.pageSize)): \(pool.total), \(pool.available) available"
      if pool.shares.count > 1 {
        let shares = pool.shares.map { "node \($0.node): \($0.free) of \($0.total) free" }
        text += " (\(shares.joined(separator: ", ")))"
      }
      text += "\n"
    }
    return text
  }
}

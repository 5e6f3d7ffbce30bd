import Addresses
import FieldCoding
package import Lowering
import MachineModel
import Platforms

extension MADT {
  /// The table of a layout: CPUs in their order, which is that in which Linux numbers them, then what interrupts them.
  package init(_ layout: Layout) {
    switch layout.topology.architecture {
    case .x8664: self.init(ofPC: layout)
    case .aarch64: self.init(ofArm: layout)
    }
  }

  /// The I/O APIC of a PC, the first and only one; the interrupt of the timer, which is wired to its input 2; the
  /// non-maskable interrupt at LINT1. All other interrupts of ISA are the inputs of their numbers.
  ///
  /// The flags say nothing of 8259s: a machine without the hardware of a PC's ACPI need not have any, and with KVM's split
  /// interrupt controllers it has none.
  private init(ofPC layout: Layout) {
    let topology = layout.topology
    // A structure has 8 bits for both numbers, in which 255 is nobody's. Where a CPU with a small APIC ID has a large
    // number, all have the other structure: Linux passes over one of x2APIC below 255 beside those of local APICs.
    let isX2APIC =
      layout.hasX2APICsOnly
      || topology.cpus.dropFirst(255 - Int(min(topology.uid(ofCPU: 0), 255))).contains { $0.apicID < 255 }
    var entries: [Entry] = []
    entries.reserveCapacity(topology.cpus.count + 4)
    var hasAPIC = false
    var hasX2APIC = false
    for (number, cpu) in topology.cpus.enumerated() {
      let flags: ProcessorFlags = topology.isPresent(cpu: number) ? .enabled : .onlineCapable
      let uid = topology.uid(ofCPU: number)
      if cpu.apicID < 255, !isX2APIC {
        hasAPIC = true
        entries.append(
          .localAPIC(
            LocalAPIC(
              processorUID: UInt8(truncatingIfNeeded: uid), apicID: UInt8(truncatingIfNeeded: cpu.apicID),
              flags: flags)))
      } else {
        hasX2APIC = true
        entries.append(.localX2APIC(LocalX2APIC(processorUID: uid, apicID: cpu.apicID, flags: flags)))
      }
    }
    let address = UInt32(truncatingIfNeeded: PCMap.ioAPIC)
    entries.append(.ioAPIC(IOAPIC(id: 0, address: address, interruptBase: 0)))
    entries.append(.override(InterruptSourceOverride(source: 0, interrupt: 2)))
    if hasAPIC { entries.append(.localAPICNMI(LocalAPICNMI(input: 1))) }
    if hasX2APIC { entries.append(.localX2APICNMI(LocalX2APICNMI(input: 1))) }
    self.init(
      identity: ACPIIdentity(layout), localAPICAddress: UInt32(truncatingIfNeeded: PCMap.localAPIC),
      entries: entries,
      origins: Self.origins(topology))
  }

  /// A GICv3, the one that KVM has for any number of CPUs.
  private init(ofArm layout: Layout) {
    let topology = layout.topology
    let gic = GICPlacement(layout)
    var entries: [Entry] = []
    entries.reserveCapacity(topology.cpus.count + 2)
    for number in topology.cpus.indices {
      entries.append(
        .gicc(
          GICC(
            processorUID: topology.uid(ofCPU: number),
            mpidr: UInt64(MPIDR.affinity(ofCPU: UInt32(clamping: number))),
            flags: topology.isPresent(cpu: number) ? .enabled : .onlineCapable)))
    }
    entries.append(.gicd(GICD(address: gic.distributor)))
    for range in gic.redistributors {
      entries.append(.gicr(GICR(address: range.start, length: UInt32(clamping: range.end - range.start))))
    }
    self.init(
      identity: ACPIIdentity(layout), localAPICAddress: 0, entries: entries, origins: Self.origins(topology))
  }

  private static func origins(_ topology: Topology) -> RecordOrigins {
    let nodes = topology.nodeOrigins
    return RecordOrigins(topology.cpus.map { nodes[Int($0.node)] })
  }
}

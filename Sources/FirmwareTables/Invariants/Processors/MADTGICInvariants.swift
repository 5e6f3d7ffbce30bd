import Addresses
import Lowering
import MachineModel

extension MADT {
  /// CPUs of Arm have the MPIDRs that KVM gives them, each another one, and nothing where a GICv3 and PSCI ask for nothing;
  /// there is one distributor, and a redistributor for each CPU, and none of them is where RAM is.
  func checkGIC(in set: TableSet, _ violations: inout ViolationList) {
    var cpus: UInt64 = 0
    var distributors = 0
    var redistributors: UInt64 = 0
    for entry in entries {
      switch entry {
      case .gicd(let gicd):
        distributors += 1
        Self.check("GICD", gicd.address, GICPlacement.distributorSize, in: set, &violations)
      case .gicr(let gicr):
        redistributors += UInt64(gicr.length) / GICPlacement.redistributorSize
        Self.check("GICR", gicr.address, UInt64(gicr.length), in: set, &violations)
      default:
        guard let cpu = entry.cpuOfArm, cpu.flags.isThere != nil else { continue }
        Self.check(cpu, number: UInt32(clamping: cpus), &violations)
        cpus += 1
      }
    }
    if distributors != 1 { violations.tell("MADT has \(distributors) GICDs, not 1") }
    if redistributors < cpus {
      violations.tell("MADT has GICRs of \(redistributors) redistributors for \(cpus) CPUs")
    }
  }

  private static func check(_ cpu: GICC, number: UInt32, _ violations: inout ViolationList) {
    let expected = UInt64(MPIDR.affinity(ofCPU: number))
    if cpu.mpidr != expected {
      violations.tell(
        "MADT's CPU with ACPI processor UID \(cpu.processorUID) has MPIDR \(Units.address(cpu.mpidr)), but KVM has "
          + Units.address(expected))
    }
    let places =
      cpu.parkedAddress | cpu.baseAddress | cpu.virtualInterfaceAddress | cpu.controlAddress
      | cpu.redistributorAddress
    guard places != 0 else { return }
    for (name, address) in [
      ("is parked", cpu.parkedAddress), ("has its interface", cpu.baseAddress),
      ("has its GICV", cpu.virtualInterfaceAddress), ("has its GICH", cpu.controlAddress),
      ("has its redistributor", cpu.redistributorAddress),
    ] where address != 0 {
      violations.tell(
        "MADT's CPU with ACPI processor UID \(cpu.processorUID) \(name) at \(Units.address(address)), where a GICv3 and "
          + "PSCI have 0")
    }
  }

  private static func check(
    _ name: String, _ address: UInt64, _ size: UInt64, in set: TableSet, _ violations: inout ViolationList
  ) {
    let range = AddressRange(start: address, size: size)
    let ram = set.ram.ranges
    let index = ram.firstIndexOfSorted { $0.end > range.start }
    if index < ram.count, ram[index].overlaps(range) {
      violations.tell("MADT has a \(name) at \(range), but RAM is at \(ram[index])")
    }
  }
}

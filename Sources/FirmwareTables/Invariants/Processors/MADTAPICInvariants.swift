import Addresses
import Platforms

extension MADT {
  /// Local APICs and the I/O APIC are where every PC has them, whether RAM is there or not: of that, a rule on layouts warns.
  /// The timer and the non-maskable interrupt come by the inputs that a PC has for them.
  func checkAPICs(_ violations: inout ViolationList) {
    if UInt64(localAPICAddress) != PCMap.localAPIC {
      violations.tell(
        "MADT has local APICs at \(Units.address(UInt64(localAPICAddress))), not at \(Units.address(PCMap.localAPIC))"
      )
    }
    var ioAPIC: IOAPIC?
    var hasTimer = false
    var hasNMI = false
    for entry in entries {
      switch entry {
      case .ioAPIC(let entry): ioAPIC = ioAPIC ?? entry
      case .override(let entry): hasTimer = hasTimer || (entry.source == 0 && entry.interrupt == 2)
      case .localAPICNMI(let entry): hasNMI = hasNMI || (entry.processorUID == .max && entry.input == 1)
      case .localX2APICNMI(let entry): hasNMI = hasNMI || (entry.processorUID == .max && entry.input == 1)
      default: break
      }
    }
    if let ioAPIC {
      if UInt64(ioAPIC.address) != PCMap.ioAPIC || ioAPIC.interruptBase != 0 {
        violations.tell(
          "MADT has its I/O APIC at \(Units.address(UInt64(ioAPIC.address))) with interrupts from "
            + "\(ioAPIC.interruptBase) on, not at \(Units.address(PCMap.ioAPIC)) with those from 0 on")
      }
    } else {
      violations.tell("MADT has no I/O APIC, where every PC has one at \(Units.address(PCMap.ioAPIC))")
    }
    if !hasTimer { violations.tell("MADT has no override of interrupt 0, the timer's, by input 2 of the I/O APIC") }
    if !hasNMI { violations.tell("MADT has no non-maskable interrupt at input 1 of all local APICs") }
  }
}

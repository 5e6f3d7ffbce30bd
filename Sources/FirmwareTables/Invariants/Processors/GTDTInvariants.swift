import Addresses

extension GTDT {
  /// Timers have the interrupts of KVM's vCPUs, the counter has no registers, and platform timers are there if the table says
  /// so.
  package static func check(_ gtdt: GTDT, in set: TableSet, _ violations: inout ViolationList) {
    gtdt.secureEL1.check("secure EL1", .secureEL1, &violations)
    gtdt.nonSecureEL1.check("non-secure EL1", .nonSecureEL1, &violations)
    gtdt.virtualEL1.check("virtual EL1", .virtualEL1, &violations)
    gtdt.el2.check("EL2", .el2, &violations)
    gtdt.virtualEL2.check("virtual EL2", .none, &violations)
    if gtdt.controlBase != .max {
      violations.tell(
        "GTDT has control registers of the counter at \(Units.address(gtdt.controlBase)), where KVM has none")
    }
    if gtdt.readBase != .max {
      violations.tell("GTDT has registers of the counter at \(Units.address(gtdt.readBase)), where KVM has none")
    }
    let (count, offset) = (gtdt.platformTimerCount, UInt64(gtdt.platformTimerOffset))
    if (count == 0) != gtdt.rest.isEmpty || offset != (count == 0 ? 0 : UInt64(gtdt.restOffset)) {
      violations.tell(
        "GTDT says it has \(count) platform timers at \(Units.address(offset)), but \(gtdt.rest.count) bytes of them are "
          + "there, at \(Units.address(UInt64(gtdt.restOffset)))")
    }
  }
}

extension GTDT.Timer {
  /// Tells that the timer is another one than it should be.
  fileprivate func check(_ name: String, _ expected: Self, _ violations: inout ViolationList) {
    guard self != expected else { return }
    violations.tell(
      "GTDT's timer of \(name) has interrupt \(interrupt) with flags 0x\(String(flags.rawValue, radix: 16)), not "
        + "\(expected.interrupt) with 0x\(String(expected.flags.rawValue, radix: 16))")
  }
}

import MachineModel
import Testing

@testable import FirmwareTables

@Suite("Invariants of GTDT")
struct GTDTInvariantsTests {
  private func told(_ change: (inout GTDT) -> Void) throws -> [String] {
    var gtdt = try #require(GTDT(try twoNodes(.aarch64)))
    change(&gtdt)
    return TableInvariants.violations(of: [EncodedTable(TableKind(GTDT.self), gtdt.encodedBytes())], slots: [])
  }

  @Test("hold for the table as it is")
  func hold() throws {
    #expect(try told { _ in } == [])
  }

  @Test("timers have the interrupts of KVM's, by level, and go on while a CPU sleeps")
  func timers() throws {
    let timers: [(WritableKeyPath<GTDT, GTDT.Timer>, String, UInt32)] = [
      (\.secureEL1, "secure EL1", 29), (\.nonSecureEL1, "non-secure EL1", 30), (\.virtualEL1, "virtual EL1", 27),
      (\.el2, "EL2", 26),
    ]
    for (path, name, interrupt) in timers {
      #expect(
        try told { $0[keyPath: path].interrupt = 31 } == [
          "GTDT's timer of \(name) has interrupt 31 with flags 0x4, not \(interrupt) with 0x4"
        ])
      #expect(
        try told { $0[keyPath: path].flags = .edge } == [
          "GTDT's timer of \(name) has interrupt \(interrupt) with flags 0x1, not \(interrupt) with 0x4"
        ])
    }
    #expect(
      try told { $0.virtualEL2.interrupt = 28 } == [
        "GTDT's timer of virtual EL2 has interrupt 28 with flags 0x0, not 0 with 0x0"
      ])
  }

  @Test("the counter has no registers")
  func registers() throws {
    #expect(
      try told { $0.controlBase = 0x1000 } == [
        "GTDT has control registers of the counter at 0x1000, where KVM has none"
      ])
    #expect(
      try told { $0.readBase = 0x1000 } == ["GTDT has registers of the counter at 0x1000, where KVM has none"])
  }

  @Test("platform timers are there if the table says so")
  func platformTimers() throws {
    #expect(
      try told { $0.platformTimerCount = 1 } == [
        "GTDT says it has 1 platform timers at 0x0, but 0 bytes of them are there, at 0x68"
      ])
    #expect(
      try told { $0.platformTimerOffset = 0x1000 } == [
        "GTDT says it has 0 platform timers at 0x1000, but 0 bytes of them are there, at 0x68"
      ])
    #expect(
      try told { $0.rest = [1, 0, 0] } == [
        "GTDT says it has 0 platform timers at 0x0, but 3 bytes of them are there, at 0x68"
      ])
    #expect(
      try told { gtdt in
        gtdt.rest = [1, 0, 0]
        gtdt.platformTimerCount = 1
        gtdt.platformTimerOffset = 0x60
      } == ["GTDT says it has 1 platform timers at 0x60, but 3 bytes of them are there, at 0x68"])
    #expect(
      try told { gtdt in
        gtdt.rest = [1, 0, 0]
        gtdt.platformTimerCount = 1
        gtdt.platformTimerOffset = 0x68
      } == [])
  }
}

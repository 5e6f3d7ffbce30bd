import Addresses
import HostFiles
import Lowering
import MachineModel
import Testing

@testable import KVMHost

@Suite("What KVM itself spends on slots") struct SlotTablesTests {
  private static let paged = SlotTables(hasReverseMaps: false, hasWriteTracking: false)
  private static let legacy = SlotTables(hasReverseMaps: true, hasWriteTracking: false)
  private static let shadowed = SlotTables(hasReverseMaps: true, hasWriteTracking: true)
  private static let tib: UInt64 = 1 << 40

  @Test func aTebibyte() {
    let slots = [AddressRange(0, Self.tib)]
    // An entry for each of 2²⁸ small, 2¹⁹ large and 2¹⁰ huge pages.
    let (small, large): (UInt64, UInt64) = (1 << 28, (1 << 19) + (1 << 10))
    #expect(Self.paged.bytes(for: slots) == 4 * large)
    #expect(Self.legacy.bytes(for: slots) == 4 * large + 8 * (small + large))
    #expect(Self.shadowed.bytes(for: slots) == 4 * large + 8 * (small + large) + 2 * small)
    #expect(Self.shadowed.bytes(for: slots) >> 20 == 2566)
    #expect(
      Self.shadowed.bytes(for: [AddressRange(0, Self.tib), AddressRange(Self.tib, 2 * Self.tib)]) >> 20 == 5132)
  }

  @Test func everyPageThatASlotTouchesCounts() {
    #expect(Self.paged.bytes(for: [AddressRange(0x1000, 0x2000)]) == 2 * 4)
    #expect(Self.shadowed.bytes(for: [AddressRange(0x1000, 0x2000)]) == 2 * 4 + 3 * 8 + 2)
    // Two small pages on both sides of 1 GiB.
    let across = AddressRange(0x3fff_f000, 0x4000_1000)
    #expect(Self.shadowed.bytes(for: [across]) == 4 * 4 + 6 * 8 + 2 * 2)
    #expect(Self.shadowed.bytes(for: []) == 0)
  }

  @Test(
    "What KVM's parameters say",
    arguments: [
      ("Y", ["Y", nil], paged), ("Y", [nil, "1"], paged), ("Y", ["Y", "N"], paged), ("Y", [nil, nil], paged),
      // An MMU for all, although the CPU pages.
      ("N", ["Y", nil], legacy), ("N", [nil, "1"], legacy),
      // No hardware paging; older kernels leave the other parameter at Y.
      ("N", ["N", nil], shadowed), ("N", [nil, "0"], shadowed), ("Y", ["N", nil], shadowed),
      (nil, [nil, "0"], shadowed),
      // Another module than those of Intel and AMD.
      ("N", [nil, nil], shadowed),
      // Nothing is known, so nothing is held against it.
      (nil, [nil, nil], paged), (nil, ["Y", nil], paged),
    ] as [(String?, [String?], SlotTables)])
  func parameters(_ dimensionalMMU: String?, _ paging: [String?], _ tables: SlotTables) {
    #expect(SlotTables(dimensionalMMU: dimensionalMMU, paging: paging) == tables)
  }

  /// A layout of so many TiB in slots of 4 TiB.
  private func layout(tebibytes: UInt64) throws -> Layout {
    try lower(
      Topology(
        platform: Platform(dramBase: 4 * .gib), nodes: [MemoryNode(memory: Located(tebibytes * Self.tib))],
        slots: SlotOptions(maximumSize: 4 * Self.tib)))
  }

  @Test func moreThanTheHostHasIsADefectAndMoreThanItHasNowIsContention() throws {
    let layout = try layout(tebibytes: 8)
    func objection(_ tables: SlotTables, total: UInt64, available: UInt64) -> HostError? {
      let budget = MemoryBudget(bytes: available, source: "MemAvailable of /proc/meminfo")
      return tables.objection(to: layout, total: total, available: budget)
    }
    let defect = try #require(objection(Self.shadowed, total: 16 * .gib, available: 8 * .gib))
    #expect(defect.exitCode == 71)
    #expect(
      defect.description
        == "KVM_CREATE_VM: KVM needs about 20529 MiB for the tables of 8 TiB of slots, but the host has 16 GiB of "
        + "memory altogether")
    let contention = try #require(objection(Self.shadowed, total: 32 * .gib, available: 8 * .gib))
    #expect(contention.exitCode == 75)
    #expect(contention.message.hasSuffix(" of slots, but 8 GiB are available (MemAvailable of /proc/meminfo)"))
    #expect(objection(Self.shadowed, total: 32 * .gib, available: 24 * .gib) == nil)
    #expect(objection(Self.paged, total: .gib, available: 64 * .mib) == nil)
    #expect(objection(Self.paged, total: .gib, available: 8 * .mib)?.exitCode == 75)
  }

  @Test func slotsThatAreNotRegisteredCostNothing() throws {
    let layout = try layout(tebibytes: 8)
    let unseen = layout.with([0: .unmapped, 1: .unmapped])
    #expect(Self.shadowed.objection(to: unseen, total: .gib, available: nil) == nil)
    #expect(Self.shadowed.objection(to: layout.with([0: .unmapped]), total: .gib, available: nil) != nil)
  }

  @Test(
    "A machine that KVM has no memory for is refused before anything is made",
    .enabled(if: TestHost.hasKVM, "skipped: no /dev/kvm"),
    .enabled(if: SlotTables.read().hasWriteTracking, "skipped: with hardware paging slots cost next to nothing"))
  func refusal() throws {
    let total = try #require(HostFile.fields("/proc/meminfo")["MemTotal"])
    let layout = try layout(tebibytes: total / (5 * .gib / 2) + 2)
    var options = RealizationOptions()
    // Whatever comes of the check: such a machine is not made here.
    options.afterEach = { _, _ throws(HostError) in throw HostError(.cancelled, .init(), "too late") }
    let error = try hostError { try Realization.run(layout, options: options) }
    #expect(error.exitCode == 71)
    #expect(error.message.hasPrefix("KVM needs about "))
    #expect(HostFacts.read().shortcomings(for: layout).contains(error))
  }
}

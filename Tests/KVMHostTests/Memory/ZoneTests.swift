import Addresses
import FieldCoding
import Glibc
import HostFiles
import Lowering
import MachineModel
import Testing

@testable import KVMHost

extension OnThisHost {
  @Suite(.serialized, .enabled(if: TestHost.hasKVM, "skipped: no /dev/kvm")) struct ZoneTests {
    private static let path = "/dev/shm/memc-zones-\(getpid())"

    private func zone(_ size: UInt64, _ change: (inout MemoryPolicy) -> Void = { _ in }) -> MemoryZone {
      var zone = MemoryZone(size: Located(size))
      change(&zone.policy)
      return zone
    }

    /// A layout of one node with zones, and of one without behind it.
    private func layout(_ zones: MemoryZone...) throws -> Layout {
      var node = MemoryNode()
      node.zones = zones
      return try lower(Topology(nodes: [node, MemoryNode(memory: Located(16 * .mib))]))
    }

    @Test(
      "Each zone is mapped, locked and populated as it says, and a guest proves it",
      .enabled(if: TestHost.canReserveHugepages && TestHost.isX86, "skipped: hugepages cannot be reserved here"))
    func policies() throws {
      try TestHost.makeFile(Self.path, size: 32 * .mib)
      defer { _ = unsafe unlink(Self.path) }
      let layout = try layout(
        zone(64 * .mib) {
          $0.hugepages = Located(.size(2 << 20))
          $0.prefault = true
        }, zone(32 * .mib) { $0.backing = .file(path: Self.path) },
        zone(16 * .mib) {
          $0.backing = .shared
          $0.pin = true
        }, zone(8 * .mib))
      let before = Holdings.now()
      try TestHost.withHugepages(32) {
        do {
          let machine = try Realization.run(layout)
          #expect(TestHost.freeHugepages == 0)
          let rows = MachineReport(machine).rows
          let zones = (0..<4).map { "zone \($0) of node 0" }
          #expect(rows.map(\.facts.memory) == zones + ["node 1"])
          #expect(rows.map(\.backing) == ["private", "file", "shared", "private", "private"])
          let pageSizes: [UInt64] = [2 << 20, 4096, 4096, 4096, 4096]
          #expect(rows.map(\.pageSize) == pageSizes)
          // The first zone is populated, the third locked, which populates it.
          let resident: [UInt64] = [64 * .mib, 0, 16 * .mib, 0, 0]
          #expect(rows.map(\.resident) == resident)
          #expect(machine.state().backings.map(\.isLocked) == [false, false, true, false, false])
          #expect(
            machine.backingDescriptor(ofNode: 0) == nil && machine.backingDescriptor(ofNode: 0, zone: 0) == nil)
          #expect([1, 2].allSatisfy { machine.backingDescriptor(ofNode: 0, zone: $0) != nil })

          var options = VerificationOptions()
          options.writesFiles = true
          let lines = try Verification.run(machine, options: options).filter { $0.range.end <= 136 * .mib }
          #expect(
            lines.map(\.description) == [
              "0x0-0x4000000 slot 0, zone 0 of node 0, is RAM, read-write: ok",
              "0x4000000-0x6000000 slot 1, zone 1 of node 0, is RAM, read-write: ok",
              "0x6000000-0x7000000 slot 2, zone 2 of node 0, is RAM, read-write: ok",
              "0x7000000-0x7800000 slot 3, zone 3 of node 0, is RAM, read-write: ok",
              "0x7800000-0x8800000 slot 4 is RAM, read-write: ok",
            ])
          // A zone begins at the beginning of its file.
          try machine.write(Array("zone".utf8), at: 64 * .mib)
        }
        #expect(HostFile.bytes(Self.path)?.prefix(4).elementsEqual("zone".utf8) == true)
        #expect(TestHost.freeHugepages == 32)
      }
      #expect(Holdings.now() == before)
    }

    @Test func aFileThatIsTooShortForItsZoneIsRefused() throws {
      try TestHost.makeFile(Self.path, size: 8 * .mib)
      defer { _ = unsafe unlink(Self.path) }
      let layout = try layout(zone(16 * .mib), zone(16 * .mib) { $0.backing = .file(path: Self.path) })
      let error = try hostError { try Realization.run(layout) }
      #expect(
        error.description
          == "mmap of zone 1 of node 0: backing file '\(Self.path)' holds 8 MiB, but the zone has 16 MiB [file-too-short]"
      )
    }

    @Test("One file by two paths is refused: each zone would be the other's memory")
    func oneFileTwice() throws {
      try TestHost.makeFile(Self.path, size: 8 * .mib)
      defer { _ = unsafe unlink(Self.path) }
      let other = Self.path + "-other"
      try #require(unsafe link(Self.path, other) == 0)
      defer { _ = unsafe unlink(other) }
      let layout = try layout(
        zone(8 * .mib) { $0.backing = .file(path: Self.path) }, zone(8 * .mib) { $0.backing = .file(path: other) })
      let error = try hostError { try Realization.run(layout) }
      #expect(
        error.description
          == "mmap of zone 1 of node 0: backing file '\(other)' is that of zone 0 of node 0, too, by another path: what a "
          + "guest writes to one, it would read from the other [file-twice]")
    }

    @Test("Zones are let go of wherever a realization fails", arguments: [RealizationStep.back, .map, .populate])
    func failures(_ step: RealizationStep) throws {
      let layout = try layout(
        zone(16 * .mib) { $0.backing = .shared }, zone(16 * .mib) { $0.prefault = true },
        zone(16 * .mib) { $0.prefault = true })
      #expect(try failAfterEach(step, of: layout, tables: nil) == (step == .populate ? 2 : 4))
    }
  }
}

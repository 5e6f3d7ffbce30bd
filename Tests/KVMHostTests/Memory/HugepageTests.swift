import CLinux
import Glibc
import Lowering
import MachineModel
import SystemPackage
import Testing

@testable import KVMHost

extension OnThisHost {
  @Suite(
    .serialized,
    .enabled(if: TestHost.canReserveHugepages, "skipped: hugepages cannot be reserved here (no KVM, or not root)"))
  struct HugepageTests {
    @Test("Hugepages back what asks for them", arguments: [MemoryPolicy.Backing.private, .shared], [true, false])
    func hugepages(_ backing: MemoryPolicy.Backing, isPopulated: Bool) throws {
      let layout = try makeLayout([64 * .mib, 64 * .mib]) {
        $0.backing = backing
        $0.hugepages = Located(.size(2 << 20))
        $0.prefault = isPopulated
      }
      let before = Holdings.now()
      try TestHost.withHugepages(64) {
        do {
          let machine = try Realization.run(layout)
          #expect(TestHost.freeHugepages == 0)
          try machine.write([7], at: 64 * .mib)
          #expect(try machine.read(1, at: 64 * .mib) == [7])
          let rows = MachineReport(machine).rows
          #expect(rows.allSatisfy { $0.pageSize == 2 << 20 })
          let resident: [UInt64] = isPopulated ? [64 * .mib, 64 * .mib] : [0, 2 * .mib]
          #expect(rows.map(\.resident) == resident)
          #expect(rows.allSatisfy { $0.backing == (backing == .shared ? "shared" : "private") })
        }
        #expect(TestHost.freeHugepages == 64)
      }
      #expect(Holdings.now() == before)
    }

    @Test(
      "One page too few is contention", arguments: [MemoryPolicy.Backing.private, .shared], [[], [0]] as [[UInt32]])
    func shortage(_ backing: MemoryPolicy.Backing, hostNodes: [UInt32]) throws {
      let layout = try makeLayout([64 * .mib]) {
        $0.backing = backing
        $0.hugepages = Located(.size(2 << 20))
        $0.hostNodes = hostNodes
        $0.mode = hostNodes.isEmpty ? .local : .bind
      }
      let before = Holdings.now()
      try TestHost.withHugepages(31) {
        let error = try hostError { try Realization.run(layout) }
        #expect(error.exitCode == 75)
        #expect(error.message.contains("32 hugepages of 2 MiB needed, 31 free"))
        #expect(error.message.contains("echo 32 > /sys/"))
        #expect(TestHost.freeHugepages == 31)
      }
      #expect(Holdings.now() == before)
    }

    @Test(
      "Who loses a race for the pool is told of the nodes that it was bound to", arguments: [[], [0]] as [[UInt32]])
    func race(_ hostNodes: [UInt32]) throws {
      let layout = try makeLayout([64 * .mib]) {
        $0.hugepages = Located(.size(2 << 20))
        $0.hostNodes = hostNodes
        $0.mode = hostNodes.isEmpty ? nil : .bind
      }
      try TestHost.withHugepages(32) {
        // Between the check and the mapping others take half of the pages.
        var options = RealizationOptions()
        options.afterEach = { step, _ throws(HostError) in
          if step == .reserve { try? TestHost.write("16", to: "/proc/sys/vm/nr_hugepages") }
        }
        let error = try hostError { try Realization.run(layout, options: options) }
        #expect(error.exitCode == 75)
        #expect(error.errno == .noMemory)
        let place = hostNodes.isEmpty ? "the host (16 in the pool)" : "host node 0 (16 in its pool)"
        let knob = hostNodes.isEmpty ? "kernel/mm" : "devices/system/node/node0"
        #expect(
          error.message
            == "not enough free hugepages; 32 hugepages of 2 MiB needed, 16 free on \(place); reserve them as root: "
            + "echo 32 > /sys/\(knob)/hugepages/hugepages-2048kB/nr_hugepages")
      }
    }

    @Test func hugepagesThatRunOutWhilePopulatingAreCountedToThePage() throws {
      try TestHost.withHugepages(24) {
        // Without a promise of the kernel, as others' pages are to a node that memory is bound to.
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | MEMC_MAP_NORESERVE
        let address = try UInt64(kernel { unsafe memc_mmap(0, 64 * .mib, PROT_READ | PROT_WRITE, flags, -1, 0) })
        defer { _ = unsafe memc_munmap(address, 64 * .mib) }
        let part = Population.Part(hostAddress: address, size: 64 * .mib, pageSize: 2 << 20)
        let population = Population(memory: BackedMemory(node: 3), parts: [part], hostNodes: [0])
        let error = try hostError { try population.run(threads: 1) { _ in true } }
        #expect(error.exitCode == 75)
        #expect(error.errno == .badAddress)
        #expect(error.subject.node == 3)
        #expect(
          error.message
            == "the hugepages ran out; 48 MiB of 64 MiB were populated; 8 hugepages of 2 MiB needed, 0 free on host "
            + "node 0 (24 in its pool); reserve them as root: "
            + "echo 32 > /sys/devices/system/node/node0/hugepages/hugepages-2048kB/nr_hugepages")
      }
    }

    @Test(
      "Automatic pages are huge while there are enough",
      arguments: [(64, [2 << 20, 2 << 20]), (63, [2 << 20, 4096]), (31, [4096, 4096])] as [(UInt64, [UInt64])])
    func automatic(_ free: UInt64, _ expected: [UInt64]) throws {
      let layout = try makeLayout([64 * .mib, 64 * .mib]) { $0.hugepages = Located(.auto) }
      try TestHost.withHugepages(free) {
        let machine = try Realization.run(layout)
        #expect(machine.regions.map(\.pageSize) == expected)
        let report = MachineReport(machine)
        #expect(report.rows.map(\.pageSize) == expected)
        #expect(
          report.choices.map(\.text).allSatisfy {
            $0.contains("32 needed") || $0.contains("hugepages of 2 MiB needed")
          })
      }
    }

    @Test func automaticPagesAreSmallWhereTheLayoutIsNotAligned() throws {
      let layout = try makeLayout([64 * .mib + 4096]) { $0.hugepages = Located(.auto) }
      try TestHost.withHugepages(64) {
        let machine = try Realization.run(layout)
        #expect(machine.regions.map(\.pageSize) == [4096])
        #expect(MachineReport(machine).choices.first?.text.contains("0x0-0x4001000 is not aligned") == true)
      }
    }

    @Test func aSizeThatTheHostLacksIsADefect() throws {
      let layout = try makeLayout([16 * .mib]) { $0.hugepages = Located(.size(16 << 20)) }
      let error = try hostError { try Realization.run(layout) }
      #expect(error.exitCode == 71)
      #expect(error.message.hasPrefix("the host has no hugepages of 16 MiB"))
      #expect(HostFacts.read().shortcomings(for: layout) == [error])
    }

    @Test(
      "A failure with hugepages gives all back",
      arguments: RealizationStep.allCases.filter { $0 != .lock && $0 != .load })
    func failures(_ step: RealizationStep) throws {
      var policies = [MemoryPolicy(), MemoryPolicy()]
      policies[1].backing = .shared
      for index in policies.indices {
        policies[index].hugepages = Located(.size(2 << 20))
        policies[index].prefault = true
      }
      let layout = try lower(Topology(nodes: policies.map { MemoryNode(memory: Located(16 * .mib), policy: $0) }))
      let before = Holdings.now()
      try TestHost.withHugepages(16) {
        var options = RealizationOptions()
        options.afterEach = { found, _ throws(HostError) in
          if found == step { throw HostError(.cancelled, .init(), "on purpose") }
        }
        let error = try hostError { try Realization.run(layout, options: options) }
        #expect(error.message == "on purpose")
        #expect(TestHost.freeHugepages == 16)
      }
      #expect(Holdings.now() == before)
    }
  }
}

import Addresses
import CLinux
import Foundation
import HostFiles
import Lowering
import MachineModel
import SystemPackage
import Testing

@testable import KVMHost

extension OnThisHost {
  /// What pages do that have to go elsewhere, a host of two nodes shows in the lab; here it is shown that they are counted.
  @Suite(.serialized, .enabled(if: TestHost.hasKVM, "skipped: no /dev/kvm"))
  struct MoveTests {
    private func machine(_ policy: (inout MemoryPolicy) -> Void = { _ in }) throws -> RealizedMachine {
      let nodes = HostNodes.read().usable
      return try Realization.run(
        try makeLayout([16 * .mib]) {
          $0.backing = .shared
          $0.hostNodes = nodes
          $0.mode = .bind
          policy(&$0)
        })
    }

    @Test func pagesThatNobodyHasMappedAreFoundAndNoneIsMade() throws {
      let before = Holdings.now()
      do {
        let machine = try machine()
        let object = try #require(machine.backingDescriptor(ofNode: 0))
        // As another process would have left it: two pages, then one far behind them, none of them mapped here.
        for page in [3, 4, 4000] as [Int64] {
          let written = try object.writeAll(toAbsoluteOffset: page * 4096 + 7, [UInt8(page % 256)])
          #expect(written == 1)
        }
        #expect(MachineReport(machine).rows.map(\.resident) == [0])
        let moved = try machine.moveToHostNodes()
        #expect(
          moved == [
            MovedMemory(memory: BackedMemory(node: 0), pageSize: 4096, pages: 3, misplaced: 0, left: 0)
          ])
        #expect(try TestHost.allocated(object) == 3 * 4096)
        #expect(MachineReport(machine).rows.map(\.resident) == [3 * 4096])
        #expect(try [3, 4, 4000].map { try machine.read(1, at: $0 * 4096 + 7) } == [[3], [4], [160]])
      }
      #expect(Holdings.now() == before)
    }

    @Test func pagesOnOtherNodesAreCounted() throws {
      let machine = try machine { $0.prefault = true }
      let host = machine.regions.map(\.host)
      let nodes = HostNodes.read().usable
      let right = try PagePlaces(host, pageSize: 4096, nodes: nodes)
      #expect(right.pages == 4096)
      #expect(right.misplaced == 0)
      let wrong = try PagePlaces(host, pageSize: 4096, nodes: [1023])
      #expect(wrong.pages == 4096)
      #expect(wrong.misplaced == 4096)
    }

    @Test("Of hugepages each is counted once", arguments: [DiscardBacking.privateHugepages, .sharedHugepages])
    func hugepages(_ backing: DiscardBacking) throws {
      try backing.with(pages: 8, fileSize: 0) { policy in
        let machine = try machine {
          policy(&$0)
          $0.prefault = true
        }
        #expect(
          try machine.moveToHostNodes() == [
            MovedMemory(memory: BackedMemory(node: 0), pageSize: 2 << 20, pages: 8, misplaced: 0, left: 0)
          ])
      }
    }

    @Test func privateMemoryHasThePagesThatItHas() throws {
      let machine = try machine { $0.backing = .private }
      try machine.write([1], at: 5 * .mib)
      #expect(try machine.moveToHostNodes().map(\.pages) == [1])
    }

    @Test func memoryThatMayBeAnywhereIsLeftAlone() throws {
      let machine = try Realization.run(try makeLayout([16 * .mib]) { $0.prefault = true })
      #expect(try machine.moveToHostNodes() == [])
    }

    @Test func pagesThatCouldNotComeAreTold() {
      func moved(_ misplaced: UInt64, _ left: UInt64) -> MovedMemory {
        MovedMemory(
          memory: BackedMemory(node: 1, zone: 0), pageSize: 4096, pages: 100, misplaced: misplaced, left: left)
      }
      #expect(
        [moved(0, 0), moved(60, 0), moved(60, 7)].map(\.description) == [
          "zone 0 of node 1: 100 pages of 4 KiB, none of them on other host nodes than it says",
          "zone 0 of node 1: 100 pages of 4 KiB, 60 of them on other host nodes than it says: 60 moved, none left there",
          "zone 0 of node 1: 100 pages of 4 KiB, 60 of them on other host nodes than it says: 53 moved, 7 could not be",
        ])
      // A guest that runs makes pages meanwhile.
      #expect(moved(1, 3).moved == 0)
    }

    @Test func theReportTellsOfIt() throws {
      let machine = try machine { $0.prefault = true }
      let findings = RealizationFindings(moves: try machine.moveToHostNodes())
      let text = MachineReport(machine).json(findings)
      let report = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      #expect(
        report["moves"] as? [[String: Int]] == [
          ["left": 0, "misplaced": 0, "moved": 0, "node": 0, "page_size": 4096, "pages": 4096]
        ])
    }
  }
}

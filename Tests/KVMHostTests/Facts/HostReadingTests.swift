import Addresses
import HostFiles
import MachineModel
import Testing

@testable import KVMHost

@Suite("What the kernel's files say") struct HostReadingTests {
  @Test(
    arguments: [("0-3,8", [0, 1, 2, 3, 8]), ("0", [0]), ("", []), (" 2-3\n", [2, 3]), ("5-4", [])]
      as [(String, [UInt32])])
  func lists(_ text: String, _ expected: [UInt32]) {
    #expect(HostFile.list(text) == expected)
  }

  @Test func missingAndForbiddenNodesAreTold() {
    let nodes = HostNodes(withMemory: [0, 1, 2], allowed: [0, 1])
    #expect(nodes.objection(to: [0, 1]) == nil)
    #expect(nodes.objection(to: []) == nil)
    #expect(nodes.objection(to: [0, 5]) == "the host has no node 5 with memory (it has nodes 0, 1, 2)")
    #expect(nodes.objection(to: [2]) == "this process may not use node 2 (Mems_allowed is nodes 0, 1)")
    #expect(
      nodes.objection(to: [2, 7, 8])
        == "the host has no nodes 7, 8 with memory (it has nodes 0, 1, 2), and this process may not use node 2 "
        + "(Mems_allowed is nodes 0, 1)")
  }

  @Test func poolsCountWhatIsFreeAndNotPromised() {
    let pool = HugepagePool(
      pageSize: 2 << 20, total: 10, free: 6, reserved: 2,
      shares: [.init(node: 0, total: 7, free: 5), .init(node: 1, total: 3, free: 1)])
    #expect(pool.available == 4)
    #expect(pool.available(on: [1]) == 1)
    #expect(pool.available(on: [0, 1]) == 4)
  }

  @Test func whoIsBoundIsPopulatedBeforeWhoCanGoElsewhere() {
    func order(_ nodes: [(node: Int, bound: [UInt32]?)]) -> [Int] {
      Population.order(nodes.map { (BackedMemory(node: $0.node), $0.bound) }).map(\.node)
    }
    #expect(order([(3, nil), (2, [0, 1]), (0, nil), (5, [1]), (1, [0])]) == [1, 5, 2, 0, 3])
    #expect(Population.order([]) == [])
  }

  @Test func numbersThatNobodyChoseAreRoundedDown() {
    #expect(Units.roughly(942_301_184) == "898 MiB")
    #expect(Units.roughly(8 * .gib) == "8 GiB")
    #expect(Units.roughly(1023 << 10) == "1023 KiB")
    #expect(Units.roughly(0) == "0 bytes")
  }

  private static let smaps = """
    7f0000000000-7f0000200000 rw-p 00000000 00:00 0
    Size:               2048 kB
    KernelPageSize:        4 kB
    MMUPageSize:           4 kB
    Rss:                  12 kB
    AnonHugePages:         0 kB
    VmFlags: rd wr mr mw me ac sd
    7f0000200000-7f0000600000 rw-s 00000000 00:10 99 /memfd:memc node 1 (deleted)
    Size:               4096 kB
    KernelPageSize:     2048 kB
    Rss:                   0 kB
    Shared_Hugetlb:     2048 kB
    Private_Hugetlb:    2048 kB
    7f0000700000-7f0000800000 rw-p 00000000 00:00 0 [heap]
    Rss:                 100 kB
    """
  private static let numaMaps = """
    7f0000000000 default anon=3 dirty=3 N0=2 N1=1 kernelpagesize_kB=4
    7f0000200000 bind:0 file=/memfd:memc\\040node\\0401\\040(deleted) huge dirty=2 N0=2 kernelpagesize_kB=2048
    7f0000700000 default heap N0=25
    """

  @Test func mappingsAreCountedRangeByRange() {
    let found = ProcessMappings(
      smaps: Array(Self.smaps.utf8), numaMaps: Array(Self.numaMaps.utf8),
      in: AddressRange(0x7f00_0000_0000, 0x7f00_0060_0000))
    #expect(found.mappings.count == 2)
    let small = found.total(in: AddressRange(0x7f00_0000_0000, 0x7f00_0020_0000))
    #expect(small?.resident == 12 << 10)
    #expect(small?.pageSize == 4096)
    #expect(small?.pagesOfNode == [0: 2, 1: 1])
    let large = found.total(in: AddressRange(0x7f00_0020_0000, 0x7f00_0060_0000))
    #expect(large?.resident == 4 * .mib)
    #expect(large?.pageSize == 2 << 20)
    #expect(large?.pagesOfNode == [0: 2])
    #expect(found.total(in: AddressRange(0x7f00_0000_0000, 0x7f00_0010_0000)) == nil)
  }

  #if arch(x86_64)
    @Test(
      arguments: [(0x0000_3030, 48), (0x0000_302e, 46), (0x0030_3034, 48), (0x0034_3030, 48)] as [(UInt32, UInt8)])
    func physicalBits(_ eax: UInt32, _ bits: UInt8) {
      #expect(CPUIDTable.physicalBits(ofEAX: eax) == bits)
    }
  #endif
}

import Addresses
import MachineModel
import Testing

@testable import Platforms

/// The examples of QEMU's comment on the split, and the sizes around it.
@Suite("QEMU's pc") struct QEMUPCTests {
  @Test(
    "The hole below 4 GiB begins where RAM is cut",
    arguments: [
      (0, 0xE000_0000), (2 << 30, 0xE000_0000), (0xE000_0000 - 4096, 0xE000_0000), (0xE000_0000, 0xC000_0000),
      (4 << 30, 0xC000_0000), (1 << 40, 0xC000_0000),
    ] as [(UInt64, UInt64)])
  func split(_ memory: UInt64, _ start: UInt64) {
    let geography = QEMUPC.geography(of: .x8664, memory: memory)
    #expect(geography.gaps.map(\.range) == [AddressRange(start, 4 << 30)])
    #expect(geography.dramBase == 0)
  }
}

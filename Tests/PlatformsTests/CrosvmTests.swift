import Addresses
import MachineModel
import Testing

@testable import Platforms

/// What crosvm's constants come to, and where what follows RAM is.
@Suite("crosvm") struct CrosvmTests {
  private static let gib: UInt64 = 1 << 30

  @Test(
    "RAM ends at 3.25 GiB, and registers of PCI devices follow it above 4 GiB, on 2 MiB",
    arguments: [
      (0, 0x1_0000_0000), (gib, 0x1_0000_0000), (0xD000_0000, 0x1_0000_0000), (0xD000_1000, 0x1_0020_0000),
      (0xD020_0000, 0x1_0020_0000), (8 * gib, 0x2_3000_0000),
    ] as [(UInt64, UInt64)])
  func gaps(memory: UInt64, registers: UInt64) {
    let geography = Crosvm.geography(of: MachineDeclaration(.x8664, memory: memory))
    #expect(
      geography.gaps.map { [$0.start, $0.end] } == [
        [0xD000_0000, 0x1_0000_0000], [registers, registers + (128 << 20)],
      ])
    #expect(geography.gaps.map(\.report) == [.none, .reserved])
    #expect(
      geography.reserved.map { [$0.start, $0.end] } == [
        [0xA_0000, 0x10_0000], [0xF400_0000, 0xF800_0000], [0xFEFF_C000, 0xFF00_0000],
      ])
  }
}

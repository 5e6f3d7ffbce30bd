import Addresses
import MachineModel
import Testing

@testable import Platforms

/// What Firecracker's layout.rs says, address by address.
@Suite("Firecracker") struct FirecrackerTests {
  private static let gib: UInt64 = 1 << 30

  @Test(
    "RAM leaves out 3 to 4 GiB and 256 to 512 GiB, on Arm what is below 2 GiB and the latter",
    arguments: [0, 1 << 40])
  func gaps(memory: UInt64) {
    let pc = Firecracker.geography(of: MachineDeclaration(.x8664, memory: memory))
    #expect(pc.dramBase == 0)
    #expect(
      pc.gaps.map { [$0.start, $0.end] } == [[3 * Self.gib, 4 * Self.gib], [256 * Self.gib, 512 * Self.gib]])
    let arm = Firecracker.geography(of: MachineDeclaration(.aarch64, memory: memory))
    #expect(arm.dramBase == 2 * Self.gib)
    #expect(arm.gaps.map { [$0.start, $0.end] } == [[256 * Self.gib, 512 * Self.gib]])
  }

  @Test("The first megabyte has 257 KiB of the machine's own, and nothing is said of what follows")
  func reserved() {
    let pc = Firecracker.geography(of: MachineDeclaration(.x8664, memory: 1 << 30))
    #expect(
      pc.reserved.map { [$0.start, $0.end] } == [
        [0x9_FC00, 0xE_0000], [0xE_0000, 0x10_0000], [0xEEC0_0000, 0xFEC0_0000],
      ])
    #expect(pc.reserved.map(\.kind) == [.reserved, .hole, .reserved])
    let arm = Firecracker.geography(of: MachineDeclaration(.aarch64, memory: 1 << 30))
    #expect(arm.reserved.map { [$0.start, $0.end] } == [[0x8000_0000, 0x8020_0000]])
  }
}

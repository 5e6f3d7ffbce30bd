import Addresses
import MachineModel
import Testing

@testable import Platforms

/// What Cloud Hypervisor's layout.rs say, address by address.
@Suite("Cloud Hypervisor") struct CloudHypervisorTests {
  private static let gib: UInt64 = 1 << 30

  @Test("RAM leaves out 3 to 4 GiB, on Arm what is below 1 GiB and 64 MiB below 4 GiB", arguments: [0, 1 << 40])
  func gaps(memory: UInt64) {
    let pc = CloudHypervisor.geography(of: MachineDeclaration(.x8664, memory: memory))
    #expect(pc.dramBase == 0)
    #expect(pc.gaps.map { [$0.start, $0.end] } == [[3 * Self.gib, 4 * Self.gib]])
    let arm = CloudHypervisor.geography(of: MachineDeclaration(.aarch64, memory: memory))
    #expect(arm.dramBase == Self.gib && arm.reserved.isEmpty)
    #expect(arm.gaps.map { [$0.start, $0.end] } == [[4 * Self.gib - 64 << 20, 4 * Self.gib]])
  }

  @Test("Nothing is said of 0xa0000 to 1 MiB, and PCI's configuration lies behind 640 MiB for devices")
  func reserved() {
    let pc = CloudHypervisor.geography(of: MachineDeclaration(.x8664, memory: 1 << 30))
    #expect(
      pc.reserved.map { [$0.start, $0.end] } == [
        [0xA_0000, 0x10_0000], [3 * Self.gib + 640 << 20, 3 * Self.gib + 896 << 20],
      ])
    #expect(pc.reserved.map(\.kind) == [.hole, .reserved])
    #expect(CloudHypervisor.rootPointer == 0xA_0000)
  }
}

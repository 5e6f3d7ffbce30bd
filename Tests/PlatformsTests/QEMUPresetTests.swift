import Addresses
import MachineModel
import Testing

@testable import Platforms

/// What QEMU's comments say of the split, and the sizes around it.
@Suite("QEMU's machines") struct QEMUPresetTests {
  private static let gib: UInt64 = 1 << 30

  @Test(
    "The hole below 4 GiB begins where RAM is cut",
    arguments: [
      (0, nil, 0xE000_0000, 0xB000_0000), (2 * gib, nil, 0xE000_0000, 0xB000_0000),
      (0xB000_0000 - 4096, nil, 0xE000_0000, 0xB000_0000), (0xB000_0000, nil, 0xE000_0000, 0x8000_0000),
      (0xE000_0000 - 4096, nil, 0xE000_0000, 0x8000_0000), (0xE000_0000, nil, 0xC000_0000, 0x8000_0000),
      (4 * gib, nil, 0xC000_0000, 0x8000_0000), (1024 * gib, nil, 0xC000_0000, 0x8000_0000),
      (4 * gib, gib, gib, gib), (gib, 2 * gib, 2 * gib, 2 * gib),
      (3 * gib, 4 * gib, 4 * gib, 0x8000_0000), (5 * gib, 4 * gib, 0xC000_0000, 0x8000_0000),
    ] as [(UInt64, UInt64?, UInt64, UInt64)])
  func split(_ memory: UInt64, _ limit: UInt64?, _ pc: UInt64, _ q35: UInt64) {
    var platform = Platform()
    platform.mostRAMBelow4GiB = limit.map { Located($0) }
    let machine = MachineDeclaration(.x8664, memory: memory, platform: platform)
    for (preset, start) in [(QEMUPC.self, pc), (QEMUQ35.self, q35)] as [(any PlatformPreset.Type, UInt64)] {
      let geography = preset.geography(of: machine)
      #expect(geography.gaps.map(\.range) == (start < 4 * Self.gib ? [AddressRange(start, 4 * Self.gib)] : []))
      #expect(geography.dramBase == 0 && geography.pluggableBase == 4 * Self.gib)
      #expect(geography.reserved.map(\.isInSRAT) == [true, false])
    }
  }

  @Test("On Arm RAM begins at 1 GiB and goes on unbroken")
  func virt() {
    let geography = QEMUVirt.geography(of: MachineDeclaration(.aarch64, memory: 1 << 40))
    #expect(geography.dramBase == Self.gib)
    #expect(geography.gaps.isEmpty && geography.reserved.isEmpty)
  }
}

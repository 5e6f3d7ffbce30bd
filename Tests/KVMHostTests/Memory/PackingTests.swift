import Addresses
import Lowering
import MachineModel
import TestSupport
import Testing

@testable import KVMHost

@Suite struct PackingTests {
  @Test func aGapCostsNoHostAddresses() {
    let packing = Packing(
      [Extent(node: 0, start: 0, size: 3 * .gib), Extent(node: 0, start: 4 * .gib, size: .gib)],
      pageSizes: [4096, 4096])
    #expect(packing.offsets == [0, 3 * .gib])
    #expect(packing.size == 4 * .gib)
    #expect(packing.alignment == 2 * .mib)
  }

  @Test func congruenceCostsLessThanALargePage() {
    let packing = Packing(
      [
        Extent(node: 0, start: 0x1000, size: 0x2000), Extent(node: 1, start: 0x3000, size: 0x1000),
        Extent(node: 2, start: 0x40_0000, size: 0x1000),
      ], pageSizes: [4096, 4096, 4096])
    #expect(packing.offsets == [0x1000, 0x3000, 0x20_0000])
    #expect(packing.size == 0x20_1000)
  }

  @Test func pagesOfOneGiBAreCongruentModuloOneGiB() {
    let packing = Packing(
      [Extent(node: 0, start: 0, size: 512 * .mib), Extent(node: 1, start: 8 * .gib, size: .gib)],
      pageSizes: [2 << 20, 1 << 30])
    #expect(packing.offsets == [0, .gib])
    #expect(packing.alignment == .gib)
  }

  @Test("Any extents: ascending, disjoint, congruent, and tight", arguments: 0..<200 as Range<UInt64>)
  func anyExtents(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var extents: [Extent] = []
    var sizes: [UInt64] = []
    var start: UInt64 = 0
    for node in 0..<Int.random(in: 1...40, using: &random) {
      let pageSize: UInt64 = [4096, 4096, 2 << 20, 1 << 30].randomElement(using: &random) ?? 4096
      start = (start + pageSize - 1) & ~(pageSize - 1)
      start += pageSize * UInt64.random(in: 0...3, using: &random)
      let size = pageSize * UInt64.random(in: 1...700, using: &random)
      extents.append(Extent(node: node, start: start, size: size))
      sizes.append(pageSize)
      start += size
    }
    let packing = Packing(extents, pageSizes: sizes)
    var end: UInt64 = 0
    for (index, extent) in extents.enumerated() {
      let offset = packing.offsets[index]
      let modulus = max(sizes[index], 2 << 20)
      #expect(offset % modulus == extent.start % modulus)
      #expect(offset >= end)
      #expect(offset - end < modulus)
      end = offset + extent.size
    }
    #expect(packing.size == end)
    #expect(packing.alignment >= sizes.max() ?? 0)
  }

  @Test(
    "The part of a slot that KVM maps large",
    arguments: [
      (0 as UInt64, 0x40_0000 as UInt64, 0x7f00_0000_0000 as UInt64, AddressRange(0, 0x40_0000) as AddressRange?),
      (0x1000, 0x60_0000, 0x7f00_0000_1000, AddressRange(0x20_0000, 0x60_0000)),
      (0, 0x5f_f000, 0x7f00_0000_0000, AddressRange(0, 0x40_0000)),
      (0, 0x40_0000, 0x7f00_0000_1000, nil), (0x1000, 0x3f_f000, 0x7f00_0000_1000, nil),
    ])
  func largeRange(_ start: UInt64, _ end: UInt64, _ host: UInt64, _ expected: AddressRange?) {
    #expect(
      MachineReport.Row.largeRange(guest: AddressRange(start, end), hostAddress: host, pageSize: 2 << 20)
        == expected)
  }

  @Test func chunksCoverPartsAndEndAtTheirMultiples() {
    let chunks = Population.chunks(of: [
      .init(hostAddress: 0x7f00_0010_0000, size: 80 * .mib, pageSize: 4096),
      .init(hostAddress: 0x7f40_0000_0000, size: 2 * .gib, pageSize: .gib),
    ])
    let sizes: [UInt64] = [31 * .mib, 32 * .mib, 17 * .mib, .gib, .gib]
    #expect(chunks.map(\.size) == sizes)
    #expect(chunks.dropFirst().first?.hostAddress == 0x7f00_0200_0000)
  }
}

import Artifacts
import Addresses
import Diagnostics
import Lowering
import MachineModel
import TestSupport
import Testing

/// Layouts that another implementation gives for the same machines: sizing, placement, slots.
@Suite("Known answers") struct KnownAnswersTests {
  @Test(
    "Extents and slots",
    arguments: [
      Answer(
        "one node", "memory: 256MiB\nplatform: {gaps: []}",
        "slot 0: 0x0-0x10000000 (256 MiB) node 0 backing offset 0x0"),
      Answer(
        "two equal nodes", "memory: 512MiB\nnodes: 2\nplatform: {gaps: []}",
        "slot 0: 0x0-0x10000000 (256 MiB) node 0 backing offset 0x0",
        "slot 1: 0x10000000-0x20000000 (256 MiB) node 1 backing offset 0x0"),
      Answer(
        "three equal nodes", "memory: 100MiB\nnodes: 3\nplatform: {gaps: []}",
        "slot 0: 0x0-0x2100000 (33 MiB) node 0 backing offset 0x0",
        "slot 1: 0x2100000-0x4200000 (33 MiB) node 1 backing offset 0x0",
        "slot 2: 0x4200000-0x6400000 (34 MiB) node 2 backing offset 0x0"),
      Answer(
        "three equal nodes, dealt out evenly", "memory: 100MiB\nnodes: 3\nshare: even\nplatform: {gaps: []}",
        "slot 0: 0x0-0x2200000 (34 MiB) node 0 backing offset 0x0",
        "slot 1: 0x2200000-0x4300000 (33 MiB) node 1 backing offset 0x0",
        "slot 2: 0x4300000-0x6400000 (33 MiB) node 2 backing offset 0x0"),
      Answer(
        "three equal nodes of large pages, dealt out evenly",
        "memory: 100MiB\nnodes: 3\nshare: even\nplatform: {gaps: []}\ndefaults: {hugepages: on}",
        "slot 0: 0x0-0x2200000 (34 MiB) node 0 backing offset 0x0",
        "slot 1: 0x2200000-0x4400000 (34 MiB) node 1 backing offset 0x0",
        "slot 2: 0x4400000-0x6400000 (32 MiB) node 2 backing offset 0x0"),
      Answer(
        "three equal nodes of large pages, dealt out evenly with a tail",
        "memory: 101MiB\nnodes: 3\nshare: even\nplatform: {gaps: []}\ndefaults: {hugepages: auto}",
        "slot 0: 0x0-0x2200000 (34 MiB) node 0 backing offset 0x0",
        "slot 1: 0x2200000-0x4400000 (34 MiB) node 1 backing offset 0x0",
        "slot 2: 0x4400000-0x6500000 (33 MiB) node 2 backing offset 0x0"),
      Answer(
        "a node on its own pages behind an odd one",
        "nodes: [{memory: 5MiB}, {memory: 4MiB, hugepages: on, align: auto}, {memory: 5MiB}]\nplatform: {gaps: []}",
        "slot 0: 0x0-0x500000 (5 MiB) node 0 backing offset 0x0",
        "slot 1: 0x600000-0xa00000 (4 MiB) node 1 backing offset 0x0",
        "slot 2: 0xa00000-0xf00000 (5 MiB) node 2 backing offset 0x0"),
      Answer(
        "slots cut by hand, in RAM and in a window",
        """
        memory: 16MiB
        slots: {cuts: [0x100000, 0xa0000, 0xc0100000, 0xa0000]}
        devices: [{name: flash, start: 0xc0000000, size: 2MiB}]
        """,
        "slot 0: 0x0-0xa0000 (640 KiB) node 0 backing offset 0x0",
        "slot 1: 0xa0000-0x100000 (384 KiB) node 0 backing offset 0xa0000",
        "slot 2: 0x100000-0x1000000 (15 MiB) node 0 backing offset 0x100000",
        "slot 3: 0xc0000000-0xc0100000 (1 MiB) device flash offset 0x0",
        "slot 4: 0xc0100000-0xc0200000 (1 MiB) device flash offset 0x100000"),
      Answer(
        "RAM by address, and other nodes around it",
        """
        nodes:
          - {memory: 3MiB}
          - ranges: [{start: 1MiB, size: 1MiB}, {start: 6MiB, end: 8MiB}]
          - {memory: 3MiB}
        platform: {gaps: [{start: 5MiB, end: 6MiB}]}
        """,
        "slot 0: 0x0-0x100000 (1 MiB) node 0 backing offset 0x0",
        "slot 1: 0x100000-0x200000 (1 MiB) node 1 backing offset 0x0",
        "slot 2: 0x200000-0x400000 (2 MiB) node 0 backing offset 0x100000",
        "slot 3: 0x400000-0x500000 (1 MiB) node 2 backing offset 0x0",
        "slot 4: 0x600000-0x800000 (2 MiB) node 1 backing offset 0x100000",
        "slot 5: 0x800000-0xa00000 (2 MiB) node 2 backing offset 0x100000"),
      Answer(
        "zones one behind the other, cut by a gap, with other nodes behind them",
        """
        nodes:
          - zones: [{size: 1MiB}, {size: 3MiB}, {size: 1MiB}]
          - {memory: 1MiB}
        platform: {gaps: [{start: 2MiB, end: 8MiB}]}
        """,
        "slot 0: 0x0-0x100000 (1 MiB) zone 0 of node 0 backing offset 0x0",
        "slot 1: 0x100000-0x200000 (1 MiB) zone 1 of node 0 backing offset 0x0",
        "slot 2: 0x800000-0xa00000 (2 MiB) zone 1 of node 0 backing offset 0x100000",
        "slot 3: 0xa00000-0xb00000 (1 MiB) zone 2 of node 0 backing offset 0x0",
        "slot 4: 0xb00000-0xc00000 (1 MiB) node 1 backing offset 0x0"),
      Answer(
        "zones each on its own pages",
        """
        nodes: [{zones: [{size: 5MiB}, {size: 4MiB, hugepages: on}, {size: 3MiB}, {size: 2MiB, hugepages: auto}], align: auto}]
        platform: {gaps: []}
        """,
        "slot 0: 0x0-0x500000 (5 MiB) zone 0 of node 0 backing offset 0x0",
        "slot 1: 0x600000-0xa00000 (4 MiB) zone 1 of node 0 backing offset 0x0",
        "slot 2: 0xa00000-0xd00000 (3 MiB) zone 2 of node 0 backing offset 0x0",
        "slot 3: 0xe00000-0x1000000 (2 MiB) zone 3 of node 0 backing offset 0x0"),
      Answer(
        "a node packed where the others are aligned",
        "nodes: [{memory: 5MiB}, {memory: 4MiB, align: 4KiB}, {memory: 5MiB}]\nplacement: {align: 2MiB}\nplatform: {gaps: []}",
        "slot 0: 0x0-0x500000 (5 MiB) node 0 backing offset 0x0",
        "slot 1: 0x500000-0x900000 (4 MiB) node 1 backing offset 0x0",
        "slot 2: 0xa00000-0xf00000 (5 MiB) node 2 backing offset 0x0"),
      Answer(
        "the third node without CPUs",
        """
        memory: 640MiB
        cpus: 2
        nodes: [{memory: 256MiB, cpus: 0}, {memory: 256MiB, cpus: 1}, {memory: 128MiB}]
        platform: {gaps: []}
        """,
        "slot 0: 0x0-0x10000000 (256 MiB) node 0 backing offset 0x0",
        "slot 1: 0x10000000-0x20000000 (256 MiB) node 1 backing offset 0x0",
        "slot 2: 0x20000000-0x28000000 (128 MiB) node 2 backing offset 0x0"),
      Answer(
        "the second node without memory",
        "memory: 512MiB\ncpus: 3\nnodes: [{memory: 256MiB}, {memory: 0}, {memory: 256MiB}]\nplatform: {gaps: []}",
        "slot 0: 0x0-0x10000000 (256 MiB) node 0 backing offset 0x0",
        "slot 1: 0x10000000-0x20000000 (256 MiB) node 2 backing offset 0x0"),
      Answer(
        "DRAM from 1 GiB on", "arch: aarch64\nnodes: [{memory: 256MiB}, {memory: 256MiB}]",
        "slot 0: 0x40000000-0x50000000 (256 MiB) node 0 backing offset 0x0",
        "slot 1: 0x50000000-0x60000000 (256 MiB) node 1 backing offset 0x0"),
      Answer(
        "a node that straddles the gap", "memory: 4GiB",
        "slot 0: 0x0-0xc0000000 (3 GiB) node 0 backing offset 0x0",
        "slot 1: 0x100000000-0x140000000 (1 GiB) node 0 backing offset 0xc0000000"),
      Answer(
        "a node below the gap", "memory: 2GiB", "slot 0: 0x0-0x80000000 (2 GiB) node 0 backing offset 0x0"),
      Answer(
        "a node that ends exactly at the gap", "memory: 3GiB",
        "slot 0: 0x0-0xc0000000 (3 GiB) node 0 backing offset 0x0"),
      Answer(
        "the second of two nodes straddles the gap", "memory: 6GiB\nnodes: [{memory: 2GiB}, {memory: 4GiB}]",
        "slot 0: 0x0-0x80000000 (2 GiB) node 0 backing offset 0x0",
        "slot 1: 0x80000000-0xc0000000 (1 GiB) node 1 backing offset 0x0",
        "slot 2: 0x100000000-0x1c0000000 (3 GiB) node 1 backing offset 0x40000000"),
      Answer(
        "one extent across 3 to 4 GiB", "arch: aarch64\nmemory: 16GiB",
        "slot 0: 0x40000000-0x440000000 (16 GiB) node 0 backing offset 0x0"),
      Answer(
        "the second of two nodes moves above a gap",
        "nodes: [{memory: 2GiB}, {memory: 2GiB}]\nplatform: {gaps: [{start: 2GiB, end: 3GiB}]}",
        "slot 0: 0x0-0x80000000 (2 GiB) node 0 backing offset 0x0",
        "slot 1: 0xc0000000-0x140000000 (2 GiB) node 1 backing offset 0x0"),
      Answer(
        "two gaps, in any order",
        "memory: 1TiB\nplatform: {gaps: [{start: 3GiB, end: 4GiB}, {start: 1GiB, end: 2GiB}]}",
        "slot 0: 0x0-0x40000000 (1 GiB) node 0 backing offset 0x0",
        "slot 1: 0x80000000-0xc0000000 (1 GiB) node 0 backing offset 0x40000000",
        "slot 2: 0x100000000-0x10080000000 (1022 GiB) node 0 backing offset 0x80000000"),
      Answer(
        "no extent is below the alignment",
        "memory: 2GiB\nplacement: {align: 1GiB}\nplatform: {gaps: [{start: 0x40100000, end: 0x40200000}]}",
        "slot 0: 0x0-0x40000000 (1 GiB) node 0 backing offset 0x0",
        "slot 1: 0x80000000-0xc0000000 (1 GiB) node 0 backing offset 0x40000000"),
      Answer(
        "a long extent is cut at multiples of 4 TiB", "arch: aarch64\nmemory: 10TiB",
        "slot 0: 0x40000000-0x40000000000 (4095 GiB) node 0 backing offset 0x0",
        "slot 1: 0x40000000000-0x80000000000 (4 TiB) node 0 backing offset 0x3ffc0000000",
        "slot 2: 0x80000000000-0xa0040000000 (2049 GiB) node 0 backing offset 0x7ffc0000000"),
      Answer(
        "an extent of exactly the longest slot is not cut", "memory: 1GiB\nslots: {first: 7, max_size: 1GiB}",
        "slot 7: 0x0-0x40000000 (1 GiB) node 0 backing offset 0x0"),
      Answer(
        "shares are whole alignments, the last takes the rest",
        "memory: 5000MiB\nnodes: 2\nplacement: {align: 1GiB}\nplatform: {gaps: []}",
        "slot 0: 0x0-0x80000000 (2 GiB) node 0 backing offset 0x0",
        "slot 1: 0x80000000-0x138800000 (2952 MiB) node 1 backing offset 0x0"),
      Answer(
        "what the root leaves is shared by those that state nothing",
        "memory: 1GiB\nnodes: [{}, {memory: 512MiB}, {}, {memory: 0}]\nplatform: {gaps: []}",
        "slot 0: 0x0-0x10000000 (256 MiB) node 0 backing offset 0x0",
        "slot 1: 0x10000000-0x30000000 (512 MiB) node 1 backing offset 0x0",
        "slot 2: 0x30000000-0x40000000 (256 MiB) node 2 backing offset 0x0"),
      Answer(
        "each node begins at a multiple of the alignment",
        "nodes: [{memory: 5MiB}, {memory: 5MiB}]\nplacement: {align: 2MiB}",
        "slot 0: 0x0-0x500000 (5 MiB) node 0 backing offset 0x0",
        "slot 1: 0x600000-0xb00000 (5 MiB) node 1 backing offset 0x0"),
      Answer(
        "40 address bits", "memory: 8GiB\nplatform: {phys_bits: 40}",
        "slot 0: 0x0-0xc0000000 (3 GiB) node 0 backing offset 0x0",
        "slot 1: 0x100000000-0x240000000 (5 GiB) node 0 backing offset 0xc0000000"),
      Answer(
        "64 address bits are no limit", "memory: 8GiB\nplatform: {phys_bits: 64, gaps: []}\narch: aarch64",
        "slot 0: 0x40000000-0x240000000 (8 GiB) node 0 backing offset 0x0"),
      Answer(
        "RAM that needs exactly the address bits there are", "memory: 7GiB\nplatform: {phys_bits: 33}",
        "slot 0: 0x0-0xc0000000 (3 GiB) node 0 backing offset 0x0",
        "slot 1: 0x100000000-0x200000000 (4 GiB) node 0 backing offset 0xc0000000"),
    ])
  func layout(_ answer: Answer) throws {
    let compilation = Compilation(answer.text)
    #expect(!compilation.hasErrors)
    let layout = try #require(compilation.layout)
    #expect(layout.description == answer.slots.map { $0 + "\n" }.joined())
    #expect(LayoutInvariants.violations(of: layout) == [])
  }

  @Test("10 TiB are one extent and one memory affinity, however many slots")
  func longExtent() throws {
    let layout = try #require(Compilation("memc: 1\narch: aarch64\nmemory: 10TiB\n").layout)
    #expect(layout.extents == [Extent(node: 0, start: 0x4000_0000, size: 10 << 40)])
    #expect(layout.affinities.map { [$0.start, $0.end] } == [[0x4000_0000, 0x4000_0000 + 10 << 40]])
    #expect(layout.slots.count == 3)
  }

  @Test("A node without memory keeps its row of distances")
  func distancesOfMemorylessNode() throws {
    let layout = try #require(
      Compilation("memc: 1\ncpus: 3\nnodes: [{memory: 256MiB}, {memory: 0}, {memory: 256MiB}]\n").layout)
    #expect(layout.topology.distances.values == [10, 20, 20, 20, 10, 20, 20, 20, 10])
    #expect(layout.extents.map(\.node) == [0, 2])
  }

  @Test(
    "Errors",
    arguments: [
      (
        "memory: 1GiB\nnodes: [{memory: 256MiB}, {memory: 256MiB}]",
        "node memory adds up to 512 MiB, but 'memory' says 1 GiB"
      ),
      (
        "memory: 8GiB\nplatform: {phys_bits: 33}",
        "RAM ends at 0x240000000, which needs 34 address bits; with 33 addresses end at 0x200000000, and 1 GiB would lie beyond"
      ),
      (
        "memory: 257MiB\ndefaults: {hugepages: 2MiB}",
        "RAM size 257 MiB is not aligned to 2 MiB hugepages; choose a memory size that is a multiple of the hugepage size"
      ),
      (
        "memory: 1GiB\ndefaults: {hugepages: 2KiB}",
        "hugepage size 2 KiB is not a power of two above the host page size, 4 KiB"
      ),
      (
        "memory: 1GiB\ndefaults: {hugepages: 4KiB}",
        "hugepage size 4 KiB is not a power of two above the host page size, 4 KiB"
      ),
      (
        "memory: 1GiB\ndefaults: {hugepages: 3MiB}",
        "hugepage size 3 MiB is not a power of two above the host page size, 4 KiB"
      ),
    ])
  func errors(_ text: String, _ message: String) {
    let compilation = Compilation("memc: 1\n\(text)\n")
    #expect(compilation.diagnostics.filter { $0.severity == .error }.map(\.message) == [message])
  }

  @Test("Two nodes of 1 MiB on 2 MiB hugepages are an error at each extent")
  func unalignedExtents() {
    let compilation = Compilation(
      "memc: 1\ndefaults: {hugepages: on}\nnodes: [{memory: 1MiB}, {memory: 1MiB}]\ncpus: 2\n")
    #expect(
      compilation.diagnostics.filter { $0.severity == .error }.map(\.message) == [
        """
        RAM range 0x0-0x100000 (1 MiB) is not aligned to 2 MiB hugepages; \
        range start and size must both be multiples of the hugepage size
        """,
        """
        RAM range 0x100000-0x200000 (1 MiB) is not aligned to 2 MiB hugepages; \
        range start and size must both be multiples of the hugepage size
        """,
      ])
  }

  /// A machine and its slots.
  struct Answer: CustomStringConvertible {
    let description: String
    let text: String
    let slots: [String]

    init(_ title: String, _ text: String, _ slots: String...) {
      description = title
      self.text = "memc: 1\n\(text)\n"
      self.slots = slots
    }
  }
}

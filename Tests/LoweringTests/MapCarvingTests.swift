import Artifacts
import Diagnostics
import Lowering
import TestSupport
import Testing

/// What a guest is told of its RAM: the memory map, and which node each part belongs to.
@Suite("Map carving") struct MapCarvingTests {
  @Test(
    "Map and affinities",
    arguments: [
      (
        "the generic platform", "memory: 4GiB",
        """
        map 0x0-0x9fc00 usable
        map 0x9fc00-0x100000 reserved
        map 0x100000-0xc0000000 usable
        map 0x100000000-0x140000000 usable
        affinity 0x0-0xc0000000 node 0
        affinity 0x100000000-0x140000000 node 0

        """
      ),
      (
        "nodes that touch are one entry of the map", "arch: aarch64\nmemory: 2GiB\nnodes: 2",
        """
        map 0x40000000-0xc0000000 usable
        affinity 0x40000000-0x80000000 node 0
        affinity 0x80000000-0xc0000000 node 1

        """
      ),
      (
        "every type, a hole among them",
        """
        arch: aarch64
        memory: 1GiB
        platform:
          dram_base: 0
          reserved:
            - {start: 0x1000, size: 0x1000, type: reserved}
            - {start: 0x3000, size: 0x1000, type: acpi}
            - {start: 0x5000, size: 0x1000, type: nvs}
            - {start: 0x7000, size: 0x1000, type: unusable}
            - {start: 0x9000, size: 0x1000, type: persistent}
            - {start: 0xb000, size: 0x1000, type: pmem}
            - {start: 0xd000, size: 0x1000, type: hole}
        """,
        """
        map 0x0-0x1000 usable
        map 0x1000-0x2000 reserved
        map 0x2000-0x3000 usable
        map 0x3000-0x4000 acpi
        map 0x4000-0x5000 usable
        map 0x5000-0x6000 nvs
        map 0x6000-0x7000 usable
        map 0x7000-0x8000 unusable
        map 0x8000-0x9000 usable
        map 0x9000-0xa000 persistent
        map 0xa000-0xb000 usable
        map 0xb000-0xc000 persistent
        map 0xc000-0xd000 usable
        map 0xe000-0x40000000 usable
        affinity 0x0-0x40000000 node 0

        """
      ),
      (
        "touching ranges of one type are merged, of two types not",
        """
        arch: aarch64
        memory: 1GiB
        platform:
          dram_base: 0
          reserved:
            - {start: 0x2000, end: 0x3000, type: acpi}
            - {start: 0x1000, end: 0x2000, type: acpi}
            - {start: 0x3000, end: 0x4000, type: nvs}
        """,
        """
        map 0x0-0x1000 usable
        map 0x1000-0x3000 acpi
        map 0x3000-0x4000 nvs
        map 0x4000-0x40000000 usable
        affinity 0x0-0x40000000 node 0

        """
      ),
      (
        "a range over two nodes, out of SRAT; RAM on both sides of a hole is two entries",
        """
        arch: aarch64
        memory: 2GiB
        nodes: 2
        platform:
          dram_base: 0
          reserved:
            - {start: 0x3ffff000, end: 0x40001000, srat: off}
            - {start: 0x50000000, end: 0x50000800, type: hole}
        """,
        """
        map 0x0-0x3ffff000 usable
        map 0x3ffff000-0x40001000 reserved
        map 0x40001000-0x50000000 usable
        map 0x50000800-0x80000000 usable
        affinity 0x0-0x3ffff000 node 0
        affinity 0x40001000-0x80000000 node 1

        """
      ),
      (
        "ranges outside RAM are told whole, and in part outside as well; holes there are nothing",
        """
        arch: aarch64
        memory: 1GiB
        platform:
          dram_base: 0
          gaps: [{start: 0x20000000, end: 0x30000000}]
          reserved:
            - {start: 0x1ffff000, end: 0x20001000, type: nvs}
            - {start: 0x28000000, end: 0x28001000}
            - {start: 0x2f000000, end: 0x2f001000, type: hole}
            - {start: 8GiB, size: 4GiB, type: persistent}
        """,
        """
        map 0x0-0x1ffff000 usable
        map 0x1ffff000-0x20001000 nvs
        map 0x28000000-0x28001000 reserved
        map 0x30000000-0x50000000 usable
        map 0x200000000-0x300000000 persistent
        affinity 0x0-0x20000000 node 0
        affinity 0x30000000-0x50000000 node 0

        """
      ),
      (
        "persistent memory is no place to run in, and merges with what is reserved as such",
        """
        memory: 6GiB
        nodes: [{memory: 2GiB}, {memory: 2GiB, persistent: on}, {memory: 2GiB, persistent: on}]
        platform:
          reserved:
            - {start: 0xa0000000, size: 1MiB, type: acpi}
            - {start: 0x1c0000000, size: 1GiB, type: persistent}
        """,
        """
        map 0x0-0x9fc00 usable
        map 0x9fc00-0x100000 reserved
        map 0x100000-0x80000000 usable
        map 0x80000000-0xa0000000 persistent
        map 0xa0000000-0xa0100000 acpi
        map 0xa0100000-0xc0000000 persistent
        map 0x100000000-0x200000000 persistent
        affinity 0x0-0x80000000 node 0
        affinity 0x80000000-0xc0000000 node 1 persistent
        affinity 0x100000000-0x140000000 node 1 persistent
        affinity 0x140000000-0x1c0000000 node 2 persistent

        """
      ),
      (
        "special-purpose memory is usable, hot-pluggable space is in no entry of the map",
        """
        arch: aarch64
        nodes:
          - {memory: 1GiB, hotplug: {size: 4GiB, start: 64GiB}}
          - {memory: 1GiB, special_purpose: on, soft_reserved: on}
          - {memory: 1GiB, hotplug: 2GiB}
        """,
        """
        map 0x40000000-0x100000000 usable
        affinity 0x40000000-0x80000000 node 0
        affinity 0x80000000-0xc0000000 node 1 special-purpose soft-reserved
        affinity 0xc0000000-0x100000000 node 2
        affinity 0x1000000000-0x1100000000 node 0 hot-pluggable
        affinity 0x1100000000-0x1180000000 node 2 hot-pluggable

        """
      ),
      (
        "RAM that is reserved altogether",
        "arch: aarch64\nmemory: 1GiB\nplatform: {dram_base: 0, reserved: [{start: 0, end: 1GiB, srat: off}]}",
        "map 0x0-0x40000000 reserved\n"
      ),
    ])
  func map(_ title: String, _ text: String, _ expected: String) throws {
    let compilation = Compilation("memc: 1\n\(text)\n")
    #expect(compilation.text == "")
    let topology = try #require(compilation.topology)
    var sink = DiagnosticSink(source: compilation.source)
    var mapped = ""
    let layout = try #require(
      LoweringPipeline().run(topology, reportingTo: &sink) { pass, form in
        if pass == .mapCarving { mapped = form.description }
      })
    #expect(mapped == expected)
    #expect(LayoutInvariants.violations(of: layout) == [])
  }

  @Test("What stands after each pass can be seen, in the order of the passes")
  func observe() throws {
    let compilation = Compilation("memc: 1\nmemory: 4GiB\nplatform: {reserved: {replace: true, list: []}}\n")
    let topology = try #require(compilation.topology)
    var sink = DiagnosticSink(source: compilation.source)
    var seen: [String] = []
    _ = LoweringPipeline().run(topology, reportingTo: &sink) { seen.append("\($0.rawValue)\n\($1.description)") }
    let slots = """
      slot 0: 0x0-0xc0000000 (3 GiB) node 0 backing offset 0x0
      slot 1: 0x100000000-0x140000000 (1 GiB) node 0 backing offset 0xc0000000

      """
    #expect(
      seen == [
        "node-sizing\nnode 0: 4 GiB\n",
        "platform-resolution\nplatform generic: RAM from 0x0\ngap 0xc0000000-0x100000000\n",
        "gap-relocation\nnode 0: 0x0-0xc0000000 (3 GiB)\nnode 0: 0x100000000-0x140000000 (1 GiB)\n",
        "hotplug-placement\n", "window-placement\n",
        """
        map-carving
        map 0x0-0xc0000000 usable
        map 0x100000000-0x140000000 usable
        affinity 0x0-0xc0000000 node 0
        affinity 0x100000000-0x140000000 node 0

        """,
        "window-flattening\n", "slot-assignment\n\(slots)", "hugepage-alignment\n\(slots)",
        "address-width\n\(slots)",
      ])
    #expect(Pass.allCases.map(\.rawValue) == seen.map { String($0.prefix { $0 != "\n" }) })
  }
}

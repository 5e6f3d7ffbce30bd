import Addresses
import Artifacts
import Diagnostics
import Lowering
import MachineModel
import Platforms
import TestSupport
import Testing

/// Where memory may be plugged in, and what the zero page and the EFI memory map are told of memory.
@Suite("Hotplug placement") struct HotplugPlacementTests {
  @Test(
    "Space begins",
    arguments: [
      (
        "above the gap below 4 GiB, though RAM ends below it", "nodes: [{memory: 1GiB, hotplug: 2GiB}]",
        ["hot-pluggable 0x100000000-0x180000000 (2 GiB) node 0"]
      ),
      (
        "at the next GiB above RAM, space behind space",
        "nodes: [{memory: 3GiB, hotplug: 1536MiB}, {memory: 2050MiB, hotplug: 1GiB}, {memory: 0, hotplug: 4KiB}]",
        [
          "hot-pluggable 0x1c0000000-0x220000000 (1536 MiB) node 0",
          "hot-pluggable 0x240000000-0x280000000 (1 GiB) node 1",
          "hot-pluggable 0x280000000-0x280001000 (4 KiB) node 2",
        ]
      ),
      (
        "where no gap is below 4 GiB, right above RAM", "arch: aarch64\nnodes: [{memory: 2GiB, hotplug: 1GiB}]",
        ["hot-pluggable 0xc0000000-0x100000000 (1 GiB) node 0"]
      ),
      (
        "above a gap that is in the way: it is not cut",
        "nodes: [{memory: 4GiB, hotplug: 4GiB}]\nplatform: {gaps: [{start: 3GiB, end: 4GiB}, {start: 8GiB, end: 10752MiB}]}",
        ["hot-pluggable 0x2c0000000-0x3c0000000 (4 GiB) node 0"]
      ),
      (
        "before a gap that it does not reach",
        "nodes: [{memory: 4GiB, hotplug: 3GiB}]\nplatform: {gaps: [{start: 3GiB, end: 4GiB}, {start: 8GiB, end: 9GiB}]}",
        ["hot-pluggable 0x140000000-0x200000000 (3 GiB) node 0"]
      ),
      (
        "at the placement's alignment where that is larger",
        "placement: {align: 4GiB}\nnodes: [{memory: 1GiB, hotplug: 1GiB}, {memory: 1GiB, hotplug: 1GiB}]",
        [
          "hot-pluggable 0x200000000-0x240000000 (1 GiB) node 0",
          "hot-pluggable 0x300000000-0x340000000 (1 GiB) node 1",
        ]
      ),
      (
        "where it says, which others are placed above",
        "nodes: [{memory: 1GiB, hotplug: {size: 8KiB, start: 64GiB}}, {memory: 1GiB, hotplug: 1GiB}]",
        [
          "hot-pluggable 0x1000000000-0x1000002000 (8 KiB) node 0",
          "hot-pluggable 0x1040000000-0x1080000000 (1 GiB) node 1",
        ]
      ),
      (
        "as QEMU places it on its i440FX",
        "platform: qemu-pc\nnodes: [{memory: 2GiB}, {memory: 4GiB, hotplug: 8GiB}]",
        ["hot-pluggable 0x1c0000000-0x400000000 (9 GiB) node 1"]
      ),
      (
        "as QEMU places it, with a GiB more a slot, though all RAM lies below 4 GiB",
        "platform: {base: qemu-q35, max_ram_below_4g: 4GiB}\nnodes: [{memory: 1GiB, hotplug: {size: 2GiB, slots: 3}}]",
        ["hot-pluggable 0x100000000-0x240000000 (5 GiB) node 0"]
      ),
      (
        "as QEMU places it on Arm, around what is plugged in",
        "platform: qemu-virt\narch: aarch64\n"
          + "nodes: [{memory: 1GiB, persistent: on}, {memory: 1026MiB}, {memory: 2051MiB, persistent: on, hotplug: 1GiB}]",
        ["hot-pluggable 0xc0000000-0x280400000 (7172 MiB) node 2"]
      ),
    ])
  func places(_ title: String, _ text: String, _ expected: [String]) throws {
    let compilation = Compilation("memc: 1\n\(text)\n")
    #expect(compilation.text == "")
    let topology = try #require(compilation.topology)
    var sink = DiagnosticSink(source: compilation.source)
    var placed = ""
    let layout = try #require(
      LoweringPipeline().run(topology, reportingTo: &sink) { pass, form in
        if pass == .hotplugPlacement { placed = form.description }
      })
    #expect(placed == expected.map { "\($0)\n" }.joined())
    #expect(LayoutInvariants.violations(of: layout) == [])
    // It is in no slot, and counts into how high addresses reach.
    #expect(layout.memory == layout.slots.reduce(0) { $0 + $1.size })
    #expect(layout.top == layout.hotplug.map(\.end).max())
  }

  @Test("What is plugged in from the start counts into no other RAM, and lies where the space begins")
  func plugged() throws {
    let text = """
      memc: 1
      nodes:
        - {memory: 1GiB, persistent: on}
        - {memory: 2815MiB}
        - {memory: 2MiB, persistent: on, hotplug: 1GiB}
      platform: qemu-q35
      """
    let layout = try #require(Compilation(text).layout)
    // With the persistent memory it would be cut at 2 GiB.
    #expect(
      layout.extents == [
        Extent(node: 1, start: 0, size: 2815 << 20), Extent(node: 0, start: 4 << 30, size: 1 << 30),
        Extent(node: 2, start: 5 << 30, size: 2 << 20),
      ])
    #expect(layout.hotplug.map(\.range) == [AddressRange(start: 4 << 30, size: 5122 << 20)])
    #expect(layout.memoryMap.filter { $0.kind != .usable }.map(\.kind.name) == ["reserved", "persistent"])
    #expect(LayoutInvariants.violations(of: layout) == [])
    var parts = Parts(layout)
    parts.hotplug = [HotplugRange(node: 2, range: AddressRange(start: 8 << 30, size: 5122 << 20))]
    #expect(
      LayoutInvariants.violations(of: parts.layout) == [
        "memory is plugged in where there is no hot-pluggable space",
        "hot-pluggable memory affinities are not the hot-pluggable space",
      ])
    // Neither the alignment of nodes nor a gap in the way parts it from the space.
    for platform in [
      "platform: qemu-q35\nplacement: {align: 4GiB}",
      "platform: {base: qemu-q35, gaps: [{start: 4GiB, size: 512MiB}, {start: 6GiB, size: 2GiB}]}",
    ] {
      let other = try #require(Compilation(text.replacing("platform: qemu-q35", with: platform)).layout)
      #expect(LayoutInvariants.violations(of: other) == [])
      #expect(other.extents.first { $0.node == 0 }?.start == other.hotplug.first?.start)
    }
    let moved = try #require(
      Compilation(text.replacing("hotplug: 1GiB", with: "hotplug: {size: 1GiB, start: 9GiB}")).layout)
    #expect(moved.extents[1].start == 9 << 30 && moved.hotplug[0].start == 9 << 30)
    #expect(LayoutInvariants.violations(of: moved) == [])
  }

  @Test("On AMD's processors high RAM begins at 1 TiB where it would reach HyperTransport's addresses")
  func hyperTransport() throws {
    func geography(_ preset: String, _ memory: String, _ more: String = "") throws -> Geography {
      let text = "memc: 1\nnodes: [{memory: \(memory)}]\nplatform: {base: \(preset), cpu_vendor: amd\(more)}\n"
      let compilation = Compilation(text)
      #expect(compilation.text == "")
      let layout = try #require(compilation.layout)
      #expect(LayoutInvariants.violations(of: layout) == [])
      return layout.geography
    }
    let hole = AddressRange(4 << 30, 1 << 40)
    let reserved = AddressRange(0xFD_0000_0000, 1 << 40)
    for (preset, below, above) in [("qemu-pc", "1009GiB", "1010GiB"), ("qemu-q35", "978GiB", "979GiB")] {
      #expect(try geography(preset, below).gaps.map(\.range).contains(hole) == false)
      #expect(try geography(preset, above).gaps.map(\.range).contains(hole))
      #expect(try geography(preset, below).reserved.last?.range == reserved)
      #expect(try geography(preset, above, ", phys_bits: 41").reserved.last?.range == reserved)
    }
    #expect(try geography("qemu-pc", "1GiB", ", phys_bits: 39").reserved.last?.name == "low-megabyte")
    #expect(try geography("qemu-pc", "4GiB, hotplug: 1004GiB").pluggableBase == 4 << 30)
    #expect(try geography("qemu-pc", "4GiB, hotplug: 1005GiB").pluggableBase == 1 << 40)
  }

  @Test("Space that does not fit below 2^52 is refused")
  func tooHigh() {
    let text = "memc: 1\nnodes: [{memory: 1GiB, hotplug: {size: 2TiB, start: 0xfffff_ffff_f000}}]\n"
    #expect(Compilation(text).identifiers == ["address-too-high"])
    #expect(Compilation("memc: 1\nnodes: [{memory: 1GiB, hotplug: 4096TiB}]\n").identifiers == ["address-too-high"])
  }

  @Test("What e820 calls usable is cut where special-purpose memory begins")
  func traits() throws {
    let compilation = Compilation(
      """
      memc: 1
      nodes:
        - {memory: 1GiB}
        - {memory: 1GiB, special_purpose: on}
        - {memory: 2GiB, special_purpose: on, soft_reserved: on}
        - {memory: 1GiB}
        - {memory: 1GiB, persistent: on}
      platform: {reserved: [{start: 0x50000000, size: 1MiB, type: acpi}]}
      """)
    #expect(compilation.text == "")
    let layout = try #require(compilation.layout)
    #expect(
      layout.byTraits(layout.memoryMap).map { "\($0.entry.range) \($0.entry.kind.name)\($0.traits)" } == [
        "0x0-0x9fc00 usable", "0x9fc00-0x100000 reserved", "0x100000-0x40000000 usable",
        "0x40000000-0x50000000 usable special-purpose", "0x50000000-0x50100000 acpi",
        "0x50100000-0x80000000 usable special-purpose",
        "0x80000000-0xc0000000 usable special-purpose soft-reserved",
        "0x100000000-0x140000000 usable special-purpose soft-reserved", "0x140000000-0x180000000 usable",
        "0x180000000-0x1c0000000 persistent persistent",
      ])
    // All of it together is the map that e820 has.
    #expect(
      AddressSet(layout.byTraits(layout.memoryMap).map(\.entry.range)) == AddressSet(layout.memoryMap.map(\.range)))
    #expect(layout.memoryMap.count == 7)
    #expect(layout.byTraits(layout.memoryMap)[3].entry.origin?.start.line == 4)
  }
}

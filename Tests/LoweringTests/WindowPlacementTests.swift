import Addresses
import Artifacts
import Diagnostics
import Lowering
import MachineModel
import TestSupport
import Testing

/// Where windows come to lie whose address is left to memc, and the memory of VTL2.
@Suite("Window placement") struct WindowPlacementTests {
  @Test(
    "What is left to memc lies",
    arguments: [
      (
        "as high as there is room below 4 GiB, in the order of the file, clear of interrupt controllers",
        """
        memory: 1GiB
        devices:
          - {name: flash, place: low, size: 16MiB}
          - {name: bar, place: low, size: 16MiB}
          - {name: page, place: low, size: 4KiB}
        """,
        [
          "window 0xff000000-0x100000000 (16 MiB) flash placed low",
          "window 0xfd000000-0xfe000000 (16 MiB) bar placed low",
          "window 0xfefff000-0xff000000 (4 KiB) page placed low",
        ]
      ),
      (
        "at a multiple of its size rounded up to a power of two",
        """
        memory: 1GiB
        devices:
          - {name: odd, place: low, size: 68KiB}
          - {name: even, place: low, size: 60KiB}
          - {name: high, place: high, size: 3GiB}
        """,
        [
          "window 0xfffe0000-0xffff1000 (68 KiB) odd placed low",
          "window 0xfffd0000-0xfffdf000 (60 KiB) even placed low",
          "window 0x100000000-0x1c0000000 (3 GiB) high placed high",
        ]
      ),
      (
        "in the highest gap that has room",
        """
        memory: 1GiB
        platform: {gaps: [{start: 16MiB, end: 48MiB}, {start: 0xe0000000, end: 0xe1000000}, {start: 5GiB, end: 6GiB}]}
        devices:
          - {name: large, place: low, size: 32MiB}
          - {name: medium, place: low, size: 16MiB}
          - {name: small, place: low, size: 16MiB}
        """,
        [
          "no gap below 4 GiB has room for the 32 MiB of device 'large': from a multiple of 32 MiB on at most 16 MiB is free",
          "window 0xe0000000-0xe1000000 (16 MiB) medium placed low",
          "window 0x2000000-0x3000000 (16 MiB) small placed low",
        ]
      ),
      (
        "around windows with an address, whatever their priority, and reserved ranges",
        """
        memory: 1GiB
        platform: {reserved: [{start: 0xfe000000, end: 0x100000000}]}
        devices:
          - {name: placed, place: low, size: 1MiB, priority: 9}
          - {name: stated, start: 0xfdf00000, size: 1MiB}
        """,
        [
          "window 0xfde00000-0xfdf00000 (1 MiB) placed placed low",
          "window 0xfdf00000-0xfe000000 (1 MiB) stated",
        ]
      ),
      (
        "in no gap that e820 calls reserved",
        """
        memory: 1GiB
        platform: {gaps: [{start: 3GiB, end: 3328MiB}, {start: 3328MiB, end: 4GiB, e820: reserved}]}
        devices: [{name: bar, place: low, size: 256MiB}]
        """,
        ["window 0xc0000000-0xd0000000 (256 MiB) bar placed low"]
      ),
      (
        "above RAM and hot-pluggable space, and VTL2 above windows and gaps",
        """
        nodes: [{memory: 5GiB, hotplug: 2GiB}]
        platform: {gaps: [{start: 3GiB, end: 4GiB}, {start: 64GiB, end: 65GiB}]}
        devices:
          - {name: stated, start: 10GiB, size: 4GiB}
          - {name: first, place: high, size: 2GiB}
          - {name: second, place: high, size: 2GiB}
          - {name: third, place: high, size: 4KiB}
        vtl2: {size: 64MiB}
        """,
        [
          "window 0x280000000-0x380000000 (4 GiB) stated",
          "window 0x200000000-0x280000000 (2 GiB) first placed high",
          "window 0x380000000-0x400000000 (2 GiB) second placed high",
          "window 0x400000000-0x400001000 (4 KiB) third placed high",
          "vtl2 0x1040000000-0x1044000000 (64 MiB) placed",
        ]
      ),
      (
        "clear of registers of CXL host bridges, and of VTL2 that has an address",
        """
        memory: 1GiB
        cxl: {bridges: [{uid: 1, registers: 0xffff0000}, {uid: 2, registers: 0x100000000}]}
        devices:
          - {name: low, place: low, size: 4KiB}
          - {name: high, place: high, size: 4KiB}
          - {name: large, place: high, size: 1GiB}
        vtl2: {start: 5GiB, size: 4KiB}
        """,
        [
          "window 0xfffef000-0xffff0000 (4 KiB) low placed low",
          "window 0x100010000-0x100011000 (4 KiB) high placed high",
          "window 0x180000000-0x1c0000000 (1 GiB) large placed high",
          "vtl2 0x140000000-0x140001000 (4 KiB)",
        ]
      ),
      (
        "clear of what a guest is told of, though nothing else is there",
        """
        memory: 1GiB
        platform: {reserved: [{start: 4GiB, size: 1MiB}]}
        vtl2: {size: 64MiB}
        """,
        ["vtl2 0x104000000-0x108000000 (64 MiB) placed"]
      ),
      (
        "where QEMU's virt has its interrupt controller in a gap, below that",
        """
        arch: aarch64
        memory: 1GiB
        platform: {dram_base: 0, gaps: [{start: 0x7ff0000, end: 0x9000000}]}
        devices: [{name: low, place: low, size: 64KiB}]
        """,
        ["window 0x7ff0000-0x8000000 (64 KiB) low placed low"]
      ),
      (
        "nowhere below 4 GiB where no gap is",
        """
        arch: aarch64
        memory: 1GiB
        devices: [{name: low, place: low, size: 64KiB}, {name: high, place: high, size: 64KiB}]
        """,
        [
          "there is no gap below 4 GiB, where device 'low' could lie",
          "window 0x100000000-0x100010000 (64 KiB) high placed high",
        ]
      ),
    ])
  func places(_ title: String, _ text: String, _ expected: [String]) throws {
    let compilation = Compilation("memc: 1\n\(text)\n")
    let topology = try #require(compilation.topology)
    var sink = DiagnosticSink(source: compilation.source)
    var placed = ""
    let layout = try #require(
      LoweringPipeline().run(topology, reportingTo: &sink) { pass, form in
        if pass == .windowPlacement { placed = form.description }
      })
    let errors = sink.diagnostics.map(\.message)
    #expect((errors + placed.split(separator: "\n").map(String.init)) == expected)
    #expect(LayoutInvariants.violations(of: layout) == [])
  }

  @Test("A window that is added at the end of a file moves none before it")
  func additions() throws {
    var random = SeededGenerator(seed: 7)
    var windows: [DeviceWindow] = []
    var before: [AddressRange] = []
    for index in 0..<60 {
      let place = random.one(of: WindowPlace.allCases)
      windows.append(DeviceWindow(name: "w\(index)", place: place, size: UInt64(random.number(1...512)) << 12))
      var topology = Topology(nodes: [MemoryNode(memory: Located(1 << 30))])
      topology.devices = windows
      var sink = DiagnosticSink(source: nil)
      let layout = try #require(LoweringPipeline().run(topology, reportingTo: &sink))
      #expect(sink.diagnostics.isEmpty)
      let ranges = layout.topology.devices.map(\.range)
      #expect(Array(ranges.dropLast()) == before)
      before = ranges
    }
  }

  @Test("A program's windows are placed, whatever address it left in them")
  func ofPrograms() throws {
    var topology = Topology(nodes: [MemoryNode(memory: Located(1 << 30))])
    var window = DeviceWindow(name: "bar", place: .low, size: 1 << 20)
    window.range = AddressRange(start: 0x123, size: 1 << 20)
    topology.devices = [window]
    topology.vtl2 = PrivilegedMemory(size: 1 << 20)
    var sink = DiagnosticSink(source: nil)
    let layout = try #require(LoweringPipeline().run(topology, reportingTo: &sink))
    #expect(sink.diagnostics.isEmpty)
    #expect(layout.topology.devices[0].range == AddressRange(0xfff0_0000, 0x1_0000_0000))
    #expect(layout.topology.vtl2?.range == AddressRange(0x1_0000_0000, 0x1_0010_0000))
    topology.devices[0].range = AddressRange(start: 0, size: 0)
    topology.vtl2?.range = AddressRange(start: 0, size: 5)
    sink = DiagnosticSink(source: nil)
    _ = LoweringPipeline().run(topology, reportingTo: &sink)
    #expect(sink.diagnostics.map(\.identifier) == ["empty-range", "unaligned-size"])
  }

  @Test("What does not fit below 2^52 is refused")
  func tooHigh() {
    let text = "memc: 1\nmemory: 1GiB\n"
    for more in ["devices: [{name: bar, place: high, size: 4096TiB}]", "vtl2: {size: 4096TiB}"] {
      #expect(Compilation(text + more + "\n").identifiers == ["address-too-high"])
    }
    // The highest place that there is.
    #expect(
      Compilation(text + "vtl2: {size: 2048TiB}\naliases: [{offset: 1TiB}]\n").identifiers == ["alias-too-low"])
  }

  @Test("What a mistake leaves unknown is not told of windows that lie behind it")
  func unclear() {
    let compilation = Compilation(
      """
      memc: 1
      nodes: [{cpus: 0}]
      devices: [{name: bar, place: high, size: 4096TiB}, {name: low, place: low, size: 2GiB}]
      vtl2: {size: 4096TiB}
      """)
    #expect(compilation.identifiers == ["memory-missing"])
  }

  @Test("Tens of thousands of windows are placed at once, and those without room are told of")
  func many() throws {
    var topology = Topology(nodes: [MemoryNode(memory: Located(1 << 30))])
    topology.devices = (0..<40_000).map { (index: UInt64) -> DeviceWindow in
      let name = "w\(index)"
      if index % 2 == 0 { return DeviceWindow(name: name, start: 0xc000_0000 + index << 12, size: 4096) }
      let place: WindowPlace = index % 4 == 1 ? .low : .high
      return DeviceWindow(name: name, place: place, size: index << 12)
    }
    // Were each searched for among all, this would take minutes.
    var sink = DiagnosticSink(source: nil)
    let layout = try #require(LoweringPipeline().run(topology, reportingTo: &sink))
    #expect(Set(sink.diagnostics.map(\.identifier)) == ["device-no-room"])
    #expect(layout.topology.devices.count > 30_000)
    #expect(LayoutInvariants.violations(of: layout) == [])
  }

  @Test("A place that is not what was asked for is noticed", arguments: breaks)
  func broken(_ example: Break) throws {
    let layout = try #require(
      Compilation(
        """
        memc: 1
        nodes: [{memory: 5GiB, hotplug: 1GiB}]
        devices:
          - {name: stated, start: 0xd0000000, size: 1MiB}
          - {name: low, place: low, size: 3MiB}
          - {name: high, place: high, size: 1GiB}
        vtl2: {size: 64MiB}
        """
      ).layout)
    var parts = Parts(layout)
    parts.partitions = layout.partitions
    #expect(LayoutInvariants.violations(of: parts.layout) == [])
    example.apply(&parts)
    let violations = LayoutInvariants.violations(of: parts.layout)
    #expect(
      violations.filter { $0.contains("placed") || $0.contains("device") || $0.contains("VTL2") }
        == example.violations)
  }

  static let breaks: [Break] = [
    Break(
      "low, but in RAM",
      [
        "device 'low' at 0xb0000000-0xb0300000 lies in no gap below 4 GiB",
        "what was placed at 0xb0000000-0xb0300000 lies over RAM at 0x0-0xc0000000",
      ]
    ) { $0.topology.devices[1].range = AddressRange(start: 0xb000_0000, size: 3 << 20) },
    Break("low, but unaligned", ["device 'low' at 0xe0200000-0xe0500000 is not aligned to its size"]) {
      $0.topology.devices[1].range = AddressRange(start: 0xe020_0000, size: 3 << 20)
    },
    Break(
      "low, but over a window",
      ["what was placed at 0xd0000000-0xd0300000 lies over a stated window at 0xd0000000-0xd0100000"]
    ) { $0.topology.devices[1].range = AddressRange(start: 0xd000_0000, size: 3 << 20) },
    Break(
      "low, but over the IOAPIC",
      ["what was placed at 0xfec00000-0xfef00000 lies over an interrupt controller at 0xfec00000-0xfec01000"]
    ) { $0.topology.devices[1].range = AddressRange(start: 0xfec0_0000, size: 3 << 20) },
    Break(
      "high, but below the end of space",
      [
        "hot-pluggable space overlaps device windows",
        "device 'high' at 0x180000000-0x1c0000000 lies below 4 GiB, or below the end of memory",
        "what was placed at 0x180000000-0x1c0000000 lies over hot-pluggable space at 0x180000000-0x1c0000000",
      ]
    ) { $0.topology.devices[2].range = AddressRange(start: 0x1_8000_0000, size: 1 << 30) },
    Break(
      "VTL2 below a window",
      [
        "the memory of VTL2 at 0x1e0000000-0x1e4000000 is not above everything else",
        "what was placed at 0x1e0000000-0x1e4000000 lies over what was placed at 0x1c0000000-0x200000000",
      ]
    ) { $0.topology.vtl2?.range = AddressRange(start: 0x1_E000_0000, size: 64 << 20) },
    Break("VTL2 unaligned", ["the memory of VTL2 at 0x200001000-0x204001000 is not aligned to its size"]) {
      $0.topology.vtl2?.range = AddressRange(start: 0x2_0000_1000, size: 64 << 20)
    },
  ]
}

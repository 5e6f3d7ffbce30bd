import Artifacts
import Addresses
import Diagnostics
import Lowering
import MachineModel
import Platforms
import TestSupport
import Testing

/// What a file means, section by section, where the tables of rules and scalars do not say it already.
@Suite("Decoding") struct DecodingTests {
  // MARK: All at once

  @Test("One run shows every mistake of a file, in the order of the file")
  func everyMistake() {
    let compilation = Compilation(
      """
      memc: 1
      nmae: test
      memory: 4GB
      arch: x86
      nodes:
        - {memory: 1Gib, cpus: [0, x], hugepages: 3MiB, pin: maybe}
        - 5
        - {llcs: -1, policy: strict, backing: {path: /dev/null}, host_nodes: 5-3}
      cpus: {cores: 4, packages: 0}
      distances: {pairs: [{from: 7, to: 0, distance: 9}, {from: 0}]}
      placement: {align: 12KiB}
      slots: {first: 99999, max_size: 1KiB, max: 0}
      platform:
        base: qemu-q36
        dram_base: 1
        phys_bits: 99
        gaps: [{start: 2GiB, end: 1GiB}, {end: 5GiB}]
        reserved: [{start: 0, size: 0, type: free, srat: perhaps}]
      hmat: {latency: [[100]], base: 5}
      legacy_x86: maybe
      visibility: [{start: 1, mode: hidden}, {end: 4KiB, mode: unmapped}]
      devices: [{name: a, start: 0, size: 0, priority: 255}, {nam: b, name: a}]
      vtl2: {start: 1, end: 2}
      aliases: [{offset: 1}, 5]
      """)
    #expect(
      compilation.diagnostics.map { "\($0.range?.start.line ?? 0) \($0.identifier)" } == [
        "2 unknown-key", "3 decimal-unit", "4 invalid-choice", "6 invalid-size", "6 invalid-cpu-list",
        "6 hugepage-size", "6 invalid-switch", "7 wrong-type", "8 negative-number", "8 invalid-choice",
        "8 unknown-key", "8 invalid-cpu-list", "9 unknown-key", "9 number-out-of-range",
        "10 distance-unknown-node", "10 distance-too-short", "10 missing-key", "10 missing-key",
        "11 not-power-of-two", "12 number-out-of-range", "12 unaligned-size", "12 number-out-of-range",
        "14 unknown-platform", "15 unaligned-address", "16 number-out-of-range", "17 empty-range", "17 missing-key",
        "18 empty-range", "18 invalid-choice", "18 invalid-switch", "19 invalid-latency", "19 wrong-type",
        "20 invalid-switch",
        "21 missing-key", "21 unaligned-address", "21 invalid-choice", "21 missing-key", "22 empty-range",
        "22 number-out-of-range", "22 missing-key", "22 missing-key", "22 unknown-key", "22 device-name-twice",
        "23 unaligned-address", "23 unknown-key", "24 unaligned-address", "24 wrong-type",
      ])
  }

  @Test("Ranges of one node that overlap are told of, however many bytes they would be together")
  func endlessRanges() {
    let ranges = [String](repeating: "{start: 0, end: 4096TiB}", count: 4200).joined(separator: ", ")
    let compilation = Compilation(
      """
      memc: 1
      nodes: [{ranges: [\(ranges)]}]
      """)
    #expect(compilation.layout == nil)
    #expect(compilation.diagnostics.contains { $0.identifier == "memory-range-order" })
    #expect(compilation.diagnostics.contains { $0.identifier == "address-too-high" })
  }

  @Test("What leaves sizes and places clear does not hide what passes find")
  func mistakesOfPasses() {
    let compilation = Compilation(
      """
      memc: 1
      memory: 8GiB
      cpus: 4
      nodes: [{memory: 1GiB, cpus: 0-1}, {memory: 2GiB, cpus: 1-2, pin: maybe}]
      distances: [[10, 20], [30, 10]]
      """)
    #expect(
      compilation.identifiers == [
        "cpu-missing", "memory-sum-mismatch", "cpu-twice", "invalid-switch", "distance-asymmetric",
      ])
  }

  @Test("Nor does a section that says nothing of RAM, whatever is wrong in it")
  func mistakesBesideMemory() {
    let compilation = Compilation(
      """
      memc: 1
      memory: 8GiB
      cpus: {llcs: 2, cores: 4}
      nodes: [{memory: 1GiB}, {memory: 2GiB}]
      distances: {remoat: 21}
      visibility: [{start: 0, end: 1GiB, mode: hidden}, {start: 0, end: 4KiB, mode: unmapped}]
      devices: [{name: bar, start: 1, size: 4KiB}]
      vtl2: {start: 2GiB, size: 1MiB}
      aliases: [{offset: 5}]
      """)
    #expect(
      compilation.identifiers == [
        "unknown-key", "memory-sum-mismatch", "unknown-key", "invalid-choice", "not-controllable",
        "unaligned-address", "vtl2-too-low", "unaligned-address",
      ])
    // A window whose priority cannot be read overlaps nothing.
    let windows = Compilation(
      """
      memc: 1
      memory: 64MiB
      devices: [{name: a, start: 3GiB, size: 4KiB}, {name: b, start: 3GiB, size: 4KiB, priority: 255}]
      """)
    #expect(windows.identifiers == ["number-out-of-range"])
    // Without the split it is not clear which ranges are slots.
    let unclear = Compilation(
      """
      memc: 1
      memory: 64MiB
      legacy_x86: maybe
      visibility: [{start: 0xf0000, end: 0x100000, mode: read-only}]
      """)
    #expect(unclear.identifiers == ["invalid-switch"])
  }

  @Test("Mistakes of passes are all shown as well")
  func manyMistakesOfPasses() {
    let compilation = Compilation(
      """
      memc: 1
      nodes: [{memory: 1MiB, hugepages: on}, {memory: 4GiB, hugepages: 1GiB, cpus: 0}, {memory: 0}]
      slots: {max_size: 6MiB}
      platform: {gaps: [], phys_bits: 32, reserved: {replace: on, list: []}}
      """)
    #expect(
      compilation.identifiers == [
        "low-megabyte-usable", "small-node", "hugepage-alignment", "hugepage-alignment", "ram-over-apic",
        "ram-over-apic", "empty-node", "slot-cut-unaligned", "phys-bits-exceeded",
      ])
  }

  @Test("A file of another version is not read further")
  func otherVersion() {
    #expect(Compilation("memc: 2\nnodse: 5\nmemory: x\n").identifiers == ["unsupported-version"])
    #expect(Compilation("memc: one\nmemory: 1GiB\n").identifiers == ["invalid-number"])
    #expect(Compilation("memc: 0x1\nmemory: 1GiB\n").identifiers == [])
  }

  // MARK: Root

  @Test("Without any key but the version and memory, there is one node with one CPU")
  func defaults() throws {
    let topology = try #require(Compilation("memc: 1\nmemory: 1GiB\n").topology)
    #expect(
      topology.name == nil && topology.architecture == .x8664 && topology.platform.preset == Located("generic"))
    #expect(
      topology.nodes.count == 1 && topology.nodes[0].memory == nil && topology.nodes[0].policy == MemoryPolicy())
    #expect(topology.cpus == [CPU(apicID: 0, node: 0)])
    #expect(topology.placementAlignment == 4096)
    #expect(
      topology.slots.first == 0 && topology.slots.maximumSize == 4 << 40 && topology.slots.maximumCount == nil)
  }

  @Test("JSON is YAML")
  func json() throws {
    let compilation = Compilation("{\"memc\": 1, \"memory\": \"1GiB\", \"nodes\": [{\"pin\": true}], \"cpus\": 2}")
    #expect(compilation.text == "")
    #expect(try #require(compilation.topology).nodes[0].policy.pin)
  }

  // MARK: Platform

  @Test(
    "Gaps and reserved ranges",
    arguments: [
      ("x86_64", "", "0x0", "0xc0000000-0x100000000", "0x9fc00-0x100000 reserved"),
      ("aarch64", "", "0x40000000", "", ""),
      ("x86_64", "platform: generic", "0x0", "0xc0000000-0x100000000", "0x9fc00-0x100000 reserved"),
      ("x86_64", "platform: {base: generic}", "0x0", "0xc0000000-0x100000000", "0x9fc00-0x100000 reserved"),
      ("x86_64", "platform: {gaps: []}", "0x0", "", "0x9fc00-0x100000 reserved"),
      (
        "x86_64", "platform: {gaps: [{start: 5GiB, size: 1GiB}, {start: 4GiB, end: 5GiB}]}", "0x0",
        "0x100000000-0x140000000 0x140000000-0x180000000", "0x9fc00-0x100000 reserved"
      ),
      (
        "x86_64",
        "platform: {reserved: [{start: 5GiB, size: 1, type: pmem, srat: off}, {start: 0, end: 0x9fc00, type: hole}]}",
        "0x0", "0xc0000000-0x100000000",
        "0x0-0x9fc00 hole 0x9fc00-0x100000 reserved 0x140000000-0x140000001 persistent-"
      ),
      (
        "x86_64", "platform: {reserved: {replace: on, list: [{start: 1MiB, size: 1MiB, type: acpi}]}}", "0x0",
        "0xc0000000-0x100000000", "0x100000-0x200000 acpi"
      ),
      (
        "x86_64", "platform: {reserved: {list: [{start: 1MiB, size: 1MiB, type: nvs}]}}", "0x0",
        "0xc0000000-0x100000000", "0x9fc00-0x100000 reserved 0x100000-0x200000 nvs"
      ),
      (
        "x86_64", "platform: {dram_base: 0x80000}", "0x80000", "0xc0000000-0x100000000", "0x9fc00-0x100000 reserved"
      ),
      (
        "x86_64", "platform: {dram_base: 0xa0000}", "0xa0000", "0xc0000000-0x100000000", "0xa0000-0x100000 reserved"
      ),
      ("x86_64", "platform: {dram_base: 0xd0000000}", "0xd0000000", "0xd0000000-0x100000000", ""),
      ("x86_64", "platform: {dram_base: 4GiB}", "0x100000000", "", ""),
      (
        "x86_64", "platform: {dram_base: 4GiB, gaps: [{start: 5GiB, end: 6GiB}]}", "0x100000000",
        "0x140000000-0x180000000", ""
      ),
      ("aarch64", "platform: {dram_base: 0, gaps: [{start: 0, end: 1GiB}]}", "0x0", "0x0-0x40000000", ""),
    ])
  func platform(_ architecture: String, _ text: String, _ base: String, _ gaps: String, _ reserved: String) throws {
    let compilation = Compilation("memc: 1\narch: \(architecture)\nmemory: 1GiB\n\(text)\n")
    #expect(!compilation.hasErrors)
    let platform = try #require(compilation.lowered).geography
    #expect(Units.address(platform.dramBase) == base)
    #expect(platform.gaps.map { Units.range($0.start, $0.end) }.joined(separator: " ") == gaps)
    let ranges = platform.reserved.map {
      "\(Units.range($0.start, $0.end)) \($0.kind.name)\($0.isInSRAT ? "" : "-")"
    }
    #expect(ranges.joined(separator: " ") == reserved)
  }

  @Test("Dropped ranges are notes, and only of ranges that would be there")
  func droppedRanges() {
    func count(_ platform: String) -> Int {
      Compilation("memc: 1\nmemory: 1GiB\nplatform: {dram_base: 4GiB\(platform)}\n").identifiers.count
    }
    #expect(count("") == 2)
    #expect(count(", gaps: []") == 1)
    #expect(count(", gaps: [], reserved: []") == 1)
    #expect(count(", gaps: [], reserved: {replace: off, list: []}") == 1)
    #expect(count(", gaps: [], reserved: {replace: on, list: []}") == 0)
  }

  @Test(
    "Presets by name",
    arguments: [
      ("x86_64", "generic", []), ("aarch64", "generic", []),
      ("x86_64", "qemu-pc", []), ("aarch64", "qemu-pc", ["platform-lacks-arch"]),
      ("x86_64", "qemu-q35", []), ("aarch64", "qemu-q35", ["platform-lacks-arch"]),
      ("x86_64", "qemu-virt", ["platform-lacks-arch"]), ("aarch64", "qemu-virt", []),
      ("x86_64", "firecracker", []), ("aarch64", "firecracker", []),
      ("x86_64", "crosvm", []), ("aarch64", "crosvm", ["platform-lacks-arch"]),
      ("x86_64", "openvmm", []), ("aarch64", "openvmm", ["platform-lacks-arch"]),
      ("x86_64", "cloud-hypervisor", []), ("aarch64", "cloud-hypervisor", []),
      ("x86_64", "bhyve", ["unknown-platform"]),
    ] as [(String, String, [String])])
  func presets(_ architecture: String, _ name: String, _ identifiers: [String]) {
    for platform in [name, "{base: \(name)}"] {
      let compilation = Compilation("memc: 1\narch: \(architecture)\nmemory: 1GiB\nplatform: \(platform)\n")
      #expect(compilation.identifiers == identifiers)
    }
  }

  // MARK: Policy

  @Test(
    "Memory policy: what a node states, then the defaults, then the language's own",
    arguments: [
      ("", "", "- [] private off default"),
      ("", "host_nodes: [1, 3-4]", "bind [1, 3, 4] private off default"),
      ("", "host_nodes: \"0-1\", policy: interleave", "interleave [0, 1] private off default"),
      ("host_nodes: 2", "policy: preferred", "preferred [2] private off default"),
      ("policy: interleave, host_nodes: 0", "host_nodes: 5", "interleave [5] private off default"),
      ("policy: interleave, host_nodes: 0", "policy: preferred", "preferred [0] private off default"),
      (
        "prefault: on, pin: on, reserve: on, mergeable: on",
        "prefault: off, pin: off, reserve: off, mergeable: off",
        "- [] private off default"
      ),
      (
        "prefault: off, pin: off, reserve: off, mergeable: off",
        "prefault: on, pin: on, reserve: on, mergeable: on",
        "- [] private off default prefault pin reserve mergeable"
      ),
      ("", "policy: local", "local [] private off default"),
      ("", "backing: shared", "- [] shared off default"),
      ("backing: shared", "backing: private", "- [] private off default"),
      ("", "backing: {file: /dev/dax0.0}", "- [] file(path: \"/dev/dax0.0\") off default"),
      ("", "hugepages: on", "- [] private size(2097152) default"),
      ("", "hugepages: true", "- [] private size(2097152) default"),
      ("", "hugepages: 1GiB", "- [] private size(1073741824) default"),
      ("", "hugepages: 8K", "- [] private size(8192) default"),
      ("", "hugepages: 0x200000", "- [] private size(2097152) default"),
      ("", "hugepages: auto", "- [] private auto default"),
      ("hugepages: on", "hugepages: off", "- [] private off default"),
      ("thp: on", "", "- [] private off on"),
      ("thp: on", "thp: off", "- [] private off off"),
      ("thp: on", "thp: default", "- [] private off default"),
      ("prefault: on, pin: yes", "pin: no", "- [] private off default prefault"),
      (
        "", "prefault: true, pin: on, reserve: on, mergeable: on",
        "- [] private off default prefault pin reserve mergeable"
      ),
      ("hugepages: on", "hugepages: off, mergeable: on", "- [] private off default mergeable"),
      ("", "hugepages: auto, reserve: on", "- [] private auto default reserve"),
    ])
  func policy(_ defaults: String, _ node: String, _ expected: String) throws {
    let compilation = Compilation(
      "memc: 1\nmemory: 1GiB\nnodes: [{\(node)}]\n" + (defaults.isEmpty ? "" : "defaults: {\(defaults)}\n"))
    #expect(compilation.text == "")
    let policy = try #require(compilation.topology).nodes[0].policy
    var text =
      "\(policy.mode?.rawValue ?? "-") \(policy.hostNodes) \(policy.backing) \(policy.hugepages.value) \(policy.transparentHugepages)"
    for (name, isOn) in [
      ("prefault", policy.prefault), ("pin", policy.pin), ("reserve", policy.reserve),
      ("mergeable", policy.mergeable),
    ] where isOn {
      text += " \(name)"
    }
    #expect(text == expected)
  }

  @Test("The defaults hold for a number of nodes and for the node that is not written, too")
  func defaultsWithoutList() throws {
    for nodes in ["", "nodes: 3\n"] {
      let topology = try #require(Compilation("memc: 1\nmemory: 1GiB\ndefaults: {pin: on}\n\(nodes)").topology)
      #expect(topology.nodes.map(\.policy.pin) == Array(repeating: true, count: nodes.isEmpty ? 1 : 3))
    }
  }

  @Test(
    "Combinations that exclude each other, wherever each is stated",
    arguments: [
      ("hugepages: on", "thp: on", ["hugepages-with-thp"]), ("thp: on", "hugepages: auto", ["hugepages-with-thp"]),
      ("hugepages: 1GiB", "mergeable: on", ["hugepages-mergeable"]),
      ("mergeable: on", "backing: shared", ["mergeable-not-private"]),
      ("mergeable: on", "backing: {file: /x}", ["mergeable-not-private"]),
      ("policy: bind", "pin: on", ["policy-needs-host-nodes"]),
      ("host_nodes: 0", "policy: local", ["policy-with-host-nodes"]),
      ("hugepages: on", "reserve: on", ["hugepages-reserve"]),
      ("hugepages: on, mergeable: on", "thp: on", ["hugepages-mergeable", "hugepages-with-thp"]),
      ("hugepages: on", "thp: off, mergeable: off", []), ("hugepages: off", "thp: on, mergeable: on", []),
    ])
  func exclusions(_ defaults: String, _ node: String, _ identifiers: [String]) {
    let compilation = Compilation("memc: 1\nmemory: 1GiB\ndefaults: {\(defaults)}\nnodes: [{\(node)}]\n")
    #expect(compilation.identifiers.sorted() == identifiers.sorted())
  }

  // MARK: Slots and placement

  @Test("Slot options and placement")
  func slots() throws {
    let topology = try #require(
      Compilation(
        "memc: 1\nmemory: 1GiB\nslots: {first: 10, max_size: 8796093018112, max: 32764}\nplacement: {align: 2MiB}\n"
      ).topology)
    #expect(topology.slots.first == 10 && topology.slots.maximumSize == (8 << 40) - 4096)
    #expect(topology.slots.maximumCount?.value == 32764)
    #expect(topology.placementAlignment == 2 << 20)
    #expect(
      try #require(Compilation("memc: 1\nmemory: 1GiB\nplacement: packed\n").topology).placementAlignment == 4096)
  }

  @Test("The last slot may have the last number, and as many as are allowed may be there")
  func lastSlot() {
    #expect(Compilation("memc: 1\nmemory: 1GiB\nslots: {first: 32763, max: 1}\n").text == "")
    #expect(Compilation("memc: 1\nmemory: 4GiB\nslots: {first: 32762, max: 2}\n").text == "")
  }

  @Test("A tiny 'max_size' costs a message and no memory", .timeLimit(.minutes(10)))
  func tinySlots() {
    let compilation = Compilation("memc: 1\nmemory: 4095TiB\nslots: {max_size: 4KiB}\n")
    #expect(compilation.identifiers == ["slot-number-too-high"])
  }
}

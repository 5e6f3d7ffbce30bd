import Artifacts
import Exchange
import TestSupport
import Testing

@Suite("A host as a topology") struct HostCaptureTests {
  static let expected: [PlantedShape: String] = [
    .single: """
    memc: 1
    platform: {phys_bits: 46}
    memory: 4GiB

    """,
    .twoSockets: """
    memc: 1
    platform:
      phys_bits: 46
      gaps: [{start: 2GiB, end: 4GiB}]
      reserved:
        replace: on
        list:
          - {start: 0, end: 0x1000}
          - {start: 0x9d800, end: 0xa0000}
          - {start: 0xa0000, end: 0xe0000, type: hole}
          - {start: 0xe0000, end: 0x100000}
          - {start: 0x70000000, end: 0x72000000, type: nvs}
          - {start: 0xe0000000, end: 0xf0000000}
    memory: 64GiB
    nodes: 2
    cpus: {packages: 2, llcs: 2, cores_per_llc: 4, threads_per_core: 2, numbering: threads-last}
    distances: {remote: 21}

    """,
    .caches: """
    memc: 1
    platform: {phys_bits: 46}
    memory: 128GiB
    nodes: 2
    cpus: {packages: 2, llcs: 8, cores_per_llc: 4}
    distances: {remote: 32}

    """,
    .cxl: """
    memc: 1
    platform: {phys_bits: 46}
    nodes:
      - memory: 16GiB
        llcs: 1
        hmat: {read_latency: 90ns, write_latency: 90ns, read_bandwidth: 42GB/s, write_bandwidth: 42GB/s}
      - memory: 16GiB
        llcs: 1
        hmat: {read_latency: 90ns, write_latency: 90ns, read_bandwidth: 42GB/s, write_bandwidth: 42GB/s}
      - memory: 64GiB
        llcs: 0
        hmat:
          read_latency: 250ns
          write_latency: 250ns
          read_bandwidth: 17GB/s
          write_bandwidth: 17GB/s
          cache: {size: 1GiB}
          initiator: 0
    cpus: {packages: 2, llcs: 2, cores_per_llc: 4}
    distances: [[10, 21, 24], [21, 10, 34], [24, 34, 10]]

    """,
    .sparse: """
    memc: 1
    platform: {phys_bits: 46}
    nodes:
      - {memory: 8GiB}
      - {domain: 2, memory: 8GiB}
    cpus: {packages: 2, llcs: 2, cores_per_llc: 2}

    """,
    .offline: """
    memc: 1
    platform: {phys_bits: 46}
    memory: 8GiB
    cpus: {cores_per_llc: 4}

    """,
    .noHugepages: """
    memc: 1
    platform: {phys_bits: 46}
    memory: 8GiB
    cpus: {cores_per_llc: 4}

    """,
    .noNUMA: """
    memc: 1
    platform: {phys_bits: 46}
    memory: 8GiB
    cpus: {cores_per_llc: 4}

    """,
  ]

  private static let noMap = """
    /sys/firmware/memmap: warning: the firmware's memory map cannot be read, so nothing is known of reserved ranges, and of \
    RAM only how much the kernel has [missing-host-fact]

    """
  static let findings: [PlantedShape: String] = [
    .single: "", .twoSockets: "",
    .offline: """
    /sys/devices/system/cpu/offline: warning: CPUs 4-7 are offline, so that the kernel does not tell what they are: left \
    out; put them online [missing-host-fact]

    """ + noMap,
    .noNUMA: """
    /sys/devices/system/node: warning: the kernel tells of no nodes, so all CPUs and all memory are of one \
    [missing-host-fact]

    """ + noMap,
  ]

  @Test("says what its files say, and compiles", arguments: PlantedShape.allCases)
  func shapes(_ shape: PlantedShape) throws {
    let captured = Captured(try shape.planted())
    #expect(captured.text == Self.expected[shape])
    #expect(captured.compilation.text == "")
    #expect(captured.findings == Self.findings[shape] ?? Self.noMap)
  }

  @Test("has the shape of its tables where they tell of nodes")
  func tables() throws {
    let host = try PlantedHost(
      cpus: PlantedCPU.grid(packages: 2, cores: 2, threads: 2),
      nodes: [
        PlantedNode(0, memory: 2000, free: 1000, distances: [10, 21]),
        PlantedNode(1, memory: 4000, free: 1000, distances: [21, 10]),
      ],
      map: [
        (0, 0x9_fbff, "System RAM"), (0x9_fc00, 0xf_ffff, "Reserved"), (0x10_0000, 0xbfff_ffff, "System RAM"),
        (0x1_0000_0000, 0x1_bfff_ffff, "System RAM"),
      ])
    for (name, file) in [("SRAT", "srat"), ("SLIT", "slit"), ("APIC", "madt"), ("PPTT", "pptt")] {
      try host.set("sys/firmware/acpi/tables/\(name)", try packageBytes("golden/two-socket/\(file).bin"))
    }
    let captured = Captured(host)
    #expect(
      captured.text == """
        memc: 1
        nodes:
          - {memory: 2GiB}
          - {memory: 4GiB}
        cpus: {packages: 2, llcs: 2, cores_per_llc: 2, threads_per_core: 2}
        distances: {remote: 21}

        """)
    #expect(captured.findings == "")
    // What the tables do not tell of CPUs, Linux does.
    try host.remove("sys/firmware/acpi/tables/PPTT")
    #expect(Captured(host).text == captured.text)
    // A table that is damaged is none.
    try host.set("sys/firmware/acpi/tables/SRAT", Array(try packageBytes("golden/two-socket/srat.bin").dropLast(7)))
    let damaged = Captured(host)
    #expect(
      damaged.findings.contains("Linux's own files are taken for it [malformed-host-file]"), "\(damaged.findings)")
    #expect(damaged.text?.contains("memory: 4000MiB") == true, "\(damaged.text ?? "")")
  }

  @Test("of Arm begins where its RAM does, as the kernel's list of resources tells")
  func arm() throws {
    let host = try PlantedHost(
      cpus: PlantedCPU.grid(caches: 2, cores: 2),
      nodes: [PlantedNode(0, memory: 4000, free: 1000, distances: [10])], isArm: true)
    try host.set(
      "proc/iomem",
      """
      09000000-09000fff : ARMH0011:00
      80000000-fbffffff : System RAM
        80200000-8120ffff : Kernel code
      fc000000-fc1fffff : Reserved
      fc200000-17fffffff : System RAM
      """)
    let captured = Captured(host)
    #expect(
      captured.text == """
        memc: 1
        arch: aarch64
        platform: {dram_base: 0x80000000, reserved: [{start: 0xfc000000, end: 0xfc200000}]}
        memory: 4GiB
        cpus: {llcs: 2, cores_per_llc: 2}

        """)
    #expect(captured.findings == "")
    #expect(captured.compilation.text == "")
    // Whoever is not root sees no addresses.
    try host.set("proc/iomem", "00000000-00000000 : System RAM\n00000000-00000000 : Reserved")
    #expect(Captured(host).findings.contains("run as root [missing-host-fact]"))
  }

  @Test(
    "with CPUs that no shape says lists them",
    arguments: [
      // Sockets in turn.
      (
        PlantedCPU.grid(packages: 2, cores: 2).map { cpu in
          var cpu = cpu
          cpu.number = cpu.core % 2 * 2 + cpu.core / 2
          return cpu
        }.sorted { $0.number < $1.number }, "the CPUs of last-level caches are not numbered one behind the other",
        "  - {memory: 2GiB, cpus: \"0,2\"}\n  - {memory: 2GiB, cpus: \"1,3\"}\n"
      ),
      // Cores with two threads and with one.
      (
        PlantedCPU.grid(packages: 2, cores: 2, threads: 2).filter { $0.number != 3 && $0.number != 7 }.enumerated()
          .map { number, cpu in
            var cpu = cpu
            cpu.number = number
            return cpu
          }, "cores have different numbers of threads", "nodes: 2\ncpus: 6\n"
      ),
    ])
  func lists(_ cpus: [PlantedCPU], _ obstacle: String, _ text: String) throws {
    let host = try PlantedHost(
      cpus: cpus,
      nodes: [
        PlantedNode(0, memory: 2048, free: 1000, distances: [10, 20]),
        PlantedNode(1, memory: 2048, free: 1000, distances: [20, 10]),
      ])
    let captured = Captured(host)
    #expect(captured.findings.contains("as \(obstacle): each node lists its CPUs"), "\(captured.findings)")
    #expect(captured.text?.contains(text) == true, "\(captured.text ?? "")")
    #expect(!captured.compilation.hasErrors)
  }

  @Test("of which nothing is there is an error")
  func nothing() throws {
    let folder = try TemporaryFolder()
    let captured = Captured(folder.path)
    #expect(captured.text == nil)
    #expect(
      captured.findings
        == ": error: there is none of the files that tell of a host, such as proc/meminfo; give the folder "
        + "that holds 'proc' and 'sys' [no-host]\n")
  }

  @Test("whose caches nobody tells of has one in each cluster of a die")
  func noCaches() throws {
    let host = try PlantedShape.caches.planted()
    for cpu in 0..<32 { try host.remove("sys/devices/system/cpu/cpu\(cpu)/cache") }
    let captured = Captured(host)
    #expect(captured.text?.contains("cpus: {packages: 2, llcs: 2, cores_per_llc: 16}") == true)
    #expect(captured.findings.contains("which CPUs share a last-level cache is not known"))
  }
}

extension Language {
  /// The root of a file.
  package static let root = LanguageSection("a topology", rootKeys)

  static let rootKeys: [BoundKey<Topology>] =
    [
      BoundKey(
        LanguageKey("memc", .number(1...1), isRequired: true, "The version of the language; only 1 exists.")),
      BoundKey(
        "name", .text, \.name, examples: ["two-socket"],
        "A label for reports. It appears in layout.json and in no table."),
      BoundKey(
        "arch", .choice(advice: TopologyDecoder.architectureAdvice), \.architecture, unclear: .architecture,
        "The machine's architecture. It decides which tables there are and how CPUs are named in them."),
      BoundKey(
        LanguageKey(
          "platform", .either([.preset, .section(platform)]), default: "generic",
          "The fixed geography of the machine: a preset by name, or a map that changes one.")),
      BoundKey(
        "memory", .memorySize, \.memory, unclear: .memory, examples: ["8GiB", "1536MiB"],
        "Total guest memory. Absent, it is the sum of the nodes; where all nodes state theirs it must equal it."),
      BoundKey(
        "share", .choice, \.share, unclear: .memory,
        """
        How nodes that state no memory share what the root's leaves, in whole MiB: last gives each the same, and the \
        last one what is left over; even gives the first ones a unit more, and deals in whole hugepages where there are.
        """),
      BoundKey(
        LanguageKey(
          "nodes", .either([.number(1...UInt64(maximumNodes)), .list(.section(node))]), default: "1",
          examples: [2, [["memory": "2GiB", "cpus": "0-3"], ["memory": "4GiB", "cpus": "4-7"]]],
          "The NUMA nodes, whose memory lies in this order, or a number of equal nodes.")),
      BoundKey(
        LanguageKey(
          "cpus", .either([.number(1...maximumCPUs), .section(cpus)]), default: "1",
          examples: [8, ["packages": 2, "llcs": 2, "cores_per_llc": 4, "threads_per_core": 2]],
          "The CPU shape, or a number of CPUs without one.")),
      BoundKey(
        LanguageKey(
          "distances", .either([.list(.list(.number(10...255))), .section(distances)]),
          examples: [["remote": 21], [[10, 21], [21, 10]]],
          "Distances between nodes as SLIT has them: 10 to itself, 20 to others unless stated.")),
      BoundKey(
        "placement",
        .decoded(
          .either([.choice(["packed"]), .section(placement)]), absent: "packed",
          writing: { DocumentValue(placementKeys, of: Placement(alignment: $0)).unlessEmpty }
        ) { $0.placementAlignment($1) },
        \.placementAlignment, unclear: .memory,
        "How nodes follow each other in guest physical space."),
      BoundKey(
        LanguageKey(
          "defaults", .section(policy), "Memory policy of every node that does not state its own.")),
      BoundKey(
        "slots",
        .decoded(.section(slots), writing: { DocumentValue(slotKeys, of: $0).unlessEmpty }) { $0.slots($1) },
        \.slots, unclear: .slots,
        "How memory slots are numbered and cut."),
      BoundKey(
        "legacy_x86", .toggle, \.legacyX86,
        """
        Whether slots are cut at the ranges of a PC's first megabyte, so that VGA memory and the PAM areas can be \
        controlled one by one; x86_64 only.
        """),
      BoundKey(
        "visibility", .decoded(.list(.section(visibility)), writing: { $0.document }) { $0.visibility($1) },
        \.visibility,
        examples: [[["start": "0xf0000", "end": "0x100000", "mode": "read-only"]]],
        "What the guest may do with whole slots of RAM at first; read and write where nothing is stated."),
      BoundKey(
        "devices", .decoded(.list(.section(device)), writing: { $0.document }) { $0.devices($1) }, \.devices,
        examples: [[["name": "bar0", "start": "3GiB", "size": "16MiB", "priority": 1]]],
        "Device memory windows, such as BARs and frame buffers."),
      BoundKey(
        LanguageKey(
          "initiators", .list(.section(initiator)), examples: [[["node": 1, "pci": "0000:00:02.0"]]],
          "Devices that reach memory as CPUs do, such as accelerators: SRAT's generic initiators.")),
      BoundKey(
        LanguageKey(
          "ports", .list(.section(port)), examples: [[["node": 1, "acpi": ["hid": "ACPI0016", "uid": 1]]]],
          "Devices behind which memory may come to be, such as CXL host bridges: SRAT's generic ports.")),
      BoundKey(
        "cxl", .decoded(.section(cxl), writing: { $0.document }) { $0.cxlBridges($1) }, \.cxlBridges,
        "The CXL host bridges of the machine, which nodes name as those that their memory is behind."),
      BoundKey(
        "vtl2", .decoded(.section(vtl2), writing: { $0.document }) { $0.vtl2($1) }, \.vtl2,
        "RAM of a more privileged level, additional to memory, in a partition of its own."),
      BoundKey(
        "aliases", .decoded(.list(.section(alias)), writing: { $0.document }) { $0.aliases($1) }, \.aliases,
        examples: [[["name": "vtl0", "offset": "1TiB"]]],
        "Mirrors of the guest's RAM at other addresses of the more privileged level."),
      BoundKey(
        "acpi", .decoded(.section(acpi), writing: { DocumentValue(acpiKeys, of: $0).unlessEmpty }) { $0.acpi($1) },
        \.acpi,
        "What the headers of the ACPI tables say of their maker, and what the DSDT describes."),
      BoundKey(
        "hmat",
        .decoded(.either([.choice(["derive"]), .section(localities)]), writing: { $0.document }) {
          $0.localityOptions($1)
        },
        \.localities,
        """
        Latencies and bandwidths between all nodes, or derive for estimates of them; with it, or with hmat in a node, \
        there is an HMAT.
        """),
    ]
}

extension Topology: KeyOwner {
  static var unstated: Topology { Topology(nodes: []) }
}

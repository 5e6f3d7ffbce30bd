/// The topology language, version 1: every section with its keys.
public enum Language {
  /// The version of the language that this memc reads.
  public static let version: UInt64 = 1
  /// The most proximity domains of a machine.
  public static let maximumNodes = 4096
  /// The most CPUs of a machine.
  public static let maximumCPUs: UInt64 = 1_048_576
  /// The most host NUMA nodes, Linux's MAX_NUMNODES.
  public static let maximumHostNodes: UInt32 = 1024
  /// The highest number that KVM takes for a memslot: KVM_USER_MEM_SLOTS − 1 on x86_64.
  public static let highestSlot: UInt64 = 32_763
  /// The longest memslot that KVM takes: 2^31 − 1 pages, 8 TiB − 4 KiB.
  public static let longestSlot: UInt64 = (8 << 40) - 4096

  private static let count = ValueForm.number(1...maximumCPUs)

  // MARK: Sections

  /// The root of a file.
  public static let root = LanguageSection(
    "a topology",
    [
      LanguageKey("memc", .number(1...1), isRequired: true, "The version of the language; only 1 exists."),
      LanguageKey(
        "name", .text, "A label for reports. It appears in layout.json and in no table."),
      LanguageKey(
        "arch", .choice(Architecture.allCases.map(\.rawValue)), default: "x86_64",
        "The machine's architecture. It decides which tables there are and how CPUs are named in them."),
      LanguageKey(
        "platform", .either([.preset, .section(platform)]), default: "generic",
        "The fixed geography of the machine: a preset by name, or a map that changes one."),
      LanguageKey(
        "memory", .size,
        "Total guest memory. Absent, it is the sum of the nodes; where all nodes state theirs it must equal it."),
      LanguageKey(
        "nodes", .either([.number(1...UInt64(maximumNodes)), .list(.section(node))]), default: "1",
        "The NUMA nodes in the order of their proximity domains, or a number of equal nodes."),
      LanguageKey(
        "cpus", .either([count, .section(cpus)]), default: "1",
        "The CPU shape, or a number of CPUs without one."),
      LanguageKey(
        "distances", .either([.list(.list(.number(10...255))), .section(distances)]),
        "Distances between nodes as SLIT has them: 10 to itself, 20 to others unless stated."),
      LanguageKey(
        "placement", .either([.choice(["packed"]), .section(placement)]), default: "packed",
        "How nodes follow each other in guest physical space."),
      LanguageKey(
        "defaults", .section(policy), "Memory policy of every node that does not state its own."),
      LanguageKey("slots", .section(slots), "How memory slots are numbered and cut."),
      LanguageKey(
        "legacy_x86", .toggle, default: "off",
        """
        Whether slots are cut at the ranges of a PC's first megabyte, so that VGA memory and the PAM areas can be \
        controlled one by one; x86_64 only.
        """),
      LanguageKey(
        "visibility", .list(.section(visibility)),
        "What the guest may do with whole slots of RAM at first; read and write where nothing is stated."),
      LanguageKey("devices", .list(.section(device)), "Device memory windows, such as BARs and frame buffers."),
      LanguageKey(
        "vtl2", .section(vtl2),
        "RAM of a more privileged level, additional to memory, in a partition of its own."),
      LanguageKey(
        "aliases", .list(.section(alias)),
        "Mirrors of the guest's RAM at other addresses of the more privileged level."),
    ] + later)

  private static let later = [
    ("hmat", "Latencies, bandwidths and memory-side caches between nodes (ACPI HMAT)."),
    ("acpi", "Identities in the headers of the ACPI tables."),
  ].map { LanguageKey($0, .text, isSupported: false, $1) }

  /// What a node and `defaults` share: how the host provides the memory.
  public static let policy = LanguageSection(
    "a memory policy",
    [
      LanguageKey(
        "host_nodes", .cpuList, "Host NUMA nodes that the memory comes from: a list such as [0, 1] or \"0-1\"."),
      LanguageKey(
        "policy", .choice(MemoryPolicy.Mode.allCases.map(\.rawValue)),
        "How the host chooses among host_nodes (mbind); bind where host_nodes are stated, else what the process has."
      ),
      LanguageKey(
        "backing", .either([.choice(["private", "shared", "existing"]), .section(backing)]), default: "private",
        """
        What the memory is on the host: private (anonymous), shared (memfd), a file, or existing: memory of a \
        machine realized before, taken over with its contents.
        """),
      LanguageKey(
        "hugepages", .either([.toggle, .choice(["auto"]), .size]), default: "off",
        """
        Pages of the memory: off, on (2 MiB), a size of the host such as 1GiB, or auto (2 MiB where the host \
        has enough of them, else small pages).
        """),
      LanguageKey(
        "thp", .either([.choice(["default"]), .toggle]), default: "default",
        "Transparent huge pages: on is MADV_HUGEPAGE, off is MADV_NOHUGEPAGE, default leaves it to the host."),
      LanguageKey("prefault", .toggle, default: "off", "Whether memory is populated before the guest runs."),
      LanguageKey("pin", .toggle, default: "off", "Whether memory is locked on the host (mlock)."),
      LanguageKey(
        "reserve", .toggle, default: "off",
        "Whether the host accounts for small pages at once; off maps them with MAP_NORESERVE."),
      LanguageKey(
        "mergeable", .toggle, default: "off", "Whether KSM may merge equal pages (MADV_MERGEABLE)."),
    ])

  /// A node.
  public static let node = LanguageSection(
    "a node",
    [
      LanguageKey("name", .text, "A label for reports, by which pairs and links of distances can name the node."),
      LanguageKey(
        "memory", .size,
        """
        Memory of the node; 0 is a node without memory. Absent: an equal share of what the root's memory leaves \
        after the nodes that state theirs.
        """),
      LanguageKey(
        "llcs", .number(0...maximumCPUs),
        "How many last-level caches of the CPU shape belong to the node, in order; 0 is a node without CPUs."),
      LanguageKey(
        "cpus", .cpuList, "Instead of llcs: the node's CPUs as a list such as \"0-3,8\"; one number is that CPU."),
    ] + policy.keys + [
      LanguageKey("hotplug", .size, isSupported: false, "Hot-pluggable space above RAM."),
      LanguageKey("hmat", .text, isSupported: false, "Latency and bandwidth of the node's memory."),
    ])

  /// The map form of `backing`.
  public static let backing = LanguageSection(
    "a backing", [LanguageKey("file", .text, isRequired: true, "Path of a file that is mapped shared.")])

  /// The map form of the root's `cpus`.
  public static let cpus = LanguageSection(
    "a CPU shape",
    [
      LanguageKey("packages", count, default: "1", "Sockets of the machine."),
      LanguageKey(
        "llcs", count, default: "1", "Last-level caches of the whole machine; a multiple of packages."),
      LanguageKey("cores_per_llc", count, default: "1", "Cores that share a last-level cache."),
      LanguageKey("threads_per_core", count, default: "1", "Threads of a core."),
      LanguageKey(
        "numbering", .choice(CPUShape.Numbering.allCases.map(\.rawValue)), default: "threads-first",
        """
        In which order CPUs are numbered, and stand in SRAT: threads-first, the threads of a core next to each other; \
        threads-last, the first threads of all cores, then the second ones, as Linux does and lscpu shows. APIC IDs \
        are the same.
        """),
    ])

  /// The map forms of `distances`.
  public static let distances = LanguageSection(
    "distances",
    [
      LanguageKey("remote", .number(11...255), default: "20", "Distance of every pair that is not stated."),
      LanguageKey("pairs", .list(.section(pair)), "Distances of single pairs."),
      LanguageKey("matrix", .list(.list(.number(10...255))), "All distances, a row for each node."),
      LanguageKey(
        "asymmetric", .toggle, default: "off",
        "Whether distances may differ by direction; then a pair states one direction."),
      LanguageKey(
        "links", .list(.section(link)),
        "Links between nodes; distances are those of the shortest paths, 255 where there is no path."),
    ])

  private static let anyNode = ValueForm.either([.number(0...UInt64(maximumNodes - 1)), .name])

  /// An entry of `distances.pairs`.
  public static let pair = LanguageSection(
    "a pair",
    [
      LanguageKey("from", anyNode, isRequired: true, "A node, by its number or its name."),
      LanguageKey("to", anyNode, isRequired: true, "Another node, by its number or its name."),
      LanguageKey("distance", .number(10...255), isRequired: true, "Their distance; 255 is unreachable."),
    ])

  /// An entry of `distances.links`.
  public static let link = LanguageSection(
    "a link",
    [
      LanguageKey(
        "between", .list(anyNode), isRequired: true,
        "The two nodes that the link joins, by their numbers or their names."),
      LanguageKey("distance", .number(11...254), isRequired: true, "The distance across the link."),
    ])

  /// The map form of `placement`.
  public static let placement = LanguageSection(
    "a placement",
    [
      LanguageKey(
        "align", .size, default: "4KiB", "Every extent begins at a multiple of this power of two.")
    ])

  /// The section `slots`.
  public static let slots = LanguageSection(
    "slots",
    [
      LanguageKey("first", .number(0...highestSlot), default: "0", "Number of the first slot."),
      LanguageKey(
        "max_size", .size, default: "4TiB", "The longest slot; longer extents are cut at its multiples."),
      LanguageKey("max", .number(1...(highestSlot + 1)), "The most slots allowed."),
    ])

  /// An entry of `visibility`.
  public static let visibility = LanguageSection(
    "a visibility range",
    rangeKeys + [
      LanguageKey(
        "mode", .choice(Visibility.allCases.map(\.rawValue)), isRequired: true,
        """
        What the guest may do with the slot: read-write; read-only, where writes leave the guest; unmapped, where \
        every access does.
        """)
    ], exactlyOneOf: ["end", "size"])

  /// An entry of `devices`.
  public static let device = LanguageSection(
    "a device window",
    [LanguageKey("name", .text, isRequired: true, "The window's name, which no other window has.")] + placeKeys + [
      LanguageKey(
        "priority", .number(0...UInt64(DeviceWindow.ramPriority - 1)), default: "0",
        "Where windows overlap, the guest sees the one of higher priority. RAM is seen before all of them.")
    ])

  /// The section `vtl2`.
  public static let vtl2 = LanguageSection("privileged memory", placeKeys)

  /// An entry of `aliases`.
  public static let alias = LanguageSection(
    "a memory alias",
    [
      LanguageKey("name", .text, "A label for reports."),
      LanguageKey("offset", .address, isRequired: true, "What is added to the address of each byte of RAM."),
    ])

  private static let placeKeys = [
    LanguageKey("start", .address, isRequired: true, "First address."),
    LanguageKey("size", .size, isRequired: true, "Length."),
  ]

  /// The map form of `platform`.
  public static let platform = LanguageSection(
    "a platform",
    [
      LanguageKey(
        "base", .preset, default: "generic", "The preset that the map starts from."),
      LanguageKey("dram_base", .address, "The lowest guest physical address of RAM."),
      LanguageKey(
        "phys_bits", .number(32...64),
        "Physical address bits of the guest's CPUs (MAXPHYADDR); absent, only realize checks the host's."),
      LanguageKey("gaps", .list(.section(gap)), "Ranges without RAM, for devices; replaces the preset's."),
      LanguageKey(
        "reserved", .either([.list(.section(reserved)), .section(reservedReplacement)]),
        "Ranges that e820 does not call usable; adds to the preset's."),
    ])

  private static let rangeKeys = [
    LanguageKey("start", .address, isRequired: true, "First address."),
    LanguageKey("end", .address, "The address just behind the range; instead of size."),
    LanguageKey("size", .size, "Length; instead of end."),
  ]

  /// An entry of `platform.gaps`.
  public static let gap = LanguageSection(
    "a gap", [LanguageKey("name", .text, "A label.")] + rangeKeys, exactlyOneOf: ["end", "size"])

  /// An entry of `platform.reserved`.
  public static let reserved = LanguageSection(
    "a reserved range",
    [LanguageKey("name", .text, "A label.")] + rangeKeys + [
      LanguageKey(
        "type", .choice(ReservedRange.Kind.names), default: "reserved",
        "What e820 calls the range; hole cuts it out of usable RAM without an entry."),
      LanguageKey("srat", .toggle, default: "on", "Off also cuts the range out of the memory affinities."),
    ], exactlyOneOf: ["end", "size"])

  /// The map form of `platform.reserved`.
  public static let reservedReplacement = LanguageSection(
    "reserved ranges",
    [
      LanguageKey("replace", .toggle, default: "off", "Whether the list replaces the preset's ranges."),
      LanguageKey("list", .list(.section(reserved)), isRequired: true, "The ranges."),
    ])

  /// Every section, the root first.
  public static let sections = [
    root, node, policy, backing, cpus, distances, pair, link, placement, slots, visibility, device, vtl2,
    alias, platform, gap, reserved, reservedReplacement,
  ]
}

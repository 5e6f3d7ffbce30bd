/// The topology language, version 1: every section with its keys.
package enum Language {
  /// The version of the language that this memc reads.
  package static let version: UInt64 = 1
  /// The most proximity domains of a machine.
  package static let maximumNodes = 4096
  /// The most CPUs of a machine.
  package static let maximumCPUs: UInt64 = 1_048_576
  /// The most host NUMA nodes, Linux's MAX_NUMNODES.
  package static let maximumHostNodes: UInt32 = 1024
  /// The highest number that KVM takes for a memslot: KVM_USER_MEM_SLOTS − 1 on x86_64.
  package static let highestSlot: UInt64 = 32_763
  /// The longest memslot that KVM takes: 2^31 − 1 pages, 8 TiB − 4 KiB.
  package static let longestSlot: UInt64 = (8 << 40) - 4096

  // MARK: Sections

  /// The map form of `platform`.
  package static let platform = LanguageSection(
    "a platform",
    [
      LanguageKey(
        "base", .preset, default: "generic", "The preset that the map starts from."),
      LanguageKey(
        "dram_base", .address, examples: ["0x40000000"], "The lowest guest physical address of RAM."),
      LanguageKey(
        "phys_bits", .number(32...64), examples: [46],
        "Physical address bits of the guest's CPUs (MAXPHYADDR); absent, only realize checks the host's."),
      LanguageKey(
        "gaps", .list(.section(gap)), examples: [[["name": "mmio32", "start": "3GiB", "end": "4GiB"]]],
        "Ranges without RAM, for devices; replaces the preset's."),
      LanguageKey(
        "reserved", .either([.list(.section(reserved)), .section(reservedReplacement)]),
        examples: [[["name": "shm", "start": "5GiB", "size": "16MiB", "type": "reserved"]]],
        "Ranges that e820 does not call usable; adds to the preset's."),
    ] + presetKeys.map(\.key))

  /// An entry of a node's `ranges`.
  package static let memoryRange = LanguageSection("a memory range", rangeKeys, exactlyOneOf: ["end", "size"])

  /// An entry of `platform.gaps`.
  package static let gap = LanguageSection(
    "a gap",
    [LanguageKey("name", .text, examples: ["mmio32"], "A label.")] + rangeKeys + [
      LanguageKey(
        "e820", .choice(Gap.Report.allCases.map(\.rawValue)), default: Gap.Report.none.rawValue,
        "What e820 says of the gap: reserved, so that a guest puts no device there, or none.")
    ],
    exactlyOneOf: ["end", "size"])

  /// An entry of `platform.reserved`.
  package static let reserved = LanguageSection(
    "a reserved range",
    [LanguageKey("name", .text, examples: ["shm"], "A label.")] + rangeKeys + [
      LanguageKey(
        "type", .choice(ReservedRange.Kind.names), default: "reserved",
        "What e820 calls the range; hole cuts it out of usable RAM without an entry."),
      LanguageKey("srat", .toggle, default: "on", "Off also cuts the range out of the memory affinities."),
    ], exactlyOneOf: ["end", "size"])

  /// The map form of `platform.reserved`.
  package static let reservedReplacement = LanguageSection(
    "reserved ranges",
    [
      LanguageKey("replace", .toggle, default: "off", "Whether the list replaces the preset's ranges."),
      LanguageKey(
        "list", .list(.section(reserved)), isRequired: true,
        examples: [[["start": "0x9fc00", "end": "0x100000"]]], "The ranges."),
    ])

  /// Every section, the root first.
  package static let sections = [
    root, node, memoryRange, memoryZone, hotplug, policy, backing, cpus, distances, pair, link, placement, slots,
    visibility, device, initiator, port, acpiDevice, cxl, cxlBridge, cxlWindow, vtl2, alias, acpi, localities,
    localityBases, performance, memorySideCache, platform, gap, reserved, reservedReplacement,
  ]
}

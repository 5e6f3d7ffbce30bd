public import Diagnostics

/// The rules that can be judged only once memory has sizes and addresses.
public enum LayoutRule: String, DiagnosticRule {
  case memoryMissing = "memory-missing"
  case memorySumMismatch = "memory-sum-mismatch"
  case emptyShare = "empty-share"
  case noMemory = "no-memory"
  case tooManySlots = "too-many-slots"
  case slotNumberTooHigh = "slot-number-too-high"
  case slotCutUnaligned = "slot-cut-unaligned"
  case hugepageAlignment = "hugepage-alignment"
  case hugepagesAutoSmall = "hugepages-auto-small"
  case physBitsExceeded = "phys-bits-exceeded"
  case lowMegabyteUsable = "low-megabyte-usable"
  case ramOverAPIC = "ram-over-apic"
  case tooManyMapEntries = "too-many-e820-entries"
  case manyMapEntries = "many-e820-entries"
  case manyMemoryAffinities = "many-memory-affinities"
  case legacyNeedsLowRAM = "legacy-needs-low-ram"
  case legacySplitOnHugepages = "legacy-split-on-hugepages"
  case notControllable = "not-controllable"
  case visibilityTwice = "visibility-twice"
  case visibilityOverUsable = "visibility-over-usable"
  case deviceUnderRAM = "device-under-ram"
  case vtl2TooLow = "vtl2-too-low"
  case vtl2OverDevice = "vtl2-over-device"
  case vtl2OverReserved = "vtl2-over-reserved"
  case aliasTooLow = "alias-too-low"
  case aliasOverlap = "alias-overlap"
  case aliasUnaligned = "alias-unaligned"

  // Hand-over
  case existingNeeded = "existing-needed"
  case existingPrivate = "existing-private"
  case existingNodeMissing = "existing-node-missing"
  case existingFile = "existing-file"
  case existingSizeMismatch = "existing-size-mismatch"
  case existingNotHugetlb = "existing-not-hugetlb"
  case existingUnaligned = "existing-unaligned"
  case existingWithTHP = "existing-with-thp"
  case sharePrivate = "share-private"
  case shareIncomplete = "share-incomplete"

  /// The rules that only those ask about who realize a layout: checks that they hand to the compiler report them.
  package static let handOver: Set<LayoutRule> = [
    .existingNeeded, .existingPrivate, .existingNodeMissing, .existingFile, .existingSizeMismatch,
    .existingNotHugetlb, .existingUnaligned, .existingWithTHP, .sharePrivate, .shareIncomplete,
  ]

  /// Errors, but for what is legal and probably not meant.
  public var severity: Severity {
    switch self {
    case .hugepagesAutoSmall: .note
    case .slotCutUnaligned, .lowMegabyteUsable, .ramOverAPIC, .manyMapEntries, .manyMemoryAffinities,
      .visibilityOverUsable, .deviceUnderRAM, .aliasUnaligned, .shareIncomplete:
      .warning
    default: .error
    }
  }

  /// Warnings, and what costs speed only: who asks for it gets it, and the tables are as true as ever.
  public var mayBeLowered: Bool { severity < .error || self == .legacySplitOnHugepages }

  /// What the rule demands.
  public var summary: String {
    switch self {
    case .memoryMissing: "memory is stated by the root, or by every node"
    case .memorySumMismatch: "the nodes' memory adds up to the root's"
    case .emptyShare: "what the root's memory leaves gives every node that states none a share"
    case .noMemory: "a machine has memory"
    case .tooManySlots: "there are at most 'slots.max' slots"
    case .slotNumberTooHigh: "slot numbers go up to 32,763"
    case .slotCutUnaligned: "a long extent is cut into slots at multiples of its page size, or of 2 MiB"
    case .hugepageAlignment: "memory of hugepages begins and ends at multiples of the hugepage size"
    case .hugepagesAutoSmall: "memory of 'hugepages: auto' can hold large pages"
    case .physBitsExceeded: "the highest byte is within 'phys_bits': Linux silently drops what is not"
    case .lowMegabyteUsable: "VGA and BIOS area are not reported usable on x86_64"
    case .ramOverAPIC: "RAM does not cover the IOAPIC (0xfec00000) and the local APIC (0xfee00000)"
    case .tooManyMapEntries: "an e820 map has at most 4,096 entries"
    case .manyMapEntries: "an e820 map has at most the 128 entries that the zero page holds"
    case .manyMemoryAffinities: "there are at most 2,048 memory affinities, Linux's NR_NODE_MEMBLKS"
    case .legacyNeedsLowRAM: "the first megabyte is RAM where it is split"
    case .legacySplitOnHugepages: "the first megabyte is not split on a node of hugepages"
    case .notControllable: "visibility is stated of whole slots of RAM"
    case .visibilityTwice: "the visibility of a slot is stated once"
    case .visibilityOverUsable: "what the guest is told to use it may read and write"
    case .deviceUnderRAM: "no part of a device window lies under RAM, where it can never be seen"
    case .vtl2TooLow: "the memory of VTL2 lies above RAM and all gaps"
    case .vtl2OverDevice: "the memory of VTL2 overlaps no device window"
    case .vtl2OverReserved: "the memory of VTL2 overlaps no range of which the guest is told"
    case .aliasTooLow: "an alias lies above RAM, device windows and the memory of VTL2"
    case .aliasOverlap: "aliases do not overlap"
    case .aliasUnaligned: "an alias is offset by a multiple of the page size, or of 2 MiB"
    case .existingNeeded: "'backing: existing' is realized with memory to take over ('--existing')"
    case .existingPrivate: "a node that takes existing memory over is not private"
    case .existingNodeMissing: "a node takes the memory of the same node of the other machine"
    case .existingFile: "memory that is a file is opened by its path, not handed over"
    case .existingSizeMismatch: "a node is as large as the memory that it takes over"
    case .existingNotHugetlb: "a node that asks for hugepages takes memory over that has them"
    case .existingUnaligned: "memory of hugepages that is taken over begins and ends at multiples of their size"
    case .existingWithTHP: "memory of hugepages that is taken over cannot be transparent-huge as well"
    case .sharePrivate: "memory that is handed over ('--share') is not private"
    case .shareIncomplete: "a machine whose memory is handed over has memory in its nodes only"
    }
  }
}

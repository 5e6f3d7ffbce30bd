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
  case physBitsExceeded = "phys-bits-exceeded"
  case lowMegabyteUsable = "low-megabyte-usable"
  case ramOverAPIC = "ram-over-apic"
  case tooManyMapEntries = "too-many-e820-entries"
  case manyMapEntries = "many-e820-entries"
  case manyMemoryAffinities = "many-memory-affinities"

  /// Errors, but for what is legal and probably not meant.
  public var severity: Severity {
    switch self {
    case .slotCutUnaligned, .lowMegabyteUsable, .ramOverAPIC, .manyMapEntries, .manyMemoryAffinities: .warning
    default: .error
    }
  }

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
    case .physBitsExceeded: "the highest byte is within 'phys_bits': Linux silently drops what is not"
    case .lowMegabyteUsable: "VGA and BIOS area are not reported usable on x86_64"
    case .ramOverAPIC: "RAM does not cover the IOAPIC (0xfec00000) and the local APIC (0xfee00000)"
    case .tooManyMapEntries: "an e820 map has at most 4,096 entries"
    case .manyMapEntries: "an e820 map has at most the 128 entries that the zero page holds"
    case .manyMemoryAffinities: "there are at most 2,048 memory affinities, Linux's NR_NODE_MEMBLKS"
    }
  }
}

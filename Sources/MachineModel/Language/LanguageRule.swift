package import Diagnostics

/// The rules of the topology language, version 1, that can be judged before anything has an address.
package enum LanguageRule: String, DiagnosticRule {
  // Structure
  case wrongType = "wrong-type"
  case unknownKey = "unknown-key"
  case missingKey = "missing-key"
  case conflictingKeys = "conflicting-keys"
  case emptyValue = "empty-value"
  case notSupportedYet = "not-supported-yet"
  case unsupportedVersion = "unsupported-version"

  // Scalars
  case invalidNumber = "invalid-number"
  case negativeNumber = "negative-number"
  case leadingZero = "leading-zero"
  case numberOverflow = "number-overflow"
  case numberOutOfRange = "number-out-of-range"
  case invalidSize = "invalid-size"
  case decimalUnit = "decimal-unit"
  case fractionalBytes = "fractional-bytes"
  case unalignedSize = "unaligned-size"
  case unalignedAddress = "unaligned-address"
  case addressTooHigh = "address-too-high"
  case invalidSwitch = "invalid-switch"
  case invalidChoice = "invalid-choice"
  case notPowerOfTwo = "not-power-of-two"
  case emptyRange = "empty-range"
  case inclusiveEnd = "inclusive-end"
  case unprintableText = "unprintable-text"

  // Nodes and sizes
  case noNodes = "no-nodes"
  case tooManyNodes = "too-many-nodes"
  case manyNodes = "many-nodes"
  case emptyNode = "empty-node"
  case smallNode = "small-node"
  case kindWithoutMemory = "kind-without-memory"
  case softReservedNeedsPurpose = "soft-reserved-purpose"
  case noVolatileMemory = "no-volatile-memory"

  // CPUs
  case invalidCPUList = "invalid-cpu-list"
  case cpuTwice = "cpu-twice"
  case cpuListInBraces = "cpu-list-in-braces"
  case cpuUnknown = "cpu-unknown"
  case cpuMissing = "cpu-missing"
  case cpuNodeUnknown = "cpu-node-unknown"
  case apicIDTwice = "apic-id-twice"
  case tooManyCPUs = "too-many-cpus"
  case noCPUs = "no-cpus"
  case diesUneven = "dies-uneven"
  case llcsUneven = "llcs-uneven"
  case llcSumMismatch = "llc-sum-mismatch"
  case llcsWithoutShape = "llcs-without-shape"
  case llcsAndLists = "llcs-and-lists"
  case llcCut = "llc-cut"
  case nodeAcrossPackages = "node-across-packages"
  case presentCPUs = "present-cpus"
  case x2APICNeedsX86 = "x2apic-needs-x86"

  // Distances
  case distanceDiagonal = "distance-diagonal"
  case distanceTooShort = "distance-too-short"
  case distanceTooLong = "distance-too-long"
  case distanceShape = "distance-shape"
  case distanceUnknownNode = "distance-unknown-node"
  case distanceAsymmetric = "distance-asymmetric"
  case distancePairTwice = "distance-pair-twice"
  case distanceSaturated = "distance-saturated"

  // Platform
  case unknownPlatform = "unknown-platform"
  case platformLacksArchitecture = "platform-lacks-arch"
  case presetRangeDropped = "preset-range-dropped"
  case gapOverlap = "gap-overlap"
  case gapBelowDRAM = "gap-below-dram"
  case reservedOverlap = "reserved-overlap"

  // Memory policy
  case hugepageSize = "hugepage-size"
  case hugepagesWithTHP = "hugepages-with-thp"
  case hugepagesMergeable = "hugepages-mergeable"
  case hugepagesReserve = "hugepages-reserve"
  case mergeableNotPrivate = "mergeable-not-private"
  case policyNeedsHostNodes = "policy-needs-host-nodes"
  case policyWithHostNodes = "policy-with-host-nodes"

  // Devices with a proximity domain
  case unknownNode = "unknown-node"
  case invalidPCIAddress = "invalid-pci-address"
  case invalidHardwareID = "invalid-hardware-id"
  case deviceTwice = "device-twice"
  case portByPCI = "port-by-pci"

  // CXL
  case cxlWays = "cxl-ways"
  case cxlGranularity = "cxl-granularity"
  case cxlRegisters = "cxl-registers"
  case cxlBridgeTwice = "cxl-bridge-twice"
  case cxlUnknownBridge = "cxl-unknown-bridge"

  // Device windows, privilege levels, the first megabyte
  case deviceNameTwice = "device-name-twice"
  case deviceOverlap = "device-overlap"
  case aliasNeedsVTL2 = "alias-needs-vtl2"
  case legacyNeedsX86 = "legacy-needs-x86"

  // ACPI tables
  case acpiIdentity = "acpi-identity"
  case serialNeedsX86 = "serial-needs-x86"

  /// Errors, but for what is legal and probably not meant.
  package var severity: Severity {
    switch self {
    case .presetRangeDropped: .note
    case .inclusiveEnd, .manyNodes, .emptyNode, .smallNode, .llcCut, .nodeAcrossPackages, .distanceSaturated,
      .hugepagesReserve, .noVolatileMemory, .portByPCI:
      .warning
    default: .error
    }
  }

  /// What the rule demands.
  package var summary: String {
    switch self {
    case .wrongType: "a key's value is of the kind that the key takes"
    case .unknownKey: "keys are those of the language"
    case .missingKey: "a key that is needed is there"
    case .conflictingKeys: "keys that exclude each other do not stand together"
    case .emptyValue: "a key has a value"
    case .notSupportedYet: "only what this version of memc can do is asked for"
    case .unsupportedVersion: "'memc' names a version of the language that this memc reads"
    case .invalidNumber: "a number is decimal or hexadecimal ('0x'), '_' only between digits"
    case .negativeNumber: "numbers are not negative"
    case .leadingZero: "a decimal number has no leading zero: readers of YAML disagree on what it means"
    case .numberOverflow: "a number fits into 64 bits"
    case .numberOutOfRange: "a number lies in the range of its key"
    case .invalidSize: "a size is a number with an optional binary unit"
    case .decimalUnit: "units are binary: 'GiB', not 'GB'"
    case .fractionalBytes: "a fraction of a unit is a whole number of bytes"
    case .unalignedSize: "a size of memory is a multiple of 4 KiB"
    case .unalignedAddress: "an address lies on a 4 KiB page"
    case .addressTooHigh: "a guest physical address is at most 2^52: no KVM takes a higher one"
    case .invalidSwitch: "a switch is on, off, true, false, yes or no"
    case .invalidChoice: "a choice is one of the words of its key"
    case .notPowerOfTwo: "an alignment is a power of two of at least 4 KiB"
    case .emptyRange: "a range ends above its start"
    case .inclusiveEnd: "'end' is the address just behind a range, not its last one"
    case .unprintableText: "a text has no control characters, which would change what stands around it"
    case .noNodes: "a machine has at least one node"
    case .tooManyNodes: "a machine has at most 4,096 proximity domains"
    case .manyNodes: "Linux on x86 reads at most 1,024 proximity domains"
    case .emptyNode: "a node has memory, space for it, a CPU or a device: Linux does not online one that has none"
    case .smallNode: "a node has at least 4 MiB: some kernels before 6.7 ignore a smaller one"
    case .kindWithoutMemory: "a node that says what kind of memory it has has memory"
    case .softReservedNeedsPurpose: "only special-purpose memory is soft reserved"
    case .noVolatileMemory: "a machine has memory that is not persistent, in which a guest can run"
    case .invalidCPUList: "a CPU list is in Linux's cpulist form"
    case .cpuTwice: "a CPU is named once"
    case .cpuListInBraces: "a CPU list with commas is quoted in braces"
    case .cpuUnknown: "a CPU that a node names exists"
    case .cpuMissing: "every CPU belongs to a node"
    case .cpuNodeUnknown: "the node that a CPU belongs to exists"
    case .apicIDTwice: "no two CPUs have one APIC ID"
    case .tooManyCPUs: "a machine has at most 1,048,576 CPUs"
    case .noCPUs: "at least one node has a CPU"
    case .diesUneven: "dies divide evenly over packages"
    case .llcsUneven: "last-level caches divide evenly over packages and dies, and over nodes that state none"
    case .llcSumMismatch: "the nodes' last-level caches add up to those of the CPU shape"
    case .llcsWithoutShape: "a node counts last-level caches only where the CPUs have a shape"
    case .llcsAndLists: "nodes have last-level caches or CPU lists, not both"
    case .llcCut: "a CPU list does not cut a last-level cache, nor a core"
    case .nodeAcrossPackages: "nodes and packages do not overlap in part: one is within the other"
    case .presentCPUs: "no more CPUs are present than there are"
    case .x2APICNeedsX86: "only x86_64 has structures for x2APIC"
    case .distanceDiagonal: "a node's distance to itself is 10"
    case .distanceTooShort: "a distance to another node is at least 11"
    case .distanceTooLong: "a distance is at most 255, a link's at most 254"
    case .distanceShape: "a distance matrix has a row and a column for each node"
    case .distanceUnknownNode: "distances speak of nodes that exist"
    case .distanceAsymmetric: "distances are equal in both directions unless 'asymmetric: true' is said"
    case .distancePairTwice: "the distance of a pair is stated once"
    case .distanceSaturated: "a path's distance stays within 254"
    case .unknownPlatform: "a platform is one of the presets, or a map"
    case .platformLacksArchitecture: "a platform has the architecture of the machine"
    case .presetRangeDropped: "a preset's ranges below a changed 'dram_base' do not exist"
    case .gapOverlap: "gaps do not overlap"
    case .gapBelowDRAM: "a gap does not start below 'dram_base'"
    case .reservedOverlap: "reserved ranges do not overlap"
    case .hugepageSize: "a hugepage size is a power of two above the host page size, 4 KiB"
    case .hugepagesWithTHP: "memory of hugepages cannot be transparent-huge as well"
    case .hugepagesMergeable: "hugepages cannot be merged by KSM"
    case .hugepagesReserve: "hugepages are always reserved"
    case .mergeableNotPrivate: "KSM merges private memory only"
    case .policyNeedsHostNodes: "a policy other than 'local' names its host nodes"
    case .policyWithHostNodes: "the policy 'local' names no host nodes"
    case .unknownNode: "a device is of a node that exists"
    case .invalidPCIAddress: "a PCI address is segment, bus, device and function in hexadecimal"
    case .invalidHardwareID: "a hardware ID is eight capital letters and digits: SRAT has no room for another"
    case .deviceTwice: "no device is stated twice"
    case .portByPCI: "a port is named by its ACPI handle: Linux ignores others"
    case .cxlWays: "a CXL window has 1, 2, 3, 4, 6, 8, 12 or 16 host bridges"
    case .cxlGranularity: "the granularity of a CXL window is a power of two from 256 bytes to 16 KiB"
    case .cxlRegisters: "the registers of a CXL host bridge are at a multiple of 64 KiB, and not at 0"
    case .cxlBridgeTwice: "no two CXL host bridges have one uid, and no window has one twice"
    case .cxlUnknownBridge: "a CXL window has host bridges that the root states"
    case .deviceNameTwice: "no two device windows have one name"
    case .deviceOverlap: "device windows that overlap differ in priority"
    case .aliasNeedsVTL2: "only a machine with 'vtl2' has aliases"
    case .legacyNeedsX86: "only x86_64 has the ranges of a PC's first megabyte"
    case .acpiIdentity: "an identity of ACPI tables has as many characters as its field, of printable ASCII"
    case .serialNeedsX86: "only x86_64 has the serial ports of a PC"
    }
  }
}

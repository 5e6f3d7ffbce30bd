package import JSONCoding
import Lowering
import MachineModel

/// `layout.json`: the whole layout with the source line of every entry, and the hashes of the other artifacts.
///
/// Lines are numbers only: no file name, path or host fact enters, so equal inputs give equal bytes. What a preset
/// brings has no line.
package struct LayoutFile: JSONFile, Equatable {
  /// The version of the format.
  package static let currentVersion: UInt64 = 1

  /// Where the ACPI image lies; absent where there is none.
  package var acpi: ACPIEntry?
  /// Mirrors of RAM for the more privileged level; absent where there are none.
  package var aliases: [AliasEntry]?
  /// `x86_64` or `aarch64`.
  package var arch = ""
  /// The other artifacts of the same compilation.
  package var artifacts: [ArtifactEntry] = []
  /// CXL host bridges; absent where there are none.
  package var cxlBridges: [CXLBridgeEntry]?
  /// Device windows; absent where there are none.
  package var devices: [DeviceEntry]?
  /// Where the distances are stated; they themselves are in `slit.bin`.
  package var distances = DistancesEntry()
  /// The memory map; empty where the architecture has no e820.
  package var e820: [MapEntry] = []
  /// RAM in ascending address.
  package var extents: [ExtentEntry] = []
  /// Devices that reach memory as CPUs do; absent where there are none.
  package var initiators: [GenericDeviceEntry]?
  /// Bytes of RAM.
  package var memory: UInt64 = 0
  /// The memory affinities of SRAT in their order.
  package var memoryAffinities: [AffinityEntry] = []
  /// The topology's name, if it states one.
  package var name: String?
  /// The nodes in the order of the topology.
  package var nodes: [NodeEntry] = []
  /// The platform.
  package var platform = PlatformEntry()
  /// Devices behind which memory may come to be; absent where there are none.
  package var ports: [GenericDeviceEntry]?
  /// The RAM slots.
  package var slots: [SlotEntry] = []
  /// The version that the file is in.
  package var version = Self.currentVersion
  /// The RAM slots that do not begin as read-write; absent where all do.
  package var visibility: [VisibilityEntry]?
  /// The RAM of the more privileged level; absent where there is none.
  package var vtl2: PrivilegedEntry?
  /// The warnings of the compilation.
  package var warnings: [WarningEntry] = []

  /// A layout without anything.
  package init() {}

  /// Names every member.
  package mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("acpi", &acpi, "Where the ACPI image lies in the guest's memory; absent where there is none.")
    coder.member("aliases", &aliases)
    coder.member("arch", &arch, values: .words(Architecture.allCases.map(\.rawValue)))
    coder.member("artifacts", &artifacts)
    coder.member("cxl_bridges", &cxlBridges)
    coder.member("devices", &devices)
    coder.member("distances", &distances)
    coder.member("e820", &e820)
    coder.member("extents", &extents)
    coder.member("initiators", &initiators)
    coder.member("memory", &memory)
    coder.member("memory_affinities", &memoryAffinities)
    coder.member("name", &name)
    coder.member("nodes", &nodes)
    coder.member("platform", &platform)
    coder.member("ports", &ports)
    coder.member("slots", &slots)
    coder.member("version", &version, values: .number(Self.currentVersion))
    coder.member("visibility", &visibility)
    coder.member("vtl2", &vtl2)
    coder.member("warnings", &warnings)
  }

  /// The bytes of the file.
  package func encoded() -> [UInt8] { fileBytes() }

  /// Reads a file back: what could be read, and what is wrong with the rest.
  package static func decode(_ bytes: [UInt8]) -> (file: Self, issues: [String]) { read(file: bytes) }

  /// A file that belongs to the layout.
  package struct ArtifactEntry: JSONRecord, Equatable {
    /// The file's name.
    package var file = ""
    /// Its bytes.
    package var length: UInt64 = 0
    /// Their SHA-256 in hexadecimal.
    package var sha256 = ""

    /// An artifact without a name.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member(
        "file", &file, values: .words(ArtifactKind.all.filter { $0 != .layout }.map(\.fileName)))
      coder.member("length", &length)
      coder.member("sha256", &sha256)
    }
  }

  /// Where distances are stated.
  package struct DistancesEntry: JSONRecord, Equatable {
    /// The line, absent where they are the language's own.
    package var line: UInt64?
    /// The number of rows and columns of SLIT.
    package var nodes: UInt64 = 0

    /// Distances of no nodes.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("line", &line)
      coder.member("nodes", &nodes)
    }
  }

  /// An entry of the memory map.
  package struct MapEntry: JSONRecord, Equatable {
    /// The first address.
    package var base: UInt64 = 0
    /// The word for the type.
    package var kind = ""
    /// Bytes.
    package var length: UInt64 = 0
    /// The line of the node or the reserved range.
    package var line: UInt64?
    /// The e820 type.
    package var type: UInt64 = 0

    /// The words for the types of entries.
    private static var kinds: [String] {
      let kinds = [.usable] + ReservedRange.Kind.allCases.filter { $0 != .hole }.map(MemoryMapEntry.Kind.reserved)
      return kinds.map(\.name)
    }

    /// An entry of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("base", &base)
      coder.member("kind", &kind, values: .words(Self.kinds))
      coder.member("length", &length)
      coder.member("line", &line)
      coder.member("type", &type)
    }
  }

  /// A range of RAM.
  package struct ExtentEntry: JSONRecord, Equatable {
    /// The line of the node, or of the zone.
    package var line: UInt64?
    /// The node, by its place among the nodes.
    package var node: UInt64 = 0
    /// Bytes.
    package var size: UInt64 = 0
    /// The first address.
    package var start: UInt64 = 0
    /// The zone; absent where the node has none.
    package var zone: UInt64?

    /// An extent of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("line", &line)
      coder.member("node", &node)
      coder.member("size", &size)
      coder.member("start", &start)
      coder.member("zone", &zone, "The zone, by its place among the node's; absent where the node has none.")
    }
  }

  /// A memory affinity.
  package struct AffinityEntry: JSONRecord, Equatable {
    /// Whether nothing is there yet; absent where memory is.
    package var hotPluggable: Bool?
    /// Bytes.
    package var length: UInt64 = 0
    /// The line of the node.
    package var line: UInt64?
    /// The node, by its place among the nodes.
    package var node: UInt64 = 0
    /// Whether the memory keeps its contents without power; absent where it does not.
    package var persistent: Bool?
    /// Whether the memory is for a special purpose; absent where it is not.
    package var specialPurpose: Bool?
    /// The first address.
    package var start: UInt64 = 0

    /// An affinity of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("hot_pluggable", &hotPluggable, "true where nothing is there yet; absent where memory is.")
      coder.member("length", &length)
      coder.member("line", &line)
      coder.member("node", &node)
      coder.member(
        "persistent", &persistent, "true for memory that SRAT calls non-volatile; absent for other memory.")
      coder.member(
        "special_purpose", &specialPurpose, "true for memory for a special purpose; absent for other memory.")
      coder.member("start", &start)
    }
  }

  /// A node.
  package struct NodeEntry: JSONRecord, Equatable {
    /// What its extents begin at multiples of, in bytes; absent where it states nothing of its own, or its zones say it.
    package var align: UInt64?
    /// The local APIC IDs of its CPUs in cpulist form; on x86_64 only.
    package var apicIDs: String?
    /// Its CPUs in cpulist form.
    package var cpus = ""
    /// How its memory is reached where it is of CXL devices; absent where it is not.
    package var cxl: CXLWindowEntry?
    /// The proximity domain where it is another number than the node's place; absent where it is that.
    package var domain: UInt64?
    /// Where memory of the node may be plugged in; absent where it may not.
    package var hotplug: HotplugEntry?
    /// The line of the node.
    package var line: UInt64?
    /// Bytes.
    package var memory: UInt64 = 0
    /// Its name, if it states one.
    package var name: String?
    /// The node, by its place among the nodes.
    package var node: UInt64 = 0
    /// Whether its memory keeps its contents without power; absent where it does not.
    package var persistent: Bool?
    /// Whether Linux's zero page calls its memory soft reserved; absent where it does not.
    package var softReserved: Bool?
    /// Whether its memory is for a special purpose; absent where it is not.
    package var specialPurpose: Bool?
    /// Whether the topology says where its memory lies; absent where it does not.
    package var statesRanges: Bool?
    /// The zones that its memory is divided into; absent where one policy holds for all of it.
    package var zones: [ZoneEntry]?

    /// A node of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member(
        "align", &align, "What the node's extents begin at multiples of, in bytes, where it states that itself.")
      coder.member(
        "apic_ids", &apicIDs,
        "The local APIC IDs of the node's CPUs, in the order of their numbers; on x86_64 only.")
      coder.member(
        "cpus", &cpus,
        "The numbers of the node's CPUs: a CPU's number is its place among the CPU affinities of SRAT.")
      coder.member("cxl", &cxl)
      coder.member(
        "domain", &domain,
        "The node's proximity domain, where that is another number than its place in the topology.")
      coder.member("hotplug", &hotplug)
      coder.member("line", &line)
      coder.member("memory", &memory)
      coder.member("name", &name)
      coder.member("node", &node)
      coder.member("persistent", &persistent, "true where the memory keeps its contents without power.")
      coder.member("soft_reserved", &softReserved, "true where Linux's zero page calls the memory soft reserved.")
      coder.member("special_purpose", &specialPurpose, "true where the memory is for what asks for it only.")
      coder.member("states_ranges", &statesRanges, "true where the topology says where the memory lies.")
      coder.member(
        "zones", &zones, "What its memory is made of, in the order of addresses; absent where it has no zones.")
    }
  }

  /// The platform.
  package struct PlatformEntry: JSONRecord, Equatable {
    /// The lowest address of RAM.
    package var dramBase: UInt64 = 0
    /// Ranges without RAM.
    package var gaps: [RangeEntry] = []
    /// The preset.
    package var name = ""
    /// Physical address bits, absent where nothing limits them.
    package var physBits: UInt64?
    /// Ranges that are not usable.
    package var reserved: [RangeEntry] = []

    /// A platform of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("dram_base", &dramBase)
      coder.member("gaps", &gaps)
      coder.member("name", &name)
      coder.member("phys_bits", &physBits)
      coder.member("reserved", &reserved)
    }
  }

  /// A gap or a reserved range.
  package struct RangeEntry: JSONRecord, Equatable {
    /// The address just behind the range.
    package var end: UInt64 = 0
    /// The line, absent for a preset's.
    package var line: UInt64?
    /// Its name, if it has one.
    package var name: String?
    /// The first address.
    package var start: UInt64 = 0
    /// What a reserved range is; absent for gaps.
    package var type: String?

    /// A range of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("end", &end)
      coder.member("line", &line)
      coder.member("name", &name)
      coder.member("start", &start)
      coder.member("type", &type, values: .words(ReservedRange.Kind.allCases.map(\.name)))
    }
  }

  /// A memslot.
  package struct SlotEntry: JSONRecord, Equatable {
    /// The first guest physical address.
    package var guestPhysicalAddress: UInt64 = 0
    /// The line of the node, or of the zone.
    package var line: UInt64?
    /// Bytes.
    package var memorySize: UInt64 = 0
    /// The node, by its place among the nodes.
    package var node: UInt64 = 0
    /// The slot's number.
    package var slot: UInt64 = 0
    /// The zone; absent where the node has none.
    package var zone: UInt64?

    /// A slot of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("guest_phys_addr", &guestPhysicalAddress)
      coder.member("line", &line)
      coder.member("memory_size", &memorySize)
      coder.member("node", &node)
      coder.member("slot", &slot)
      coder.member("zone", &zone, "The zone, by its place among the node's; absent where the node has none.")
    }
  }

  /// A warning.
  package struct WarningEntry: JSONRecord, Equatable {
    /// The rule.
    package var id = ""
    /// The line, absent where it concerns the whole.
    package var line: UInt64?
    /// What was found.
    package var message = ""

    /// A warning of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("id", &id)
      coder.member("line", &line)
      coder.member("message", &message)
    }
  }
}

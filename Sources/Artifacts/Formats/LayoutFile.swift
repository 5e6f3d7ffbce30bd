public import JSONCoding
import Lowering
import MachineModel

/// `layout.json`: the whole layout with the source line of every entry, and the hashes of the other artifacts.
///
/// Lines are numbers only: no file name, path or host fact enters, so equal inputs give equal bytes. What a preset
/// brings has no line.
public struct LayoutFile: JSONFile, Equatable {
  /// The version of the format.
  public static let currentVersion: UInt64 = 1

  /// Mirrors of RAM for the more privileged level; absent where there are none.
  public var aliases: [AliasEntry]?
  /// `x86_64` or `aarch64`.
  public var arch = ""
  /// The other artifacts of the same compilation.
  public var artifacts: [ArtifactEntry] = []
  /// Device windows; absent where there are none.
  public var devices: [DeviceEntry]?
  /// Where the distances are stated; they themselves are in `slit.bin`.
  public var distances = DistancesEntry()
  /// The memory map; empty where the architecture has no e820.
  public var e820: [MapEntry] = []
  /// RAM in ascending address.
  public var extents: [ExtentEntry] = []
  /// Bytes of RAM.
  public var memory: UInt64 = 0
  /// The memory affinities of SRAT in their order.
  public var memoryAffinities: [AffinityEntry] = []
  /// The topology's name, if it states one.
  public var name: String?
  /// The nodes in the order of their proximity domains.
  public var nodes: [NodeEntry] = []
  /// The platform.
  public var platform = PlatformEntry()
  /// The RAM slots.
  public var slots: [SlotEntry] = []
  /// The version that the file is in.
  public var version = Self.currentVersion
  /// The RAM slots that do not begin as read-write; absent where all do.
  public var visibility: [VisibilityEntry]?
  /// The RAM of the more privileged level; absent where there is none.
  public var vtl2: PrivilegedEntry?
  /// The warnings of the compilation.
  public var warnings: [WarningEntry] = []

  /// A layout without anything.
  public init() {}

  /// Names every member.
  package mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("aliases", &aliases)
    coder.member("arch", &arch, values: .words(Architecture.allCases.map(\.rawValue)))
    coder.member("artifacts", &artifacts)
    coder.member("devices", &devices)
    coder.member("distances", &distances)
    coder.member("e820", &e820)
    coder.member("extents", &extents)
    coder.member("memory", &memory)
    coder.member("memory_affinities", &memoryAffinities)
    coder.member("name", &name)
    coder.member("nodes", &nodes)
    coder.member("platform", &platform)
    coder.member("slots", &slots)
    coder.member("version", &version, values: .number(Self.currentVersion))
    coder.member("visibility", &visibility)
    coder.member("vtl2", &vtl2)
    coder.member("warnings", &warnings)
  }

  /// The bytes of the file.
  public func encoded() -> [UInt8] { fileBytes() }

  /// Reads a file back: what could be read, and what is wrong with the rest.
  public static func decode(_ bytes: [UInt8]) -> (file: Self, issues: [String]) { read(file: bytes) }

  /// A file that belongs to the layout.
  public struct ArtifactEntry: JSONRecord, Equatable {
    /// The file's name.
    public var file = ""
    /// Its bytes.
    public var length: UInt64 = 0
    /// Their SHA-256 in hexadecimal.
    public var sha256 = ""

    /// An artifact without a name.
    public init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member(
        "file", &file, values: .words(ArtifactKind.all.filter { $0 != .layout }.map(\.fileName)))
      coder.member("length", &length)
      coder.member("sha256", &sha256)
    }
  }

  /// Where distances are stated.
  public struct DistancesEntry: JSONRecord, Equatable {
    /// The line, absent where they are the language's own.
    public var line: UInt64?
    /// The number of rows and columns.
    public var nodes: UInt64 = 0

    /// Distances of no nodes.
    public init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("line", &line)
      coder.member("nodes", &nodes)
    }
  }

  /// An entry of the memory map.
  public struct MapEntry: JSONRecord, Equatable {
    /// The first address.
    public var base: UInt64 = 0
    /// The word for the type.
    public var kind = ""
    /// Bytes.
    public var length: UInt64 = 0
    /// The line of the node or the reserved range.
    public var line: UInt64?
    /// The e820 type.
    public var type: UInt64 = 0

    /// The words for the types of entries.
    private static var kinds: [String] {
      let kinds = [.usable] + ReservedRange.Kind.allCases.filter { $0 != .hole }.map(MemoryMapEntry.Kind.reserved)
      return kinds.map(\.name)
    }

    /// An entry of nothing.
    public init() {}

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
  public struct ExtentEntry: JSONRecord, Equatable {
    /// The line of the node.
    public var line: UInt64?
    /// The proximity domain.
    public var node: UInt64 = 0
    /// Bytes.
    public var size: UInt64 = 0
    /// The first address.
    public var start: UInt64 = 0

    /// An extent of nothing.
    public init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("line", &line)
      coder.member("node", &node)
      coder.member("size", &size)
      coder.member("start", &start)
    }
  }

  /// A memory affinity.
  public struct AffinityEntry: JSONRecord, Equatable {
    /// Bytes.
    public var length: UInt64 = 0
    /// The line of the node.
    public var line: UInt64?
    /// The proximity domain.
    public var node: UInt64 = 0
    /// The first address.
    public var start: UInt64 = 0

    /// An affinity of nothing.
    public init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("length", &length)
      coder.member("line", &line)
      coder.member("node", &node)
      coder.member("start", &start)
    }
  }

  /// A node.
  public struct NodeEntry: JSONRecord, Equatable {
    /// The local APIC IDs of its CPUs in cpulist form; on x86_64 only.
    public var apicIDs: String?
    /// Its CPUs in cpulist form.
    public var cpus = ""
    /// The line of the node.
    public var line: UInt64?
    /// Bytes.
    public var memory: UInt64 = 0
    /// Its name, if it states one.
    public var name: String?
    /// The proximity domain.
    public var node: UInt64 = 0

    /// A node of nothing.
    public init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member(
        "apic_ids", &apicIDs,
        "The local APIC IDs of the node's CPUs, in the order of their numbers; on x86_64 only.")
      coder.member(
        "cpus", &cpus,
        "The numbers of the node's CPUs: a CPU's number is its place among the CPU affinities of SRAT.")
      coder.member("line", &line)
      coder.member("memory", &memory)
      coder.member("name", &name)
      coder.member("node", &node)
    }
  }

  /// The platform.
  public struct PlatformEntry: JSONRecord, Equatable {
    /// The lowest address of RAM.
    public var dramBase: UInt64 = 0
    /// Ranges without RAM.
    public var gaps: [RangeEntry] = []
    /// The preset.
    public var name = ""
    /// Physical address bits, absent where nothing limits them.
    public var physBits: UInt64?
    /// Ranges that are not usable.
    public var reserved: [RangeEntry] = []

    /// A platform of nothing.
    public init() {}

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
  public struct RangeEntry: JSONRecord, Equatable {
    /// The address just behind the range.
    public var end: UInt64 = 0
    /// The line, absent for a preset's.
    public var line: UInt64?
    /// Its name, if it has one.
    public var name: String?
    /// The first address.
    public var start: UInt64 = 0
    /// What a reserved range is; absent for gaps.
    public var type: String?

    /// A range of nothing.
    public init() {}

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
  public struct SlotEntry: JSONRecord, Equatable {
    /// The first guest physical address.
    public var guestPhysicalAddress: UInt64 = 0
    /// The line of the node.
    public var line: UInt64?
    /// Bytes.
    public var memorySize: UInt64 = 0
    /// The proximity domain.
    public var node: UInt64 = 0
    /// The slot's number.
    public var slot: UInt64 = 0

    /// A slot of nothing.
    public init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("guest_phys_addr", &guestPhysicalAddress)
      coder.member("line", &line)
      coder.member("memory_size", &memorySize)
      coder.member("node", &node)
      coder.member("slot", &slot)
    }
  }

  /// A warning.
  public struct WarningEntry: JSONRecord, Equatable {
    /// The rule.
    public var id = ""
    /// The line, absent where it concerns the whole.
    public var line: UInt64?
    /// What was found.
    public var message = ""

    /// A warning of nothing.
    public init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("id", &id)
      coder.member("line", &line)
      coder.member("message", &message)
    }
  }
}

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

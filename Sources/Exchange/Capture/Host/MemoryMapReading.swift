import Addresses
import HostFiles
import MachineModel

/// What a firmware or a kernel calls a range of addresses.
package struct HostRange: Equatable, Sendable {
  /// What lies there.
  enum Kind: Equatable, Sendable {
    /// RAM.
    case ram
    /// What is not to be used as RAM.
    case reserved(ReservedRange.Kind)
    /// Memory for a special purpose.
    case softReserved
  }

  /// The addresses.
  let range: AddressRange
  /// What lies there.
  let kind: Kind

  /// What Linux writes for a kind (`e820_type_to_string` of arch/x86/kernel/e820.c, and older ones); `nil` for anything else.
  static func kind(named name: String) -> Kind? {
    switch name.lowercased() {
    case "system ram": .ram
    case "acpi tables": .reserved(.acpi)
    case "acpi non-volatile storage": .reserved(.nvs)
    case "unusable memory": .reserved(.unusable)
    case "persistent memory", "persistent memory (legacy)": .reserved(.persistent)
    case "soft reserved": .softReserved
    case "reserved", "unknown e820 type", "device reserved": .reserved(.reserved)
    default: nil
    }
  }
}

extension HostTreeReader {
  private static let mapFolder = "/sys/firmware/memmap"
  private static let resources = "/proc/iomem"
  private static let blockSize = "/sys/devices/system/memory/block_size_bytes"
  /// As many entries as an e820 map may have here.
  private static let mostEntries: UInt32 = 4096

  /// Reads what lies where: of the firmware's map, of the kernel's, and how large blocks of memory are.
  mutating func readMemoryMap() {
    if let size = root.hexadecimal(Self.blockSize), size >= Units.pageSize, size & (size - 1) == 0 {
      tree.blockSize = size
    }
    let numbers = root.numbers(in: Self.mapFolder, behind: "", below: Self.mostEntries)
    tree.memoryMap = (numbers ?? []).compactMap(entry)
    guard !tree.memoryMap.contains(where: { $0.kind == .ram }) else { return }
    let resources = readResources()
    tree.memoryMap = resources ?? []
    guard !tree.memoryMap.contains(where: { $0.kind == .ram }) else { return }
    tree.memoryMap = []
    tree.missing.append(
      MissingFact(
        Self.mapFolder,
        "the firmware's memory map cannot be read, so nothing is known of reserved ranges, and of RAM only "
          + (tree.blockSize == nil ? "how much the kernel has" : "which blocks of memory the kernel has"),
        remedy: resources == nil || wasForbidden(Self.mapFolder) ? "run as root" : nil, for: .addresses))
  }

  private func entry(_ number: UInt32) -> HostRange? {
    let folder = "\(Self.mapFolder)/\(number)"
    guard let start = root.hexadecimal("\(folder)/start"), let end = root.hexadecimal("\(folder)/end"),
      let type = root.text("\(folder)/type")
    else { return nil }
    guard let kind = HostRange.kind(named: type) else {
      root.tell("\(folder)/type", Array(type.utf8), 0..<type.utf8.count, isNot: "the name of a kind of memory")
      return nil
    }
    guard let range = Self.range(start, last: end) else {
      let text = Units.address(end)
      root.tell(
        "\(folder)/end", Array(text.utf8), 0..<text.utf8.count, isNot: "the last address of a range below 2^52")
      return nil
    }
    return HostRange(range: range, kind: kind)
  }

  /// A range by its first and its last address; `nil` for none below 2^52.
  private static func range(_ start: UInt64, last: UInt64) -> AddressRange? {
    start <= last && last < Units.addressLimit ? AddressRange(start, last + 1) : nil
  }

  // MARK: /proc/iomem

  /// The ranges of memory that the kernel's list of resources has at its outermost level; `nil` where addresses are hidden,
  /// as they are from all but root.
  private func readResources() -> [HostRange]? {
    guard let bytes = root.bytes(Self.resources), bytes.count <= HostRoot.longestFile else { return [] }
    let ranges = Self.resources(in: bytes).compactMap { resource in
      Self.range(resource.start, last: resource.last).map { HostRange(range: $0, kind: resource.kind) }
    }
    let isHidden = !ranges.isEmpty && ranges.allSatisfy { $0.range.start == 0 }
    return isHidden ? nil : Array(ranges.prefix(Int(Self.mostEntries)))
  }

  /// A line of a list of resources that is about memory.
  struct Resource {
    let start: UInt64
    let last: UInt64
    let kind: HostRange.Kind
    /// What the kernel calls it.
    let name: String

    /// The line as the kernel writes it.
    var line: String { "\(Self.digits(start))-\(Self.digits(last)) : \(name)\n" }

    private static func digits(_ address: UInt64) -> String {
      let digits = String(address, radix: 16)
      return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }
  }

  /// What a list of resources has about memory at its outermost level.
  static func resources(in bytes: [UInt8]) -> [Resource] {
    bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
      guard line.first != UInt8(ascii: " "), let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
      let name = String(String(decoding: line[(colon + 1)...], as: UTF8.self).drop { $0 == " " })
      let ends = line[..<colon].split(separator: UInt8(ascii: "-")).map { end in
        UInt64(String(decoding: end.filter { $0 != UInt8(ascii: " ") }, as: UTF8.self), radix: 16)
      }
      guard let kind = HostRange.kind(named: name), ends.count == 2, let start = ends[0], let last = ends[1]
      else { return nil }
      return Resource(start: start, last: last, kind: kind, name: name)
    }
  }
}

import Addresses
import HostFiles
import Lowering

/// What the kernel counts in this process's mappings: /proc/self/smaps and /proc/self/numa_maps.
struct ProcessMappings {
  /// One mapping.
  struct Mapping: Equatable {
    /// Addresses.
    var range: AddressRange
    /// Bytes of a page that the kernel backs it with: `KernelPageSize`.
    var pageSize: UInt64 = 0
    /// Bytes that are there: `Rss`, and hugetlb pages, which that does not count.
    var resident: UInt64 = 0
    /// Bytes of them in transparent huge pages.
    var transparentHuge: UInt64 = 0
    /// Pages of ``pageSize`` on each host node.
    var pagesOfNode = HostNodeValues<UInt64>()
  }

  /// The mappings that touch the range asked for, in ascending address.
  var mappings: [Mapping]

  /// Asks the kernel.
  static func read(in range: AddressRange) -> ProcessMappings {
    ProcessMappings(
      smaps: HostFile.bytes("/proc/self/smaps") ?? [], numaMaps: HostFile.bytes("/proc/self/numa_maps") ?? [],
      in: range)
  }

  init(smaps: [UInt8], numaMaps: [UInt8], in range: AddressRange) {
    mappings = []
    var isInside = false
    for line in smaps.split(separator: UInt8(ascii: "\n")) {
      if let found = Self.range(of: line) {
        isInside = found.overlaps(range)
        if isInside { mappings.append(Mapping(range: found)) }
      } else if isInside {
        Self.count(line, in: &mappings[mappings.count - 1])
      }
    }
    for line in numaMaps.split(separator: UInt8(ascii: "\n")) {
      let words = line.split(separator: UInt8(ascii: " "))
      guard let word = words.first, let start = Self.hexadecimal(word) else { continue }
      let index = mappings.firstIndexOfSorted { $0.range.start >= start }
      guard index < mappings.count, mappings[index].range.start == start else { continue }
      for word in words.dropFirst() where word.first == UInt8(ascii: "N") {
        let parts = String(decoding: word.dropFirst(), as: UTF8.self).split(separator: "=")
        guard parts.count == 2, let node = UInt32(parts[0]), let pages = UInt64(parts[1]) else { continue }
        mappings[index].pagesOfNode[node] = pages
      }
    }
  }

  private static func count(_ line: ArraySlice<UInt8>, in mapping: inout Mapping) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
    let label = line[..<colon]
    guard let wanted = labels.first(where: { label.elementsEqual($0.name.utf8) }) else { return }
    let digits = line[colon...].drop { $0 < UInt8(ascii: "0") || $0 > UInt8(ascii: "9") }
    var kilobytes: UInt64 = 0
    for digit in digits {
      guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { break }
      kilobytes = kilobytes * 10 + UInt64(digit - UInt8(ascii: "0"))
    }
    mapping[keyPath: wanted.field] += kilobytes << 10
  }

  private static let labels: [(name: String, field: WritableKeyPath<Mapping, UInt64> & Sendable)] = [
    ("Rss", \.resident), ("Private_Hugetlb", \.resident), ("Shared_Hugetlb", \.resident),
    ("AnonHugePages", \.transparentHuge), ("ShmemPmdMapped", \.transparentHuge),
    ("FilePmdMapped", \.transparentHuge), ("KernelPageSize", \.pageSize),
  ]

  /// The addresses at the head of a mapping's lines: `7f00-7f10 rw-p …`.
  private static func range(of line: ArraySlice<UInt8>) -> AddressRange? {
    guard let dash = line.firstIndex(of: UInt8(ascii: "-")), dash < line.startIndex + 17,
      let start = hexadecimal(line[..<dash])
    else { return nil }
    let rest = line[(dash + 1)...]
    guard let space = rest.firstIndex(of: UInt8(ascii: " ")), let end = hexadecimal(rest[..<space]), start <= end
    else { return nil }
    return AddressRange(start, end)
  }

  private static func hexadecimal(_ text: ArraySlice<UInt8>) -> UInt64? {
    guard !text.isEmpty, text.count <= 16 else { return nil }
    var value: UInt64 = 0
    for byte in text {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(byte - UInt8(ascii: "a") + 10)
      default: return nil
      }
    }
    return value
  }

  /// What is counted in the mappings that lie inside a range; `nil` where one reaches beyond it, or where the kernel
  /// does not tell, as without /proc.
  func total(in range: AddressRange) -> Mapping? {
    var total = Mapping(range: range)
    for mapping in mappings[mappings.firstIndexOfSorted { $0.range.end > range.start }...] {
      guard mapping.range.start < range.end else { break }
      guard range.contains(mapping.range) else { return nil }
      total.pageSize = max(total.pageSize, mapping.pageSize)
      total.resident += mapping.resident
      total.transparentHuge += mapping.transparentHuge
      for node in mapping.pagesOfNode.nodes {
        total.pagesOfNode[node] = (total.pagesOfNode[node] ?? 0) + (mapping.pagesOfNode[node] ?? 0)
      }
    }
    return total.pageSize > 0 ? total : nil
  }
}

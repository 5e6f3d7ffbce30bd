import Addresses
import HostFiles
import JSONCoding

/// A copy of those files of a host that tell of its memory and CPUs, for another machine to read: exactly those that were read
/// here, and of some of them only what is read.
///
/// Nothing in it names the machine: no serial number, no UUID, no address of a network, no name of a host. What the firmware's
/// tables call their maker is kept; that names a product.
package struct SavedTree: Sendable {
  /// Something in the copy.
  package struct Entry: Sendable {
    /// Its path from the copy's folder on, without a slash at the beginning.
    package let path: String
    /// What is in a file; `nil` for a folder that may be empty.
    package let bytes: [UInt8]?
  }

  /// The file by which a copy is known.
  package static let mark = String(CaptureFile.path.dropFirst())

  /// Everything, in ascending order of the paths.
  package let entries: [Entry]

  /// Makes a copy.
  ///
  /// - Parameters:
  ///   - reader: What read the host.
  ///   - tree: What it found.
  ///   - version: That of this memc.
  package init(_ reader: HostTreeReader, _ tree: HostTree, memc version: String) {
    var entries: [String: [UInt8]?] = [:]
    for (path, bytes) in reader.files {
      guard path != CaptureFile.path, let bytes = Self.kept(path, bytes) else { continue }
      entries[String(path.dropFirst())] = .some(bytes)
    }
    let (nodes, cpus) = (HostTreeReader.nodeFolder.dropFirst(), HostTreeReader.cpuFolder.dropFirst())
    for cpu in tree.cpus.map(\.number) + tree.offline { entries["\(cpus)/cpu\(cpu)"] = .some(nil) }
    for node in tree.nodes {
      guard let number = node.number else { continue }
      entries["\(nodes)/node\(number)"] = .some(nil)
      // Both classes of access have the same names in the copy, and the one that was read has the values.
      for access in ["access0", "access1"] {
        let folder = "\(nodes)/node\(number)/\(access)/initiators"
        guard entries.keys.contains("\(folder)/read_latency") || entries.keys.contains("\(folder)/read_bandwidth")
        else { continue }
        for initiator in node.performance?.initiators ?? [] { entries["\(folder)/node\(initiator)"] = .some(nil) }
      }
    }
    entries[Self.mark] = .some(CaptureFile(tree, memc: version).fileBytes())
    self.entries = entries.sorted { $0.key < $1.key }.map { Entry(path: $0.key, bytes: $0.value) }
  }

  /// What of a file is kept; `nil` for one that is left out.
  private static func kept(_ path: String, _ bytes: [UInt8]) -> [UInt8]? {
    switch path {
    case "/proc/cpuinfo": return CPUInfo(bytes).lines
    case "/proc/iomem":
      let lines = HostTreeReader.resources(in: bytes)
      return lines.isEmpty ? nil : Array(lines.map(\.line).joined().utf8)
    default:
      let isTable = path.hasPrefix("/sys/firmware/acpi/")
      return isTable || bytes.count <= HostRoot.longestFile ? bytes : nil
    }
  }

  // MARK: What a copy may hold

  /// The paths that a copy has, where `#` is a number.
  private static let patterns: [[Substring]] = {
    let (cpu, node) = ("sys/devices/system/cpu", "sys/devices/system/node")
    let pool = ["nr_hugepages", "free_hugepages", "resv_hugepages", "nr_overcommit_hugepages", "surplus_hugepages"]
    var paths = ["memc-capture.json", "proc/cpuinfo", "proc/iomem", "proc/meminfo"]
    paths += ["online", "possible", "present"].map { "\(cpu)/\($0)" }
    paths += ["cluster_id", "core_id", "die_id", "physical_package_id", "thread_siblings_list"].map {
      "\(cpu)/cpu#/topology/\($0)"
    }
    paths += ["level", "shared_cpu_list", "size", "type"].map { "\(cpu)/cpu#/cache/index#/\($0)" }
    paths += ["sys/devices/system/memory/block_size_bytes", "\(node)/online"]
    paths += ["cpulist", "distance", "meminfo"].map { "\(node)/node#/\($0)" }
    paths += pool.map { "\(node)/node#/hugepages/hugepages-#kB/\($0)" }
    paths += ["node#", "read_bandwidth", "read_latency", "write_bandwidth", "write_latency"].map {
      "\(node)/node#/access#/initiators/\($0)"
    }
    paths += ["indexing", "line_size", "size", "write_policy"].map {
      "\(node)/node#/memory_side_cache/index#/\($0)"
    }
    paths += HostTreeReader.tableNames.map { "sys/firmware/acpi/tables/\($0)" }
    paths += ["end", "start", "type"].map { "sys/firmware/memmap/#/\($0)" }
    paths += pool.map { "sys/kernel/mm/hugepages/hugepages-#kB/\($0)" }
    return paths.map { $0.split(separator: "/") }
  }()

  /// Whether a path is one that a copy has, or a folder on the way to one.
  @Sendable package static func isCaptured(_ path: String) -> Bool {
    let names = path.split(separator: "/")
    return patterns.contains { pattern in
      names.count <= pattern.count && zip(names, pattern).allSatisfy { isName($0, $1) }
    }
  }

  private static func isName(_ name: Substring, _ pattern: Substring) -> Bool {
    guard let hash = pattern.firstIndex(of: "#") else { return name == pattern }
    let (prefix, suffix) = (pattern[..<hash], pattern[pattern.index(after: hash)...])
    guard name.hasPrefix(prefix), name.hasSuffix(suffix), name.count > prefix.count + suffix.count else {
      return false
    }
    return name.dropFirst(prefix.count).dropLast(suffix.count).utf8.allSatisfy {
      $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")
    }
  }
}

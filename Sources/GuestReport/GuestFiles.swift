package import HostFiles

/// The files of the kernel that say what it made of a machine's memory, CPUs and tables.
package enum GuestFiles {
  private static let nodes = "/sys/devices/system/node"
  private static let cpus = "/sys/devices/system/cpu"
  private static let tables = "/sys/firmware/acpi/tables"
  /// More nodes or CPUs than the kernel can be built for.
  private static let limit: UInt32 = 1 << 20

  /// Reads all of them.
  ///
  /// - Parameter root: Where they lie.
  package static func read(_ root: HostRoot) -> [GuestReport.File] {
    var paths = ["possible", "online", "has_cpu", "has_memory"].map { "\(nodes)/\($0)" }
    for node in root.numbers(in: nodes, behind: "node", below: limit) ?? [] {
      let folder = "\(nodes)/node\(node)"
      paths += ["cpulist", "distance", "meminfo"].map { "\(folder)/\($0)" }
      for access in ["access0", "access1"] {
        // Links to initiators have no bytes, so their names are the fact.
        paths += names(root, "\(folder)/\(access)/initiators").map { "\(folder)/\(access)/initiators/\($0)" }
      }
      for cache in names(root, "\(folder)/memory_side_cache") {
        paths += names(root, "\(folder)/memory_side_cache/\(cache)").map {
          "\(folder)/memory_side_cache/\(cache)/\($0)"
        }
      }
    }
    paths += ["/proc/zoneinfo", "/proc/cpuinfo", "/proc/iomem", "/proc/cmdline"]
    paths += ["possible", "present", "online"].map { "\(cpus)/\($0)" }
    for cpu in root.numbers(in: cpus, behind: "cpu", below: limit) ?? [] {
      let folder = "\(cpus)/cpu\(cpu)"
      paths += names(root, "\(folder)/topology").map { "\(folder)/topology/\($0)" }
      for cache in names(root, "\(folder)/cache") where cache.hasPrefix("index") {
        paths += ["id", "level", "shared_cpu_list", "size", "type"].map { "\(folder)/cache/\(cache)/\($0)" }
      }
    }
    paths += names(root, tables).map { "\(tables)/\($0)" }
    return paths.map { GuestReport.File(path: $0, bytes: root.bytes($0) ?? []) }
  }

  private static func names(_ root: HostRoot, _ folder: String) -> [String] {
    root.names(in: folder)?.sorted() ?? []
  }
}

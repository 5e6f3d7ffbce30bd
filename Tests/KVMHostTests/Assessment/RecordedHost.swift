import Foundation
import HostFiles
import Lowering
import MachineModel
import SystemPackage
import TestSupport

@testable import KVMHost

/// A host of two NUMA nodes as its files tell of it, laid in a folder: 4 GiB on each node, 64 hugepages of 2 MiB on
/// node 0 and 8 on node 1, none of 1 GiB, no control group but that of the whole host.
final class RecordedHost {
  private let folder: TemporaryFolder
  /// Where its files lie.
  let root: HostRoot

  static let pool = "hugepages/hugepages-2048kB"

  init() throws {
    folder = try TemporaryFolder()
    root = HostRoot(FilePath(folder.path))
    try set(
      "/proc/meminfo", "MemTotal: 8388608 kB\nMemFree: 6815744 kB\nMemAvailable: 7340032 kB\nSwapTotal: 0 kB\n")
    try allow("0-1")
    try set("/sys/devices/system/node/has_memory", "0-1\n")
    for node in 0...1 as ClosedRange<UInt32> {
      try setMemory(ofNode: node, free: 3 << 30)
      try setPool("\(node == 0 ? 64 : 8)", ofNode: node)
      for name in ["nr_hugepages", "free_hugepages"] {
        try set("/sys/devices/system/node/node\(node)/hugepages/hugepages-1048576kB/\(name)", "0\n")
      }
    }
    for name in ["nr_hugepages", "free_hugepages"] {
      try set("/sys/kernel/mm/\(Self.pool)/\(name)", "72\n")
      try set("/sys/kernel/mm/hugepages/hugepages-1048576kB/\(name)", "0\n")
    }
    try set("/proc/self/cgroup", "0::/\n")
    try set("/proc/self/mountinfo", "30 23 0:26 / /sys/fs/cgroup rw,relatime shared:9 - cgroup2 cgroup2 rw\n")
  }

  /// Writes a file, with the folders above it.
  func set(_ path: String, _ text: String) throws {
    let file = URL(filePath: folder.path + path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// Sets which nodes the process may have memory of.
  func allow(_ nodes: String) throws {
    try set(
      "/proc/self/status",
      "Name:\tmemc\nCapEff:\t000001ffffffffff\nMems_allowed:\t3\nMems_allowed_list:\t\(nodes)\n")
  }

  /// Sets what is free on a node; all of it has 4 GiB, and 256 MiB of that in caches.
  func setMemory(ofNode node: UInt32, free: UInt64) throws {
    try set(
      "/sys/devices/system/node/node\(node)/meminfo",
      """
      Node \(node) MemTotal:        4194304 kB
      Node \(node) MemFree:         \(free >> 10) kB
      Node \(node) Active(file):     131072 kB
      Node \(node) Inactive(file):    65536 kB
      Node \(node) SReclaimable:      65536 kB

      """)
  }

  /// Sets the hugepages of 2 MiB on a node, all of them free.
  func setPool(_ pages: String, ofNode node: UInt32) throws {
    for name in ["nr_hugepages", "free_hugepages"] {
      try set("/sys/devices/system/node/node\(node)/\(Self.pool)/\(name)", pages + "\n")
    }
  }

  /// Puts the process into groups of version 2, each inside the one before, and writes files into them.
  func join(_ groups: String, at mount: String = "/sys/fs/cgroup", _ files: [String: String]) throws {
    try set("/proc/self/cgroup", "0::\(groups)\n")
    for (name, text) in files { try set("\(mount)\(name)", text + "\n") }
  }

  /// What is found for a layout by whoever only asks.
  func findings(for layout: Layout, options: RealizationOptions = RealizationOptions()) -> HostFacts.Findings {
    let kvm = HostFacts.KVMFacts(slotCount: 32764, hasReadOnlyMemory: true, physicalBits: 46)
    return HostFacts(kvm: kvm, error: nil, root).findings(for: layout, options: options)
  }
}

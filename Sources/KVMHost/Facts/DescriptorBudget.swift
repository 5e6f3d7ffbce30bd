import CLinux
import Glibc
import Lowering
import MachineModel

/// How many descriptors a machine needs: counted before thousands of memfds are made in vain.
enum DescriptorBudget {
  /// A layout that needs fewer is not checked: the kernel's own error will do.
  private static let threshold = 64

  /// Why RLIMIT_NOFILE leaves too few descriptors for a layout; `nil` where it leaves enough.
  ///
  /// - Parameter takesExisting: Whether what may take memory over does: then their descriptors are open already.
  static func objection(to layout: Layout, takesExisting: Bool) -> HostError? {
    let takers = takesExisting ? Set(layout.memoryThatTakesExisting) : []
    let nodes = layout.backedMemory.count { layout.policy(of: $0).backing != .private && !takers.contains($0) }
    let windows = layout.topology.devices.count
    // The machines themselves; /dev/kvm; and one for reading what the kernel says of them.
    let needed = nodes + windows + layout.partitions.count + 2
    guard needed > threshold, let open = openCount() else { return nil }
    let purpose = "for \(windows) windows and \(nodes) nodes with shared memory or files among them"
    return objection(needed, purpose, open: open, limit: memc_limit(MEMC_LIMIT_FILES))
  }

  /// Why there will not be enough descriptors; `nil` where there will.
  static func objection(_ needed: Int, _ purpose: String, open: Int, limit: UInt64) -> HostError? {
    let sum = needed + open
    guard UInt64(sum) > limit else { return nil }
    return HostError(
      .defect, before: .memfdCreate, .init(),
      "\(needed) descriptors are needed, \(purpose), and \(open) are open, but RLIMIT_NOFILE allows \(limit); "
        + "'ulimit -n \(sum)' allows enough")
  }

  /// Descriptors that this process has open; `nil` where that cannot be said.
  static func openCount() -> Int? {
    // The folder is the kernel's, and its names are not looked at.
    guard let folder = unsafe opendir("/proc/self/fd") else { return nil }
    defer { unsafe closedir(folder) }
    var count = 0
    while unsafe readdir(folder) != nil { count += 1 }
    // `.`, `..` and the folder itself.
    return count - 3
  }
}

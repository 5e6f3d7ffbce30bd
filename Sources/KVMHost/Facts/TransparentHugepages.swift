import HostFiles
import MachineModel

/// Whether the host gives transparent huge pages to those who ask.
struct TransparentHugepages: Equatable, Sendable {
  /// A file of the kernel with the choice that was made in it.
  struct Knob: Equatable, Sendable {
    /// The file.
    let path: String
    /// `always`, `madvise`, `never` and what else there is.
    let choice: String
  }

  /// What decides about private memory; `nil` where the kernel has no such pages.
  let ofPrivate: Knob?
  /// What decides about shared memory.
  let ofShared: Knob?

  /// Asks the host.
  static func read(_ root: HostRoot = .this) -> TransparentHugepages {
    TransparentHugepages(ofPrivate: knob("enabled", root), ofShared: knob("shmem_enabled", root))
  }

  private static func knob(_ name: String, _ root: HostRoot) -> Knob? {
    let folder = "/sys/kernel/mm/transparent_hugepage"
    // Since Linux 6.8 every size has a knob, which usually says that the general one decides.
    for path in ["\(folder)/hugepages-2048kB/\(name)", "\(folder)/\(name)"] {
      guard let choice = root.text(path).flatMap(HostFile.choice(in:)), choice != "inherit" else { continue }
      return Knob(path: path, choice: choice)
    }
    return nil
  }

  /// What stands in the way of MADV_HUGEPAGE; `nil` where nothing does.
  func warning(of memory: BackedMemory, isShared: Bool) -> HostWarning? {
    guard let knob = isShared ? ofShared : ofPrivate, knob.choice == "never" || knob.choice == "deny" else {
      return nil
    }
    return HostWarning(
      isShared ? "thp-shmem-never" : "thp-never", of: memory,
      "no transparent huge pages for \(isShared ? "shared" : "private") memory while \(knob.path) is '\(knob.choice)'"
    )
  }
}

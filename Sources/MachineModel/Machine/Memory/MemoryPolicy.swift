import Addresses
public import Diagnostics

/// How the host provides a node's memory.
public struct MemoryPolicy: Equatable, Sendable {
  /// How the host chooses among its nodes: the mode of mbind(2).
  public enum Mode: String, CaseIterable, Sendable {
    /// From the stated host nodes only.
    case bind
    /// From the stated host nodes first.
    case preferred
    /// Page by page from the stated host nodes in turn.
    case interleave
    /// From the stated host nodes in turn, from each as many pages as the host weighs it: Linux 6.9, whose weights are in
    /// `/sys/kernel/mm/mempolicy/weighted_interleave`.
    case weightedInterleave = "weighted-interleave"
    /// From the node of the CPU that first touches a page.
    case local
  }

  /// What the memory is on the host.
  public enum Backing: Equatable, Sendable {
    /// Anonymous memory of the process.
    case `private`
    /// A memfd, which other processes can map.
    case shared
    /// A file, mapped shared.
    case file(path: String)
    /// Memory of a machine realized before, taken over with its contents.
    case existing

    /// The word of the language, which outputs have too.
    public var name: String {
      switch self {
      case .private: "private"
      case .shared: "shared"
      case .file: "file"
      case .existing: "existing"
      }
    }

    /// Whether it is a file that has a path.
    public var isFile: Bool { if case .file = self { true } else { false } }

    /// Whether the memory's contents are there before the machine is.
    public var isPreexisting: Bool { isFile || self == .existing }
  }

  /// Which pages the host backs the memory with.
  public enum Hugepages: Equatable, Sendable {
    /// Small pages.
    case off
    /// Pages of the hugetlb pool; the size in bytes is a power of two above 4 KiB.
    case size(UInt64)
    /// Pages of 2 MiB where the host has enough of them, else small pages.
    case auto
  }

  /// Advice about transparent huge pages.
  public enum TransparentHugepages: String, CaseIterable, Sendable {
    /// What the host does anyway.
    case `default`
    /// MADV_HUGEPAGE.
    case on
    /// MADV_NOHUGEPAGE.
    case off
  }

  /// Host NUMA nodes that the memory comes from; empty where any will do.
  public var hostNodes: [UInt32] = []
  /// The mode of mbind(2); `nil` for whatever policy the process has anyway.
  public var mode: Mode?
  /// What the memory is on the host.
  public var backing: Backing = .private
  /// Where the backing is stated; `nil` where it is the language's own.
  public var backingOrigin: SourceRange?
  /// Which pages the host backs the memory with.
  public var hugepages: Located<Hugepages> = Located(.off)
  /// Advice about transparent huge pages.
  public var transparentHugepages: TransparentHugepages = .default
  /// Whether memory is populated before the guest runs.
  public var prefault = false
  /// Whether memory is locked.
  public var pin = false
  /// Whether small pages are accounted for at once.
  public var reserve = false
  /// Whether KSM may merge equal pages.
  public var mergeable = false

  /// Private small pages without any advice.
  public init() {}

  /// The size in bytes of the hugepages that the memory has, or has where the host has enough of them; `nil` where it
  /// has small ones.
  package var largePageSize: UInt64? {
    switch hugepages.value {
    case .off: nil
    case .size(let size): size
    case .auto: Units.largePage
    }
  }

  /// The page size that the memory is certain to have, in bytes: that of its hugepages, else 4 KiB.
  public var pageSize: UInt64 {
    if case .size(let size) = hugepages.value { size } else { Units.pageSize }
  }
}

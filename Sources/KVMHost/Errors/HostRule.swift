/// What was declared and does not go with what the host, a file or another process has: identifiers for
/// ``HostError/identifier`` that stay as they are, beside those of the rules that the compiler knows.
package enum HostRule: String, CaseIterable, Hashable, Sendable {
  /// The host has no hugepages of the size that is asked for.
  case hugepageSizeMissing = "hugepage-size-missing"

  /// The file of a node, a zone or a window is a folder, a device or a pipe.
  case fileNotRegular = "file-not-regular"
  /// The file of a node, a zone or a window holds less than it needs.
  case fileTooShort = "file-too-short"
  /// Two paths lead to one file, which two nodes or zones are made of.
  case fileTwice = "file-twice"
  /// Hugepages are asked for of a file that does not lie on a hugetlbfs.
  case fileNotHugetlbfs = "file-not-hugetlbfs"
  /// Hugepages are asked for of a hugetlbfs with hugepages of another size.
  case filePageSize = "file-page-size"
  /// Transparent huge pages are asked for of a file of a hugetlbfs.
  case fileWithTHP = "file-with-thp"
  /// Host nodes are stated for a regular file, whose page cache knows nothing of them.
  case fileHostNodes = "file-host-nodes"

  /// The file of a window lies on a hugetlbfs.
  case fileOnHugetlbfs = "file-on-hugetlbfs"

  /// What is to be given back is locked.
  case discardLocked = "discard-locked"
  /// What is to be given back is reached by devices.
  case discardPinned = "discard-pinned"
  /// What is to be given back is a private copy of a file, whose bytes would come back.
  case discardFileCopy = "discard-file-copy"

  /// A log of dirty pages is asked of a machine that was made without one.
  case dirtyLogNone = "dirty-log-none"
  /// A log of dirty pages is started that is on.
  case dirtyLogOn = "dirty-log-on"
  /// Dirty pages are asked for, or cleared, while the log is off.
  case dirtyLogOff = "dirty-log-off"
  /// A ring of dirty pages is to have a length that KVM does not take.
  case dirtyRingSize = "dirty-ring-size"

  /// The host has no such device.
  case dmaDeviceMissing = "dma-device-missing"
  /// No driver of VFIO has a device.
  case dmaNotBound = "dma-not-bound"
  /// A device of the same IOMMU group is driven by the host.
  case dmaGroupInUse = "dma-group-in-use"
  /// A device's IOMMU does not reach some of the RAM.
  case dmaUnreachableRAM = "dma-unreachable-ram"

  /// What another process hands over is no memory.
  case existingNotMemory = "existing-not-memory"
  /// What another process hands over could be cut under the guest.
  case existingUnsealed = "existing-unsealed"
  /// What another process hands over cannot be written to.
  case existingReadOnly = "existing-read-only"
  /// What another process hands over is not as it says.
  case existingUntrue = "existing-untrue"
  /// Another process hands one memory over for two nodes or zones.
  case existingTwice = "existing-twice"
}

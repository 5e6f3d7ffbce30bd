/// Entries of a memory map that stand together, ascending, where a machine's maps do not ascend as a whole.
package enum MapGroup: Sendable {
  /// What begins below 1 MiB.
  case firstMegabyte
  /// What RAM is at, whatever is said of it.
  case memory
  /// What no RAM is at and begins in a range of addresses.
  case devices(start: UInt64, end: UInt64)
  /// What no RAM is at.
  case otherDevices

  /// Whether an entry is of the group, unless it is of one before it.
  ///
  /// - Parameters:
  ///   - start: Where the entry begins.
  ///   - hasRAM: Whether RAM is at any of it.
  package func holds(_ start: UInt64, hasRAM: Bool) -> Bool {
    switch self {
    case .firstMegabyte: start < PCMap.firstMegabyteEnd
    case .memory: hasRAM
    case .devices(let first, let end): !hasRAM && first <= start && start < end
    case .otherDevices: !hasRAM
    }
  }
}

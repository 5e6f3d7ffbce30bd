import Addresses

/// Of which memory pages are logged.
struct DirtyLogScope: Equatable, Sendable {
  /// Addresses in this process; `nil` for everything, what comes later too.
  let hosts: AddressSet?

  /// Whether pages of a slot are logged, by KVM or by memc alone.
  func covers(_ region: Region) -> Bool {
    guard let hosts else { return true }
    return hosts.ranges.contains { $0.overlaps(region.host) }
  }
}

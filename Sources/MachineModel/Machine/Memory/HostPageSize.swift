import Addresses

/// The base page of a host, which KVM takes slots in multiples of.
public enum HostPageSize: String, CaseIterable, Sendable {
  /// 4 KiB, as on x86_64 and on most hosts of aarch64.
  case small = "4KiB"
  /// 16 KiB.
  case medium = "16KiB"
  /// 64 KiB.
  case large = "64KiB"

  /// Bytes of a page.
  public var byteCount: UInt64 {
    switch self {
    case .small: Units.pageSize
    case .medium: 16 << 10
    case .large: 64 << 10
    }
  }
}

/// The architecture of the guest.
public enum Architecture: String, CaseIterable, Sendable {
  /// 64-bit x86.
  case x8664 = "x86_64"
  /// 64-bit Arm.
  case aarch64
}

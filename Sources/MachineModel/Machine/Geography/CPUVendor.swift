/// Who made the guest's CPUs, as far as a machine's geography depends on it.
public enum CPUVendor: String, CaseIterable, Sendable {
  /// Advanced Micro Devices (`AuthenticAMD`).
  case amd
  /// Intel (`GenuineIntel`).
  case intel
}

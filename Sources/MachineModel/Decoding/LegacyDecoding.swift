import Diagnostics

extension TopologyDecoder {
  /// The switch `legacy_x86`; `nil` where it cannot be read, or the architecture has no such ranges, after saying so.
  mutating func legacyX86(_ root: Fields, _ architecture: Architecture) -> Located<Bool>? {
    guard root["legacy_x86"] != nil else { return Located(false) }
    guard let isOn = toggle(root, "legacy_x86") else { return nil }
    guard isOn.value, architecture != .x8664 else { return isOn }
    report(
      .legacyNeedsX86, at: isOn.origin ?? .beginning,
      "\(architecture.rawValue) has no VGA and PAM ranges below 1 MiB that slots could be cut at")
    return nil
  }
}

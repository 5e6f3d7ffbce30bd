/// Where a device window lies that states no address.
public enum WindowPlace: String, CaseIterable, Sendable {
  /// In a gap below 4 GiB, as high as there is room: where 32 bits reach.
  case low
  /// From 4 GiB on, above RAM and hot-pluggable space, as low as there is room.
  case high
}

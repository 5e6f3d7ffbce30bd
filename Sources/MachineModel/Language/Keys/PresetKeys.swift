import Addresses
import YAMLTree

extension Language {
  /// What only some presets ask: each names those of these keys that it knows.
  static let presetKeys: [BoundKey<Platform>] = [
    BoundKey(
      mostRAMBelow4GiB, .mostRAMBelow4GiB, \.mostRAMBelow4GiB, examples: ["2GiB", "3GiB"],
      """
      How much RAM lies below 4 GiB at most, 1 MiB to 4 GiB; on qemu-pc and qemu-q35, as QEMU's max-ram-below-4g. Absent: \
      what QEMU has.
      """),
    BoundKey(
      cpuVendor, .choice, \.cpuVendor,
      """
      Who made the guest's CPUs; on qemu-pc and qemu-q35, where RAM above 4 GiB begins at 1 TiB on amd if it would reach \
      what HyperTransport has below that.
      """),
  ]

  /// `max_ram_below_4g`.
  package static let mostRAMBelow4GiB = "max_ram_below_4g"
  /// `cpu_vendor`.
  package static let cpuVendor = "cpu_vendor"
}

extension Platform: KeyOwner {
  static var unstated: Platform { Platform() }
}

extension Platform {
  /// The keys that only some presets know which are stated, with the places of their values.
  package var presetKeys: [Located<String>] {
    var keys: [Located<String>] = []
    if let limit = mostRAMBelow4GiB { keys.append(Located(Language.mostRAMBelow4GiB, at: limit.origin)) }
    if let vendor = cpuVendor { keys.append(Located(Language.cpuVendor, at: vendor.origin)) }
    return keys
  }
}

extension KeyForm<UInt64> {
  /// A size of memory from 1 MiB to 4 GiB.
  fileprivate static var mostRAMBelow4GiB: Self {
    Self(
      .size,
      read: { decoder, fields, key in
        guard let id = fields[key], let size = decoder.memorySize(fields, key),
          decoder.isSound(ValueRules.mostRAMBelow4GiB(size.value), at: id)
        else { return nil }
        return size
      }, text: Units.literal, breach: { size, _ in ValueRules.mostRAMBelow4GiB(size) })
  }
}

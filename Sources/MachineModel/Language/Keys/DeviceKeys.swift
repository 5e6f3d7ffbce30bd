extension Language {
  /// An entry of `devices`.
  package static let device = LanguageSection(
    "a device window", deviceKeys.map(\.key), exactlyOneOf: ["start", "place"])

  static let deviceKeys: [BoundKey<DeviceWindow>] =
    [
      BoundKey(
        "name", .text, \.name, isRequired: true, examples: ["bar0"], "The window's name, which no other window has."
      )
    ] + placeKeys(start: "3GiB", size: "16MiB", open: "or place").map { BoundKey($0) } + [
      BoundKey(
        "place", .choice, \.place,
        """
        Instead of start: low is the highest place in a gap below 4 GiB, high the lowest above RAM and hot-pluggable space, \
        from 4 GiB on; at a multiple of the size rounded up to a power of two.
        """),
      BoundKey(
        "priority", .number(0...UInt64(DeviceWindow.ramPriority - 1)), \.priority, examples: [1],
        "Where windows overlap, the guest sees the one of higher priority. RAM is seen before all of them."),
      BoundKey(
        "visibility", .choice, \.visibility,
        """
        What the guest may do with the window: read-write; read-only, where writes leave the guest; unmapped, where every \
        access does.
        """),
      BoundKey(
        "file", .text, \.file, examples: ["OVMF_CODE.fd"],
        """
        The path of a file, such as firmware's flash, whose bytes the window begins with. It is mapped private: what is \
        written does not reach it.
        """),
      BoundKey(
        "offset", .memorySize, \.fileOffset, examples: ["64KiB"],
        "Where in the file the window begins; absent, at its beginning."),
    ]
}

extension DeviceWindow: KeyOwner {
  static var unstated: DeviceWindow { DeviceWindow(name: "", start: 0, size: 0) }
}

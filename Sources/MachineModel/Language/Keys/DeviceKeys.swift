extension Language {
  /// An entry of `devices`.
  package static let device = LanguageSection("a device window", deviceKeys)

  static let deviceKeys: [BoundKey<DeviceWindow>] =
    [
      BoundKey(
        "name", .text, \.name, isRequired: true, examples: ["bar0"], "The window's name, which no other window has."
      )
    ] + placeKeys(start: "3GiB", size: "16MiB").map { BoundKey($0) } + [
      BoundKey(
        "priority", .number(0...UInt64(DeviceWindow.ramPriority - 1)), \.priority, examples: [1],
        "Where windows overlap, the guest sees the one of higher priority. RAM is seen before all of them.")
    ]
}

extension DeviceWindow: KeyOwner {
  static var unstated: DeviceWindow { DeviceWindow(name: "", start: 0, size: 0) }
}

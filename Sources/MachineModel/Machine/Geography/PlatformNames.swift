extension Platform {
  /// The presets, by the names that topologies and `layout.json` have for them.
  public static var names: [String] { presetNames }
}

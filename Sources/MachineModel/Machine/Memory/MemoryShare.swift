/// How what the root's memory leaves is dealt out to the nodes that state none.
public enum MemoryShare: String, CaseIterable, Sendable {
  /// The same for each, and the last one has what is left over besides.
  case last
  /// A unit more for the first ones, until less than a unit is left over, which the last one has besides.
  case even
}

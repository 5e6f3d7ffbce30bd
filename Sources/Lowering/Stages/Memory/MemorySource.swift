/// What provides the memory of a slot.
public enum MemorySource: Hashable, Sendable {
  /// RAM of a node, by its place in the topology.
  case node(Int)
  /// A device's window, by its place among `devices`.
  case window(Int)
  /// RAM of the more privileged level.
  case vtl2

  /// The word for it in outputs: `node`, `device` or `vtl2`.
  public var name: String {
    switch self {
    case .node: "node"
    case .window: "device"
    case .vtl2: Partition.privileged
    }
  }
}

/// Memory of a host node, in bytes.
package struct NodeMemory: Equatable, Sendable {
  /// All that it has.
  package let total: UInt64
  /// What it could give: free memory, and that of caches that the kernel drops when asked for memory.
  package let available: UInt64

  /// Creates what is known of a node.
  package init(total: UInt64, available: UInt64) {
    self.total = total
    self.available = available
  }

  /// Asks the host; `nil` where it does not tell.
  package static func read(ofNode node: UInt32, _ root: HostRoot) -> NodeMemory? {
    let fields = root.fields("/sys/devices/system/node/node\(node)/meminfo")
    guard let total = fields["MemTotal"], let free = fields["MemFree"] else { return nil }
    let parts = [free] + ["Active(file)", "Inactive(file)", "SReclaimable"].map { fields[$0] ?? 0 }
    return NodeMemory(total: total, available: parts.saturatingSum)
  }
}

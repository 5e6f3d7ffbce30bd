import HostFiles
import MachineModel

extension HostNodes {
  /// The nodes that memory with a policy comes from and from no others; `nil` where any node will do.
  ///
  /// Every mode but `bind` falls back to other nodes when those stated have no more (policy_nodemask of Linux's
  /// mm/mempolicy.c), and memory whose nodes are not all there is not bound.
  func bound(_ policy: MemoryPolicy) -> [UInt32]? {
    guard policy.mode == .bind, !policy.hostNodes.isEmpty, objection(to: policy.hostNodes) == nil else {
      return nil
    }
    return policy.hostNodes
  }
}

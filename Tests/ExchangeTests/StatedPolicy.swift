import MachineModel

/// How the host provides memory, wherever that is said.
struct StatedPolicy: Equatable {
  var policy: MemoryPolicy

  init(_ policy: MemoryPolicy) {
    self.policy = policy
    self.policy.backingOrigin = nil
    self.policy.hugepages.origin = nil
  }
}

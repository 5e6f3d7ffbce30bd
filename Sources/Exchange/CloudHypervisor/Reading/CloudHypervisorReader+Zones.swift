import Addresses
import Diagnostics
import MachineModel

extension CloudHypervisorReader {
  /// Memory that has one policy.
  struct Zone {
    let id: String
    /// How reports call it; `nil` where another one is called that as well, which was told.
    let name: String?
    var size: Located<UInt64>
    let policy: MemoryPolicy
    let memory: CloudHypervisorMachine.Memory

    /// What its place depends on.
    var placed: CloudHypervisorPlacement.Zone {
      .init(size: size.value, pageSize: policy.pageSize, pluggable: memory.hotplugSize?.value ?? 0)
    }
  }

  /// The zones in the order of their addresses: those that are stated, or the one of all memory.
  mutating func zones() -> [Zone] {
    let all = machine.memory
    guard let stated = machine.zones, !stated.isEmpty else {
      if let size = all.size, size.value == 0 {
        isMemoryUnclear = true
        report(
          .malformedInput, at: size.origin,
          "the memory has no size, and no zones that would add up to it are stated",
          suggestion: "state them: '--memory-zone id=mem0,size=…'")
      }
      if let method = all.hotplugMethod, method.value == .virtioMem, all.hotplugSize != nil {
        report(
          .notImported, at: method.origin,
          "that memory is plugged in by virtio-mem has no place in a topology, which says how much and where")
      }
      return [zone(CloudHypervisorFormat.zoneOfAll, nil, all)]
    }
    if let size = all.size, size.value != 0 {
      report(
        .malformedInput, at: size.origin,
        "the memory has \(Units.bytes(size.value)) besides its zones, which say what there is",
        suggestion: "write 'size=0'")
    }
    var names: [String: SourceRange?] = [:]
    return stated.map { memory in
      var name = memory.id?.value
      if let id = memory.id {
        if let first = names[id.value] {
          name = nil
          report(
            .malformedInput, at: id.origin, "another zone is called '\(id.value.excerpt)' as well",
            notes: .init("which stands here", at: first))
        }
        names[id.value] = names[id.value] ?? id.origin
      } else if !memory.isIDUnclear {
        report(.malformedInput, at: memory.range, "the zone has no 'id', by which nodes name it")
      }
      if let size = memory.hotplugSize, all.hotplugMethod?.value != .virtioMem {
        report(
          .malformedInput, at: size.origin, "into zones, memory is plugged by virtio-mem only",
          suggestion: "write 'hotplug_method=virtio-mem' for all memory")
      }
      return zone(memory.id?.value ?? "", name, memory)
    }
  }

  private mutating func zone(_ id: String, _ name: String?, _ memory: CloudHypervisorMachine.Memory) -> Zone {
    if let plugged = memory.hotpluggedSize, plugged.value > 0 {
      report(
        .notImported, at: plugged.origin,
        "that \(Units.bytes(plugged.value)) are plugged in from the start has no place in a topology, which says what may be"
      )
    }
    let size = memory.size ?? Located(CloudHypervisorMachine.Memory.defaultSize, at: memory.range)
    return Zone(id: id, name: name, size: size, policy: policy(of: memory), memory: memory)
  }

  /// How the host provides memory. What nothing says stays what the language has where nothing is said.
  private mutating func policy(of memory: CloudHypervisorMachine.Memory) -> MemoryPolicy {
    var policy = MemoryPolicy()
    if memory.isShared?.value == true {
      policy.backing = .shared
      policy.backingOrigin = memory.isShared?.origin
    }
    setHugepages(of: &policy, memory)
    setFile(of: &policy, memory)
    policy.prefault = memory.prefault?.value ?? false
    if let node = memory.hostNode {
      policy.hostNodes = [UInt32(clamping: node.value)]
      policy.mode = .bind
    }
    // Hugepages are reserved in any case, and neither merged nor transparent.
    guard policy.hugepages.value == .off else {
      if let mergeable = memory.mergeable, mergeable.value {
        report(.notImported, at: mergeable.origin, "hugepages cannot be merged: 'mergeable' is left out")
      }
      return policy
    }
    policy.reserve = memory.reserve?.value ?? false
    policy.mergeable = memory.mergeable?.value ?? false
    if let isOn = machine.memory.transparentHugepages { policy.transparentHugepages = isOn.value ? .on : .off }
    return policy
  }

  private mutating func setHugepages(of policy: inout MemoryPolicy, _ memory: CloudHypervisorMachine.Memory) {
    guard memory.hugepages?.value == true else {
      if let size = memory.hugepageSize {
        report(
          .malformedInput, at: size.origin, "a size of hugepages needs hugepages",
          suggestion: "write 'hugepages=on'")
      }
      return
    }
    // Where no size is stated, it is the host's.
    policy.hugepages = Located(
      .size(memory.hugepageSize?.value ?? Units.largePage),
      at: memory.hugepageSize?.origin ?? memory.hugepages?.origin)
  }

  private mutating func setFile(of policy: inout MemoryPolicy, _ memory: CloudHypervisorMachine.Memory) {
    guard let file = memory.file else { return }
    guard memory.isShared?.value == true else {
      report(
        .notImported, at: file.origin,
        "what '\(file.value.excerpt)' holds is lost: memory of a file is shared with it in a topology, and this is a copy",
        suggestion: "write 'shared=on' if it is to be the file's own")
      return
    }
    policy.backing = .file(path: file.value)
    policy.backingOrigin = file.origin
  }
}

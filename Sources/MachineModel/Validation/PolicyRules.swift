import Addresses
import Diagnostics

/// Which kinds of memory of a host go together.
enum PolicyRules {
  /// Keys that exclude each other, wherever each is stated.
  static func together(_ policy: PolicyDeclaration) -> [Breach] {
    var breaches = mode(policy) + hugepages(policy)
    if let mergeable = policy.mergeable, mergeable.value, let backing = policy.backing, backing.value != .private {
      breaches.append(
        Breach(
          .mergeableNotPrivate, at: mergeable.origin, "KSM merges private memory only",
          notes: .init("the backing is stated here", at: backing.origin)))
    }
    return breaches
  }

  private static func mode(_ policy: PolicyDeclaration) -> [Breach] {
    guard let mode = policy.mode else { return [] }
    if mode.value == .local, let hostNodes = policy.hostNodes {
      return [
        Breach(
          .policyWithHostNodes, at: mode.origin, "the policy 'local' names no host nodes",
          notes: .init("they are stated here", at: hostNodes.origin))
      ]
    }
    guard mode.value != .local, policy.hostNodes == nil, !policy.areHostNodesUnclear else { return [] }
    return [
      Breach(
        .policyNeedsHostNodes, at: mode.origin, "the policy '\(mode.value.rawValue)' needs 'host_nodes'",
        suggestion: "write for example 'host_nodes: [0]'", fix: policy.insertionAtMode?.fix("host_nodes: [0]"))
    ]
  }

  private static func hugepages(_ policy: PolicyDeclaration) -> [Breach] {
    guard let hugepages = policy.hugepages, hugepages.value != .off else { return [] }
    let notes = [Diagnostic.Note]("hugepages are asked for here", at: hugepages.origin)
    var breaches: [Breach] = []
    if let transparent = policy.transparentHugepages, transparent.value == .on {
      breaches.append(
        Breach(
          .hugepagesWithTHP, at: transparent.origin, "memory of hugepages cannot be transparent-huge as well",
          notes: notes))
    }
    if let mergeable = policy.mergeable, mergeable.value {
      breaches.append(
        Breach(.hugepagesMergeable, at: mergeable.origin, "hugepages cannot be merged by KSM", notes: notes))
    }
    if let reserve = policy.reserve, hugepages.value != .auto {
      breaches.append(
        Breach(
          .hugepagesReserve, at: reserve.origin,
          "'reserve: \(reserve.value ? "on' adds nothing" : "off' has no effect"): hugepages are always reserved",
          notes: notes))
    }
    return breaches
  }

  /// The values of a policy one by one.
  static func values(_ policy: MemoryPolicy) -> [Breach] {
    var breaches: [Breach] = []
    if !policy.hostNodes.isEmpty {
      let ascending = policy.hostNodes.sorted()
      let highest = ascending.last.flatMap { ValueRules.listed(UInt64($0), limit: Language.maximumHostNodes) }
      breaches += highest.map { [$0] } ?? []
      for (lower, upper) in zip(ascending, ascending.dropFirst()) where lower == upper {
        breaches.append(ValueRules.listedTwice(upper))
      }
    }
    if case .file(let path) = policy.backing, var breach = ValueRules.text(path, of: "file") {
      breach.origin = policy.backingOrigin
      breaches.append(breach)
    }
    return breaches
  }
}

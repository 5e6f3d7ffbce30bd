import Addresses
import Diagnostics

/// Which kinds of memory of a host go together.
enum PolicyRules {
  /// Keys that exclude each other, wherever each is stated.
  static func together(_ declaration: PolicyDeclaration) -> [Breach] {
    let policy = declaration.value
    var breaches = mode(declaration) + hugepages(declaration)
    if policy.mergeable, policy.backing != .private {
      breaches.append(
        Breach(
          .mergeableNotPrivate, at: declaration.place(of: "mergeable"), "KSM merges private memory only",
          notes: .init("the backing is stated here", at: policy.backingOrigin)))
    }
    return breaches
  }

  private static func mode(_ declaration: PolicyDeclaration) -> [Breach] {
    guard let mode = declaration.value.mode else { return [] }
    let hostNodes = declaration.place(of: "host_nodes")
    let hasHostNodes = hostNodes != nil || !declaration.value.hostNodes.isEmpty
    if mode == .local, hasHostNodes {
      return [
        Breach(
          .policyWithHostNodes, at: declaration.place(of: "policy"), "the policy 'local' names no host nodes",
          notes: .init("they are stated here", at: hostNodes))
      ]
    }
    guard mode != .local, !hasHostNodes, !declaration.areHostNodesUnclear else { return [] }
    return [
      Breach(
        .policyNeedsHostNodes, at: declaration.place(of: "policy"),
        "the policy '\(mode.rawValue)' needs 'host_nodes'", suggestion: "write for example 'host_nodes: [0]'",
        fix: declaration.insertionAtMode?.fix("host_nodes: [0]"))
    ]
  }

  private static func hugepages(_ declaration: PolicyDeclaration) -> [Breach] {
    let policy = declaration.value
    guard policy.hugepages.value != .off else { return [] }
    let notes = [Diagnostic.Note]("hugepages are asked for here", at: policy.hugepages.origin)
    var breaches: [Breach] = []
    if policy.transparentHugepages == .on {
      breaches.append(
        Breach(
          .hugepagesWithTHP, at: declaration.place(of: "thp"),
          "memory of hugepages cannot be transparent-huge as well", notes: notes))
    }
    if policy.mergeable {
      breaches.append(
        Breach(
          .hugepagesMergeable, at: declaration.place(of: "mergeable"), "hugepages cannot be merged by KSM",
          notes: notes))
    }
    let reserve = declaration.place(of: "reserve")
    if policy.reserve || reserve != nil, policy.hugepages.value != .auto {
      breaches.append(
        Breach(
          .hugepagesReserve, at: reserve,
          "'reserve: \(policy.reserve ? "on' adds nothing" : "off' has no effect"): hugepages are always reserved",
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

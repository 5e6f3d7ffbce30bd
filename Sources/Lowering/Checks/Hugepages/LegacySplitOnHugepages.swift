import Addresses
package import Diagnostics
package import MachineModel

/// The legacy split does not take apart large pages of the host.
package struct LegacySplitOnHugepages: LayoutCheck {
  /// Creates the check.
  package init() {}

  /// `legacy-split-on-hugepages`.
  package var rules: [LayoutRule] { [.legacySplitOnHugepages] }
  /// None.
  package var prerequisites: [LayoutRule] { [] }
  /// Where memory lies, and which nodes have hugepages.
  package var needs: Topology.Aspects { [.memory, .policy] }

  /// Reports all memory of hugepages below 1 MiB.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    let split = layout.memoryOfLegacySplit
    guard !split.isEmpty else { return }
    let hugepages = layout.hugepages
    for memory in split {
      let pageSize: UInt64
      switch hugepages[memory] {
      case .off: continue
      case .size(let size): pageSize = size
      case .auto: pageSize = Units.largePage
      }
      sink.report(
        LayoutRule.legacySplitOnHugepages, at: layout.topology.legacyX86.origin,
        Self.message(of: memory, pageSize: pageSize), suggestion: Self.suggestion,
        notes: [.init("hugepages asked for here", at: layout.policy(of: memory).hugepages.origin)])
    }
  }

  /// What the split costs memory that has large pages, whatever made them large.
  package static func message(of memory: BackedMemory, pageSize: UInt64) -> String {
    "'legacy_x86' cuts \(memory) into slots below 1 MiB, so its first large page, of \(Units.bytes(pageSize)), is "
      + "lost: KVM cannot map it as one"
  }

  /// What to do about it.
  package static let suggestion =
    "give that memory to a node of small pages, or accept the loss with "
    + "'-W \(LayoutRule.legacySplitOnHugepages.identifier)'"
}

extension LayoutRule {
  package static let legacySplitOnHugepages = LayoutRule(
    "legacy-split-on-hugepages", mayBeLowered: true, "the first megabyte is not split on a node of hugepages")
}

extension Layout {
  /// What the split of the first megabyte cuts, by address; nothing where it is not asked for.
  package var memoryOfLegacySplit: [BackedMemory] {
    guard topology.splitsFirstMegabyte else { return [] }
    var memory: [BackedMemory] = []
    for extent in extents.prefix(while: { $0.start < LegacyMegabyte.end }) where memory.last != extent.memory {
      memory.append(extent.memory)
    }
    return memory
  }
}

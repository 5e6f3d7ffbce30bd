import Addresses
package import Diagnostics
import MachineModel

/// Mirrors lie above everything else, and one above the other.
package struct AliasPlacement: LayoutCheck {
  /// Creates the check.
  package init() {}

  /// `alias-too-low`, `alias-overlap`, `alias-unaligned`.
  package var rules: [LayoutRule] { [.aliasTooLow, .aliasOverlap, .aliasUnaligned] }
  /// None.
  package var prerequisites: [LayoutRule] { [] }

  /// Reports each alias below the top of everything, over another one, or at an offset that large pages do not fit.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    let topology = layout.topology
    guard topology.vtl2 != nil, !topology.aliases.isEmpty, let ramEnd = layout.endOfMirrored else { return }
    let highest = layout.highestOfItsOwn
    let pageSize = layout.backedMemory.reduce(Units.largePage) { max($0, layout.policy(of: $1).pageSize) }
    for alias in topology.aliases {
      if alias.offset < highest.end {
        let offset = offset(above: highest.end, of: ramEnd, pageSize, layout).map(Units.literal)
        sink.report(
          LayoutRule.aliasTooLow, at: alias.origin,
          "the alias lies at offset \(Units.address(alias.offset)), below the end of \(highest.name), "
            + Units.address(highest.end),
          suggestion: offset.map { "write 'offset: \($0)' or more" }
            ?? "above it there is no room for a mirror of the RAM, which ends at \(Units.address(ramEnd))",
          fix: fix(of: alias, offset: offset))
      } else if alias.offset % pageSize != 0 {
        let (above, below) = (alias.offset.roundedUp(to: pageSize), alias.offset.roundedDown(to: pageSize))
        let offset = [above, below].first { $0 >= highest.end && layout.hasRoom(for: ramEnd, at: $0) }
          .map(Units.address)
        sink.report(
          LayoutRule.aliasUnaligned, at: alias.origin,
          "the alias lies at offset \(Units.address(alias.offset)), which is no multiple of \(Units.bytes(pageSize)), "
            + "so KVM cannot map it with pages of that size",
          suggestion: offset.map { "write 'offset: \($0)'" }, fix: fix(of: alias, offset: offset))
      }
    }
    reportOverlaps(topology.aliases, ramEnd, &sink)
  }

  /// An offset that leaves the mirror room: a power of two, which people know again, or else the nearest.
  private func offset(above end: UInt64, of ramEnd: UInt64, _ pageSize: UInt64, _ layout: Layout) -> UInt64? {
    [end.roundedUpToPowerOfTwo, end.roundedUp(to: pageSize)].first { layout.hasRoom(for: ramEnd, at: $0) }
  }

  private func fix(of alias: MemoryAlias, offset: String?) -> Fix? {
    guard let offset, let range = alias.offsetOrigin else { return nil }
    return Fix(writing: offset, at: range)
  }

  private func reportOverlaps(_ aliases: [MemoryAlias], _ ramEnd: UInt64, _ sink: inout DiagnosticSink) {
    // One mirror reaches as far above its offset as RAM does above 0.
    let ascending = aliases.sorted { $0.offset < $1.offset }
    for (lower, upper) in zip(ascending, ascending.dropFirst()) where upper.offset - lower.offset < ramEnd {
      sink.report(
        LayoutRule.aliasOverlap, at: upper.origin,
        "the alias at offset \(Units.address(upper.offset)) overlaps the one at offset "
          + "\(Units.address(lower.offset)), which ends at \(Units.address(lower.offset + ramEnd))",
        notes: [.init("which is stated here", at: lower.origin)])
    }
  }
}

extension LayoutRule {
  package static let aliasTooLow = LayoutRule(
    "alias-too-low", "an alias lies above RAM, hot-pluggable space, device windows and the memory of VTL2")
  package static let aliasOverlap = LayoutRule("alias-overlap", "aliases do not overlap")
  package static let aliasUnaligned = LayoutRule(
    "alias-unaligned", severity: .warning, "an alias is offset by a multiple of the page size, or of 2 MiB")
}

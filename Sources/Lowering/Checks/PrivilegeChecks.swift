import Addresses
public import Diagnostics
public import MachineModel
import Platforms

/// The memory of the more privileged level lies above everything that the guest sees.
public struct PrivilegedPlacement: LayoutCheck {
  /// Creates the check.
  public init() {}

  /// `vtl2-too-low`, `vtl2-over-device`, `vtl2-over-reserved`.
  public var rules: [LayoutRule] { [.vtl2TooLow, .vtl2OverDevice, .vtl2OverReserved] }
  /// None.
  public var prerequisites: [LayoutRule] { [] }
  /// Nothing but gaps and windows: where RAM is not known, it is not what the memory is too low for.
  public var needs: Set<Topology.Aspect> { [] }

  /// Reports memory below the end of RAM or of a gap, where a window is, or of which the guest would be told.
  public func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    guard let vtl2 = layout.topology.vtl2 else { return }
    let ramEnd = layout.extents.last?.end ?? 0
    let gap = layout.geography.gaps.max { $0.end < $1.end }
    let floor = max(ramEnd, gap?.end ?? 0)
    if vtl2.start < floor {
      let isGap = floor > ramEnd
      let what =
        isGap ? gap.map { "the gap \(Units.range($0.start, $0.end))" } ?? "" : "RAM, \(Units.address(ramEnd))"
      let hasRoom = layout.hasRoom(for: vtl2.size, at: floor)
      sink.report(
        LayoutRule.vtl2TooLow, at: vtl2.origin,
        "the memory of VTL2 starts at \(Units.address(vtl2.start)), below the end of \(what)",
        suggestion: hasRoom
          ? "write 'start: \(Units.address(floor))' or more"
          : "above it there is no room for \(Units.bytes(vtl2.size))",
        fix: hasRoom ? vtl2.startOrigin.map { Fix(writing: Units.address(floor), at: $0) } : nil,
        notes: isGap ? gap?.origin.map { [.init("the gap is stated here", at: $0)] } ?? [] : [])
    }
    for window in layout.topology.devices where window.range.overlaps(vtl2.range) {
      sink.report(
        LayoutRule.vtl2OverDevice, at: vtl2.origin,
        "the memory of VTL2, \(Units.range(vtl2.start, vtl2.end)), overlaps device '\(window.name.excerpt)', "
          + Units.range(window.start, window.end),
        notes: [.init("which is stated here", at: window.origin)])
    }
    for range in layout.geography.reserved
    where range.kind != .hole && range.range.overlaps(vtl2.range) {
      sink.report(
        LayoutRule.vtl2OverReserved, at: vtl2.origin,
        "the memory of VTL2, \(Units.range(vtl2.start, vtl2.end)), overlaps the range "
          + "\(Units.range(range.start, range.end)) of type '\(range.kind.name)', of which the guest is told",
        // A preset's is stated nowhere.
        notes: range.origin.map { [.init("which is stated here", at: $0)] } ?? [])
    }
  }
}

/// Mirrors lie above everything else, and one above the other.
public struct AliasPlacement: LayoutCheck {
  /// Creates the check.
  public init() {}

  /// `alias-too-low`, `alias-overlap`, `alias-unaligned`.
  public var rules: [LayoutRule] { [.aliasTooLow, .aliasOverlap, .aliasUnaligned] }
  /// None.
  public var prerequisites: [LayoutRule] { [] }

  /// Reports each alias below the top of everything, over another one, or at an offset that large pages do not fit.
  public func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    let topology = layout.topology
    guard topology.vtl2 != nil, !topology.aliases.isEmpty, let ramEnd = layout.extents.last?.end else { return }
    let highest = layout.highestOfItsOwn
    let pageSize = layout.sizes.indices.filter { layout.sizes[$0] > 0 }
      .reduce(Units.largePage) { max($0, layout.policy(ofNode: $1).pageSize) }
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

extension Layout {
  /// The address just behind all that the guest's CPUs and KVM can address.
  fileprivate var addressEnd: UInt64 {
    min(
      Units.addressLimit,
      geography.physicalBits.map { $0.value < 64 ? 1 << UInt64($0.value) : .max } ?? .max)
  }

  fileprivate func hasRoom(for size: UInt64, at address: UInt64) -> Bool {
    address <= addressEnd && size <= addressEnd - address
  }
}

extension UInt64 {
  /// The least power of two that is not less.
  fileprivate var roundedUpToPowerOfTwo: UInt64 { self <= 1 ? 1 : 1 << UInt64(64 - (self - 1).leadingZeroBitCount) }
}

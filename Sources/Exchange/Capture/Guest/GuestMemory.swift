import Addresses
import HostFiles
import MachineModel

/// How a guest's memory is dealt out to host nodes: in proportion to what each has free, in whole pages.
struct GuestMemory {
  /// Bytes of each of the supply's nodes.
  let sizes: [UInt64]
  /// Bytes of a hugepage; `nil` for small pages.
  let pageSize: UInt64?

  /// The unit that small pages are dealt in.
  private static let unit: UInt64 = 1 << 20

  /// Deals memory out; `nil` where it cannot be had, after saying what can.
  init?(_ request: GuestRequest, of supply: GuestSupply, reportingTo findings: inout CaptureFindings) {
    switch request.pages {
    case .small:
      guard let sizes = Self.small(request.memory, supply, &findings) else { return nil }
      (self.sizes, pageSize) = (sizes, nil)
    case .huge(let size):
      guard let sizes = Self.huge(request.memory, size, supply, &findings) else { return nil }
      (self.sizes, pageSize) = (sizes, size)
    case .auto:
      for pool in supply.pools where request.memory % pool.pageSize == 0 {
        let free = supply.pages(of: pool)
        let wanted = request.memory / pool.pageSize
        // Where a node has none, its CPUs would be far from all memory.
        let isEverywhere = zip(supply.nodes, free.ofNodes).allSatisfy { !$0.hasMemory || $1 > 0 }
        guard wanted <= free.together, isEverywhere else { continue }
        sizes = Apportionment.shares(of: wanted, free.ofNodes).map { $0 * pool.pageSize }
        pageSize = pool.pageSize
        return
      }
      guard let sizes = Self.small(request.memory, supply, &findings) else { return nil }
      (self.sizes, pageSize) = (sizes, nil)
    }
  }

  private static func small(
    _ memory: UInt64, _ supply: GuestSupply, _ findings: inout CaptureFindings
  ) -> [UInt64]? {
    guard isWhole(memory, unit, "MiB", &findings) else { return nil }
    let capacities = supply.nodes.map { $0.memory / unit }
    let most = min(capacities.saturatingSum, supply.memory / unit)
    guard memory / unit <= most else {
      let amounts = capacities.map { Units.bytes($0 * unit) }
      let together = most < capacities.saturatingSum ? ", \(Units.bytes(most * unit)) together" : ""
      findings.report(
        .tooLarge, "\(Units.bytes(memory)) of memory is more than is free: \(supply.words(amounts))\(together)",
        suggestion: most > 0 ? "up to \(Units.bytes(most * unit)) is possible" : nil)
      return nil
    }
    return Apportionment.shares(of: memory / unit, capacities).map { $0 * unit }
  }

  private static func huge(
    _ memory: UInt64, _ pageSize: UInt64, _ supply: GuestSupply, _ findings: inout CaptureFindings
  ) -> [UInt64]? {
    guard let pool = supply.pools.first(where: { $0.pageSize == pageSize }) else {
      let sizes = supply.pools.reversed().map { Units.bytes($0.pageSize) }
      findings.report(
        .tooLarge,
        "the host has no hugepages of \(Units.bytes(pageSize))"
          + (sizes.isEmpty ? ", nor of any other size" : "; it has \(sizes.joined(separator: ", "))"))
      return nil
    }
    guard isWhole(memory, pageSize, "hugepages of \(Units.bytes(pageSize))", &findings) else { return nil }
    let (free, together) = supply.pages(of: pool)
    guard memory / pageSize <= together else {
      let total = free.saturatingSum
      let rest = together < total ? ", of which \(together) can be had" : ""
      findings.report(
        .tooLarge,
        "\(Units.bytes(memory)) of memory is \(memory / pageSize) hugepages of \(Units.bytes(pageSize)), more than are "
          + "free: \(supply.words(free.map { "\($0)" }))\(rest)",
        suggestion: together > 0
          ? "up to \(Units.bytes(together * pageSize)) is possible" : "reserve some, or leave '--hugepages' out")
      return nil
    }
    return Apportionment.shares(of: memory / pageSize, free).map { $0 * pageSize }
  }

  private static func isWhole(
    _ memory: UInt64, _ unit: UInt64, _ name: String, _ findings: inout CaptureFindings
  ) -> Bool {
    guard memory % unit != 0 else { return true }
    let below = memory.roundedDown(to: unit)
    let near =
      (below > 0 ? [below] : []) + [below.addingReportingOverflow(unit)].filter { !$0.overflow }.map(\.partialValue)
    findings.report(
      .uneven, "\(Units.bytes(memory)) of memory is no whole number of \(name)",
      suggestion: "\(near.map(Units.bytes).joined(separator: " or ")) \(near.count > 1 ? "are" : "is") possible")
    return false
  }
}

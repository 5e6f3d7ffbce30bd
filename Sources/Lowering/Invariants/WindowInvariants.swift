import Addresses
import MachineModel
import Platforms

/// What holds of windows, and of the memory of VTL2, whose place was left to memc.
enum WindowInvariants {
  private struct Part: AddressRanged {
    let range: AddressRange
    let name: String
  }

  /// The invariants that places break, each as a sentence with the numbers.
  static func violations(of layout: Layout) -> [String] {
    let windows = layout.topology.devices.filter { $0.place != nil }
    let vtl2 = layout.topology.vtl2.flatMap { $0.isLeftOpen ? $0 : nil }
    guard !windows.isEmpty || vtl2 != nil else { return [] }
    var violations: [String] = []
    let top = (layout.extents.map(\.end) + layout.hotplug.map(\.end)).reduce(0, max)
    for window in windows {
      let text = "device '\(window.name)' at \(window.range)"
      switch window.place?.value {
      case .low:
        let isInGap = layout.geography.gaps.contains { $0.range.contains(window.range) }
        if !isInGap || window.end > PCMap.high { violations.append("\(text) lies in no gap below 4 GiB") }
      case .high where window.start < max(top, PCMap.high):
        violations.append("\(text) lies below 4 GiB, or below the end of memory")
      case .high, nil: break
      }
      if !isAligned(window.range) { violations.append("\(text) is not aligned to its size") }
    }
    if let vtl2 {
      let floor = (layout.geography.gaps.map(\.end) + layout.topology.devices.map(\.end)).reduce(top, max)
      if vtl2.start < floor {
        violations.append("the memory of VTL2 at \(vtl2.range) is not above everything else")
      }
      if !isAligned(vtl2.range) {
        violations.append("the memory of VTL2 at \(vtl2.range) is not aligned to its size")
      }
    }
    return violations + overlaps(windows.map(\.range) + (vtl2.map { [$0.range] } ?? []), layout)
  }

  /// An alignment is never less than the size.
  private static func isAligned(_ range: AddressRange) -> Bool {
    let zeros = UInt64(range.start.trailingZeroBitCount)
    return zeros >= 64 || range.size <= 1 << zeros
  }

  /// What is placed lies over nothing.
  private static func overlaps(_ placed: [AddressRange], _ layout: Layout) -> [String] {
    let topology = layout.topology
    var others = layout.extents.map { Part(range: $0.range, name: "RAM") }
    others += layout.hotplug.map { Part(range: $0.range, name: "hot-pluggable space") }
    others += topology.devices.filter { $0.place == nil }.map { Part(range: $0.range, name: "a stated window") }
    others += layout.geography.reserved.map { Part(range: $0.range, name: "a reserved range") }
    others += topology.cxlBridges.map { Part(range: $0.registersRange, name: "registers of a CXL host bridge") }
    if topology.architecture == .x8664 {
      others += PCMap.interruptControllers.map { Part(range: $0, name: "an interrupt controller") }
    } else {
      let gic = GICPlacement(layout)
      let distributor = AddressRange(start: gic.distributor, size: GICPlacement.distributorSize)
      others += ([distributor] + gic.redistributors).map { Part(range: $0, name: "an interrupt controller") }
    }
    if let vtl2 = topology.vtl2, !vtl2.isLeftOpen { others.append(Part(range: vtl2.range, name: "memory of VTL2")) }
    let search = RangeSearch(others)
    var violations = placed.compactMap { range in
      search.lowest(overlapping: range).map { "what was placed at \(range) lies over \($0.name) at \($0.range)" }
    }
    placed.sorted { $0.start < $1.start }.forEachOverlap { lower, upper in
      violations.append("what was placed at \(upper) lies over what was placed at \(lower)")
    }
    return violations
  }
}

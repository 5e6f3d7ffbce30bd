import Addresses
import Lowering
import MachineModel
import Platforms

/// Holds the platform of `layout.json` against what addresses can be, and against the preset whose name it has.
struct PlatformComparison {
  private let layout: LayoutFile

  init(_ layout: LayoutFile) {
    self.layout = layout
  }

  /// What disagrees, each as the end of a line about `layout.json`.
  func problems() -> [String] {
    var problems: [String] = []
    let ranges = layout.ranges
    for (name, ranges) in [("gaps", ranges.gaps), ("reserved ranges", ranges.reserved)]
    where !ranges.areAscending {
      problems.append("its \(name) are empty, overlap or do not ascend")
    }
    problems += presetProblems()
    let base = layout.platform.dramBase
    if base % Units.pageSize != 0 { problems.append("dram_base, \(Units.address(base)), lies on no 4 KiB page") }
    // As they are written: a range is never one whose end is below its start.
    for gap in layout.platform.gaps {
      if gap.start % Units.pageSize != 0 || gap.end % Units.pageSize != 0 {
        problems.append("the gap \(gap.range) lies on no 4 KiB pages")
      }
      if gap.start < base { problems.append("the gap \(gap.range) begins below dram_base") }
    }
    if let bits = layout.platform.physBits {
      let highest = (ranges.extents + ranges.spaces + ranges.windows + ranges.privileged).highestEnd
      if !(32...64).contains(bits) {
        problems.append("phys_bits is \(bits); it is 32 to 64")
      } else if bits < 64, highest > 1 << bits {
        problems.append("phys_bits is \(bits), but addresses reach up to \(Units.address(highest))")
      }
    }
    return problems
  }

  /// A range without a line is of the preset, from `dram_base` on.
  private func presetProblems() -> [String] {
    guard let platform = PlatformRegistry.preset(named: layout.platform.name),
      let architecture = Architecture(rawValue: layout.arch)
    else { return [] }
    // What a key decides has that key's line.
    let plugged = platform.pluggableSpace == .ofQEMU ? layout.nodes.filter { $0.persistent == true } : []
    let preset = platform.geography(
      of: MachineDeclaration(architecture, memory: layout.memory &- plugged.reduce(0) { $0 &+ $1.memory }))
    func isKnown(_ range: LayoutFile.RangeEntry, _ start: UInt64, _ end: UInt64, _ name: String?) -> Bool {
      range.start == max(start, layout.platform.dramBase) && range.end == end && range.name == name
    }
    let gaps = layout.platform.gaps.filter { $0.line == nil }.filter { gap in
      !preset.gaps.contains { isKnown(gap, $0.start, $0.end, $0.name) }
    }
    let known = preset.reserved + preset.gaps.compactMap(\.reservedRange)
    let reserved = layout.platform.reserved.filter { $0.line == nil }.filter { range in
      !known.contains { isKnown(range, $0.start, $0.end, $0.name) && range.type == $0.kind.name }
        && !isOfImage(range)
    }
    return (gaps.map { ("gap", $0) } + reserved.map { ("reserved range", $0) }).map { what, range in
      "the \(what) \(range.range) has no line, but is not of platform '\(platform.name)' on \(layout.arch)"
    }
  }

  /// Whether a range was carved out for the ACPI image: whole pages, of which each holds some of it.
  private func isOfImage(_ range: LayoutFile.RangeEntry) -> Bool {
    guard let image = layout.acpi, range.type == ReservedRange.Kind.acpi.name else { return false }
    let page = Units.pageSize
    guard range.start.isMultiple(of: page), range.end.isMultiple(of: page), !range.range.isEmpty else {
      return false
    }
    let tables = AddressRange(start: image.start, size: image.size)
    return [AddressRange(start: range.start, size: page), AddressRange(start: range.end - page, size: page)]
      .allSatisfy {
        $0.overlaps(tables) || $0.contains(image.rsdp)
      }
  }
}

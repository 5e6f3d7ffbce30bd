import Addresses
import Lowering
import Platforms

extension E820Map {
  /// Addresses that the map calls usable.
  var usable: AddressSet { AddressSet(entries.filter { $0.type == .usable }.map(\.range)) }

  /// Entries are in the order of the platform, merged and not empty, and usable is only RAM.
  package static func check(_ map: E820Map, in set: TableSet, _ violations: inout ViolationList) {
    let entries = map.entries.enumerated().map { (index: $0.offset, entry: $0.element) }
    let hasOrder = !set.style.mapGroups.isEmpty
    checkAscending(hasOrder ? entries.sorted { $0.entry.base < $1.entry.base } : entries, &violations)
    if hasOrder { checkOrder(map, in: set, &violations) }
    for part in map.usable.subtracting(set.ram).ranges {
      violations.tell("e820 calls \(part) usable, but no RAM slot is there")
    }
  }

  /// Entries ascend, are merged and not empty.
  private static func checkAscending(
    _ entries: [(index: Int, entry: E820Entry)], _ violations: inout ViolationList
  ) {
    for (place, (index, entry)) in entries.enumerated() {
      if entry.length == 0 { violations.tell("e820 entry #\(index + 1) is empty") }
      guard place > 0 else { continue }
      let (before, previous) = entries[place - 1]
      if entry.base < previous.end {
        violations.tell(
          "e820 entry #\(index + 1) begins at \(Units.address(entry.base)), but "
            + (before + 1 == index ? "the one before it" : "#\(before + 1)")
            + " ends at \(Units.address(previous.end))")
      } else if entry.base == previous.end, entry.type == previous.type {
        violations.tell(
          "e820 entries #\(before + 1) and #\(index + 1) touch and are both \(entry.type.name), but are not merged")
      }
    }
  }

  /// Entries are in the order in which the machine's maps have them.
  private static func checkOrder(_ map: E820Map, in set: TableSet, _ violations: inout ViolationList) {
    let ordered = set.style.ordered(map.entries.sorted { $0.base < $1.base }, ram: set.ram)
    guard let place = map.entries.indices.first(where: { map.entries[$0].base != ordered[$0].base }) else { return }
    violations.tell(
      "e820 entry #\(place + 1) begins at \(Units.address(map.entries[place].base)), but in the order of the platform "
        + "it is the one at \(Units.address(ordered[place].base))")
  }
}

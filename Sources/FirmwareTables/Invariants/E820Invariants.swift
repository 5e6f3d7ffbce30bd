import Addresses

extension E820Map {
  /// Addresses that the map calls usable.
  var usable: AddressSet { AddressSet(entries.filter { $0.type == .usable }.map(\.range)) }

  /// Entries ascend, are merged and not empty, and usable is only RAM.
  package static func check(_ map: E820Map, in set: TableSet, _ violations: inout ViolationList) {
    for (index, entry) in map.entries.enumerated() {
      if entry.length == 0 { violations.tell("e820 entry #\(index + 1) is empty") }
      guard index > 0 else { continue }
      let previous = map.entries[index - 1]
      if entry.base < previous.end {
        violations.tell(
          "e820 entry #\(index + 1) begins at \(Units.address(entry.base)), but the one before it ends at "
            + Units.address(previous.end))
      } else if entry.base == previous.end, entry.type == previous.type {
        violations.tell(
          "e820 entries #\(index) and #\(index + 1) touch and are both \(entry.type.name), but are not merged")
      }
    }
    for part in map.usable.subtracting(set.ram).ranges {
      violations.tell("e820 calls \(part) usable, but no RAM slot is there")
    }
  }
}

import Addresses

extension EFIMemoryMap {
  /// Descriptors ascend, are merged and not empty; conventional memory is RAM, and all whole pages that e820 calls usable.
  package static func check(_ map: EFIMemoryMap, in set: TableSet, _ violations: inout ViolationList) {
    var conventional: [AddressRange] = []
    for (index, descriptor) in map.entries.enumerated() {
      if descriptor.pages == 0 { violations.tell("EFI memory descriptor #\(index + 1) has no pages") }
      if descriptor.range.start % Units.pageSize != 0 {
        violations.tell(
          "EFI memory descriptor #\(index + 1) begins at \(Units.address(descriptor.start)), not on a page")
      }
      if descriptor.type == .conventional { conventional.append(descriptor.range) }
      guard index > 0 else { continue }
      let previous = map.entries[index - 1]
      if descriptor.start < previous.end {
        violations.tell(
          "EFI memory descriptor #\(index + 1) begins at \(Units.address(descriptor.start)), but the one before it "
            + "ends at \(Units.address(previous.end))")
      } else if descriptor.start == previous.end, descriptor.type == previous.type,
        descriptor.attributes == previous.attributes
      {
        violations.tell(
          "EFI memory descriptors #\(index) and #\(index + 1) touch and are alike, but are not merged")
      }
    }
    let usable = AddressSet(conventional)
    for part in usable.subtracting(set.ram).ranges {
      violations.tell("the EFI memory map calls \(part) conventional, but no RAM slot is there")
    }
    guard let e820 = set.table(E820Map.self)?.usable else { return }
    for part in usable.subtracting(e820).ranges {
      violations.tell("the EFI memory map calls \(part) conventional, but e820 does not call it usable")
    }
    for part in e820.subtracting(usable).ranges where part.holdsPage {
      violations.tell("e820 calls \(part) usable, but the EFI memory map does not call it conventional")
    }
  }
}

extension AddressRange {
  /// Whether a whole page is in it.
  fileprivate var holdsPage: Bool {
    let rest = start % Units.pageSize
    return size >= (rest == 0 ? 0 : Units.pageSize - rest) + Units.pageSize
  }
}

extension PVHMemoryMap {
  /// The map is that of e820.
  package static func check(_ map: PVHMemoryMap, in set: TableSet, _ violations: inout ViolationList) {
    guard let e820 = set.table(E820Map.self) else { return }
    let entries = map.entries.map { E820Entry(base: $0.base, length: $0.length, type: $0.type) }
    E820Map.tellDifference(of: "the PVH memory map", entries, from: e820.entries, &violations)
  }
}

extension ZeroPage {
  /// The map is that of e820, but that memory for a special purpose is set aside; the page lies in usable memory, and says
  /// nothing that memc does not know.
  package static func check(_ page: ZeroPage, in set: TableSet, _ violations: inout ViolationList) {
    if page.saysMore { violations.tell("the zero page says what a boot loader adds to it") }
    guard let e820 = set.table(E820Map.self) else { return }
    var entries: [E820Entry] = []
    for var entry in page.entries {
      if entry.type == .softReserved { entry.type = .usable }
      if let last = entries.last, last.type == entry.type, last.isFollowed(by: entry) {
        entries[entries.count - 1].length &+= entry.length
      } else {
        entries.append(entry)
      }
    }
    E820Map.tellDifference(of: "the zero page's map", entries, from: e820.entries, &violations)
    for part in AddressSet([page.range]).subtracting(e820.usable).ranges {
      violations.tell("the zero page lies at \(part), which e820 does not call usable")
    }
  }
}

extension E820Entry {
  /// Whether another entry begins where this one ends, and both are no longer than can be told.
  fileprivate func isFollowed(by other: E820Entry) -> Bool {
    !isTooLong && !other.isTooLong && length != 0 && base + (length - 1) != .max && base + length == other.base
  }
}

extension E820Map {
  /// Tells the first entry in which another map differs.
  fileprivate static func tellDifference(
    of name: String, _ entries: [E820Entry], from expected: [E820Entry], _ violations: inout ViolationList
  ) {
    guard entries != expected else { return }
    let index = zip(entries, expected).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    if let index {
      violations.tell("entry #\(index + 1) of \(name) is \(entries[index]), but in e820 \(expected[index])")
    } else {
      violations.tell("\(name) has \(entries.count) entries, but e820 has \(expected.count)")
    }
  }
}

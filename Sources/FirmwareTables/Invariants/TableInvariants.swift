package import Addresses
import FieldCoding
package import Platforms
import Threads

/// What holds between the bytes of the tables that memc makes and the RAM slots that make them true, checked
/// from the bytes alone.
package enum TableInvariants {
  /// A slot of RAM.
  package struct RAMSlot: AddressRanged, Hashable, Sendable {
    /// Guest physical addresses.
    package let range: AddressRange
    /// The proximity domain whose memory it is.
    package let node: Int

    /// Creates a slot.
    package init(start: UInt64, end: UInt64, node: Int) {
      range = AddressRange(start, end)
      self.node = node
    }
  }

  /// The most violations that are told.
  package static let limit = 100

  /// What does not hold, each as a sentence with the numbers; none for what memc made.
  ///
  /// - Parameters:
  ///   - tables: The tables, each at most once; what is not there is not looked at.
  ///   - slots: The slots of RAM, in any order, without those of devices and of other partitions.
  ///   - gaps: Where no RAM may be.
  ///   - localities: How many rows SLIT has; `nil` where that is not known.
  ///   - style: How the machine's tables are written.
  package static func violations(
    of tables: [EncodedTable], slots: [RAMSlot], gaps: [AddressRange] = [], localities: Int? = nil,
    style: TableStyle = TableStyle()
  ) -> [String] {
    violations(in: TableSet(tables, slots: slots, localities: localities, style: style), gaps: gaps)
  }

  /// What does not hold of tables that were read, each as a sentence with the numbers.
  package static func violations(in set: TableSet, gaps: [AddressRange]) -> [String] {
    var violations = ViolationList()
    check(set, gaps: gaps, &violations)
    let found = ParallelMap(reading: set.size).run(set.members.count) { index in
      var violations = ViolationList()
      check(set.members[index].table, set.members[index], in: set, &violations)
      return violations
    }
    for list in found { violations.append(list) }
    return violations.told
  }

  private static func check(_ set: TableSet, gaps: [AddressRange], _ violations: inout ViolationList) {
    for (lower, upper) in zip(set.slots, set.slots.dropFirst()) where lower.end > upper.start {
      violations.tell("RAM slots overlap at \(Units.address(upper.start))")
    }
    let outside = set.ram.subtracting(AddressSet(gaps))
    for part in set.ram.subtracting(outside).ranges { violations.tell("RAM at \(part) lies in a gap") }
  }

  private static func check<Table: TableFormat>(
    _ table: Table, _ member: TableSet.Member, in set: TableSet, _ violations: inout ViolationList
  ) {
    for issue in member.issues { violations.tell("\(Table.title): \(issue)") }
    // A well-formed table is what its contents encode to: what memc writes has zeros where bytes are reserved.
    if member.issues.isEmpty, let place = firstDifference(member.bytes, table.encodedBytes()) {
      violations.tell("\(Table.title) differs from what its contents encode to\(place)")
    }
    Table.check(table, in: set, &violations)
  }

  /// Where bytes differ apart from an ACPI checksum, behind the words for that; `nil` where they are the same.
  private static func firstDifference(_ bytes: [UInt8], _ encoded: [UInt8]) -> String? {
    guard !bytes.span.isAlike(encoded.span) else { return nil }
    let offset = zip(bytes, encoded).enumerated().first {
      $0.element.0 != $0.element.1 && $0.offset != ACPIHeader.checksumOffset
    }?.offset
    return offset.map { " at byte 0x\(String($0, radix: 16))" } ?? ""
  }
}

extension Span<UInt8> {
  /// Whether the same bytes are in both: all of them are looked at, so that several are at a time.
  func isAlike(_ other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    var difference: UInt8 = 0
    for index in indices { difference |= self[index] ^ other[index] }
    return difference == 0
  }
}

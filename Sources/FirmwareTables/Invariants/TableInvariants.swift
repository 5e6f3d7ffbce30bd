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
    if member.issues.isEmpty {
      var encoder = RecordEncoder(comparingWith: member.bytes)
      table.encode(to: &encoder)
      if let difference = encoder.difference() {
        let place = difference.offset.map { " at byte 0x\(String($0, radix: 16))" } ?? ""
        violations.tell("\(Table.title) differs from what its contents encode to\(place)")
      }
    }
    Table.check(table, in: set, &violations)
  }
}

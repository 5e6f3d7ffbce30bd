import Addresses
import FieldCoding

extension ACPIImage {
  /// The image has what the files beside it have; pointers lead to its tables.
  package static func check(_ image: ACPIImage, in set: TableSet, _ violations: inout ViolationList) {
    let tables = image.tables
    for table in tables {
      guard let kind = TableKind(signature: FixedText(image.bytes[table.range].prefix(4))),
        let member = set.members.first(where: { $0.kind == kind }),
        !image.bytes.span.extracting(table.range).isAlike(member.bytes.span)
      else { continue }
      violations.tell("the ACPI image has another \(kind.name) than the file of that table")
    }
    guard let pointer = set.table(RSDP.self) else { return }
    checkPointers(image, tables, pointer, &violations)
  }

  private static func checkPointers(
    _ image: ACPIImage, _ tables: [TablePlace], _ pointer: RSDP, _ violations: inout ViolationList
  ) {
    func table(_ signature: String) -> TablePlace? {
      let signature = FixedText(signature, width: 4)
      return tables.first { FixedText(image.bytes[$0.range].prefix(4)) == signature }
    }
    guard let root = table("XSDT") else { return violations.tell("the ACPI image has no XSDT") }
    // All that RSDP leads to lies as far from XSDT as in the image.
    let start = pointer.xsdt &- UInt64(root.start)
    if let rsdt = table("RSDT") {
      let address = start &+ UInt64(rsdt.start)
      if UInt64(pointer.rsdt) != address {
        violations.tell(
          "RSDP has RSDT at \(Units.address(UInt64(pointer.rsdt))), but by XSDT it is at \(Units.address(address))")
      }
      let entries = RSDT.decode(Array(image.bytes[rsdt.range])).value.addresses
      checkEntries("RSDT", entries, tables, start, image, &violations)
    } else if pointer.rsdt != 0 {
      violations.tell("RSDP has RSDT at \(Units.address(UInt64(pointer.rsdt))), but the ACPI image has none")
    }
    let entries = XSDT.decode(Array(image.bytes[root.range])).value.addresses
    checkEntries("XSDT", entries, tables, start, image, &violations)
    guard let fadt = table("FACP"), let dsdt = table("DSDT") else { return }
    let address = FADT.decode(Array(image.bytes[fadt.range])).value.fields.extendedDSDT
    if address != start &+ UInt64(dsdt.start) {
      violations.tell(
        "FADT has the DSDT at \(Units.address(address)), but it is at \(Units.address(start &+ UInt64(dsdt.start)))"
      )
    }
  }

  /// The root tables list all but themselves and the DSDT, in their order.
  private static func checkEntries(
    _ name: String, _ addresses: [UInt64], _ tables: [TablePlace], _ start: UInt64, _ image: ACPIImage,
    _ violations: inout ViolationList
  ) {
    let others = tables.filter { table in
      !["DSDT", "RSDT", "XSDT"].contains(String(decoding: image.bytes[table.range].prefix(4), as: UTF8.self))
    }
    let expected = others.map { start &+ UInt64($0.start) }
    guard addresses != expected else { return }
    let index = zip(addresses, expected).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    violations.tell(
      "\(name) lists \(addresses.count) tables, the ACPI image has \(expected.count)"
        + (index.map { "; entry #\($0 + 1) is \(Units.address(addresses[$0])), not \(Units.address(expected[$0]))" }
          ?? ""))
  }
}

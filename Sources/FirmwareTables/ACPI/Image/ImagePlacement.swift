import Addresses
package import Diagnostics
import FieldCoding
package import Lowering
import MachineModel
import Platforms

/// The first step behind the passes: where the ACPI image lies. No table depends on the memory map, so that they can be
/// encoded before it is known what the image takes of it.
package struct ImagePlacement: Sendable {
  /// The rules that the step can report.
  package static let rules: [LayoutRule] = [
    .acpiTableUnknown, .acpiTableTwice, .acpiTableAbsent, .acpiAddressTaken, .acpiNoPlace, .acpiNotPlaced,
  ]

  /// What the image is aligned to where it is the only one to choose its place.
  static let alignment: UInt64 = 64 << 10
  /// How far above the lowest RAM the image of a machine without a BIOS lies at least: behind what loaders put there.
  static let distanceFromDRAM: UInt64 = 2 << 20

  /// Creates the step.
  package init() {}

  /// Places the image of a layout.
  ///
  /// - Returns: The layout with what was carved out for the image, and the tables that lie in it; as it was and `nil` where
  ///   there is no place, after saying so.
  package func run(_ layout: Layout, reportingTo sink: inout DiagnosticSink) -> (Layout, ImageTables?) {
    let isClear = layout.topology.unclear.isEmpty && !sink.hasErrors
    checkNames(layout, &sink)
    guard isClear else { return (layout, nil) }
    var tables = ImageTables(layout)
    checkAbsent(layout, tables, &sink)
    guard !sink.hasErrors else { return (layout, nil) }
    let space = ImageSpace(layout)
    let stated = layout.topology.acpi?.address
    guard let place = stated.map({ space.place(tables, at: $0.value) }) ?? space.place(tables) else {
      report(layout, tables, space, &sink)
      return (layout, nil)
    }
    let placed = layout.placing(place.placement, carved: place.carved)
    checkEntries(of: placed, before: layout, &sink)
    tables.link(for: placed)
    return (placed, tables)
  }

  // MARK: Names

  private func checkNames(_ layout: Layout, _ sink: inout DiagnosticSink) {
    guard let names = layout.topology.acpi?.tables else { return }
    let known = tableFormats.filter { $0.imageRole.isTable }.map { $0.name }
    for (index, name) in names.enumerated() {
      if let first = names[..<index].first(where: { $0.value == name.value }) {
        sink.report(
          LayoutRule.acpiTableTwice, at: name.origin, "the table '\(name.value.excerpt)' is named already",
          notes: .init("which stands here", at: first.origin))
      } else if !known.contains(name.value) {
        let nearest = Self.table(known: name.value) ?? SpellingSuggestion.nearest(to: name.value, among: known)
        let list = known.dropLast().map { "'\($0)'" }.joined(separator: ", ")
        sink.report(
          LayoutRule.acpiTableUnknown, at: name.origin,
          "there is no table '\(name.value.excerpt)'; this version of memc makes \(list) and '\(known.last ?? "")'",
          suggestion: nearest.map { "did you mean '\($0)'?" },
          fix: nearest.flatMap { nearest in
            let isCertain = SpellingSuggestion.isCertain(nearest, for: name.value, among: known)
            return name.origin.map { Fix(writing: nearest, at: $0).markedSafe(isCertain) }
          })
      }
    }
  }

  /// The name of the table that people know by another one: in capitals, or by its signature, such as APIC.
  private static func table(known text: String) -> String? {
    let signature = FixedText(text.uppercased(), width: text.utf8.count)
    return tableFormats.first { format in
      format.imageRole.isTable && (format.name == text.lowercased() || format.signature == signature)
    }?.name
  }

  private func checkAbsent(_ layout: Layout, _ tables: ImageTables, _ sink: inout DiagnosticSink) {
    let names = layout.topology.acpi?.tables ?? []
    for (place, name) in names.enumerated() where !names[..<place].contains(where: { $0.value == name.value }) {
      guard let index = tableFormats.firstIndex(where: { $0.imageRole.isTable && $0.name == name.value }),
        tables.bytes[index].isEmpty
      else { continue }
      sink.report(
        LayoutRule.acpiTableAbsent, at: name.origin,
        tableFormats[index].absence(in: layout) ?? "the machine has no \(tableFormats[index].title)",
        suggestion: "leave '\(name.value)' out")
    }
  }

  // MARK: Places

  private func report(
    _ layout: Layout, _ tables: ImageTables, _ space: ImageSpace, _ sink: inout DiagnosticSink
  ) {
    let topology = layout.topology
    if let stated = topology.acpi?.address {
      sink.report(
        LayoutRule.acpiAddressTaken, at: stated.origin ?? topology.acpi?.origin,
        space.objection(to: tables, at: stated.value),
        suggestion: space.place(tables).map {
          "leave 'address' out: then it lies at \(Units.address($0.placement.tables.start))"
        })
      return
    }
    let message =
      "there is no place for the ACPI image of \(Units.bytes(UInt64(tables.byteCount))): it lies \(space.rule)"
    if let acpi = topology.acpi {
      sink.report(
        LayoutRule.acpiNoPlace, at: acpi.origin, message,
        suggestion: (space.address(for: tables).map { "state 'address: \(Units.address($0))'" } ?? space.remedy)
          + ", or leave 'acpi' out")
    } else {
      let origin = topology.memory?.origin ?? topology.nodes.first?.origin ?? topology.origin
      sink.report(LayoutRule.acpiNotPlaced, at: origin, message + "; none is written")
    }
  }

  /// What was carved out may be what makes a map too long; one that was too long before, that was told of.
  private func checkEntries(of placed: Layout, before layout: Layout, _ sink: inout DiagnosticSink) {
    let (before, after) = (layout.memoryMap.count, placed.memoryMap.count)
    guard [MapEntryCount.zeroPage, MapEntryCount.maximum].contains(where: { before <= $0 && $0 < after }) else {
      return
    }
    LayoutChecks.run(MapEntryCount(ofImage: after - before), on: placed, reportingTo: &sink)
  }
}

extension LayoutRule {
  package static let acpiTableUnknown = LayoutRule(
    "acpi-table-unknown", "'acpi.tables' names tables that memc makes")
  package static let acpiTableTwice = LayoutRule("acpi-table-twice", "'acpi.tables' names a table once")
  package static let acpiTableAbsent = LayoutRule(
    "acpi-table-absent", "'acpi.tables' names tables that the machine has")
  package static let acpiAddressTaken = LayoutRule(
    "acpi-address-taken",
    "'acpi.address' lies in RAM that the guest reads and writes, neither unusable nor persistent, below 4 GiB on x86_64"
  )
  package static let acpiNoPlace = LayoutRule(
    "acpi-no-place", "an ACPI image that the topology speaks of has a place in the guest's RAM")
  package static let acpiNotPlaced = LayoutRule(
    "acpi-not-placed", severity: .note, "the ACPI image has a place in the guest's RAM")
}

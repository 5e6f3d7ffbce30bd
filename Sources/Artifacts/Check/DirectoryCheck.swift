import Addresses
import FieldCoding
import FirmwareTables
import JSONCoding
import Lowering
import MachineModel
import Platforms
package import SystemPackage
import Threads

/// Holds the artifacts in a folder against each other, from their bytes alone.
package struct DirectoryCheck: Sendable {
  private let folder: FilePath
  /// What messages call the folder.
  private let directory: String

  /// Creates the check of a folder.
  package init(_ folder: FilePath) {
    self.folder = folder
    directory = folder.string
  }

  /// What is wrong, each line beginning with the path of a file, or with that of the folder where files disagree;
  /// nothing for what one compilation wrote.
  package func problems() throws(FileError) -> [String] {
    let present = try FileSystem.names(in: folder).compactMap { ArtifactKind(fileName: $0.string) }
    guard present.contains(.layout) else {
      return ["\(directory): there is no layout.json, so nothing tells what belongs together"]
    }
    var files: [ArtifactKind: [UInt8]] = [:]
    for kind in present { files[kind] = try FileIO.read(folder.appending(kind.fileName)) }
    return problems(of: files)
  }

  private func problems(of files: [ArtifactKind: [UInt8]]) -> [String] {
    let (layout, issues) = LayoutFile.decode(files[.layout] ?? [])
    guard issues.isEmpty else { return issues.map { "\(directory)/layout.json: \($0)" } }
    // Whether they are the files that were written, and whether they agree, has nothing to do with each other.
    let size = files.reduce(0) { $0 + $1.value.count }
    let found = ParallelMap(reading: size).run(2) {
      $0 == 0 ? mixedFiles(layout, files) : disagreements(layout, files)
    }
    return found[0] + found[1]
  }

  /// Where files do not agree with each other.
  private func disagreements(_ layout: LayoutFile, _ files: [ArtifactKind: [UInt8]]) -> [String] {
    let (domains, style) = (layout.domains, layout.tableStyle)
    let slots = layout.slots.map { slot in
      // Of nodes that there are not, that is told.
      let domain = Int(exactly: slot.node).flatMap { layout.nodes.indices.contains($0) ? domains[$0] : nil }
      return TableInvariants.RAMSlot(
        start: slot.guestPhysicalAddress, end: slot.guestPhysicalAddress &+ slot.memorySize,
        node: domain.map { Int($0) } ?? .max)
    }
    let tables = TableSet(
      files.compactMap { kind, bytes in kind.tableKind.map { EncodedTable($0, bytes) } }, slots: slots,
      localities: style.localityCount(of: domains), style: style)
    // Of a table that cannot be read, that is told.
    let comparison = LayoutComparison(
      layout, srat: tables.wellFormed(SRAT.self), slit: tables.wellFormed(SLIT.self),
      cedt: tables.wellFormed(CEDT.self), cpus: tables.numberedCPUs)
    var problems = comparison.problems().map { "\(directory)/layout.json: \($0)" }
    problems += mapProblems(layout, files)
    problems += imageProblems(layout, tables).map { "\(directory)/layout.json: \($0)" }
    let violations = TableInvariants.violations(in: tables, gaps: layout.platform.gaps.map(\.range))
    problems += violations.map { "\(directory): \($0)" }
    if let bytes = files[.memslots] { problems += slotProblems(layout, bytes) }
    return problems
  }

  /// Whether the files are those that `layout.json` was written with.
  private func mixedFiles(_ layout: LayoutFile, _ files: [ArtifactKind: [UInt8]]) -> [String] {
    var problems: [String] = []
    var named: Set<String> = [ArtifactKind.layout.fileName]
    for entry in layout.artifacts {
      if !named.insert(entry.file).inserted {
        problems.append("\(directory)/layout.json: it names \(entry.file) twice, or itself")
      }
      guard let kind = ArtifactKind(fileName: entry.file), let bytes = files[kind] else {
        problems.append("\(directory)/\(entry.file): missing, but layout.json names it")
        continue
      }
      if UInt64(bytes.count) != entry.length {
        problems.append("\(directory)/\(entry.file): \(bytes.count) bytes, but layout.json says \(entry.length)")
      } else if SHA256.hexDigest(of: bytes) != entry.sha256 {
        problems.append(
          "\(directory)/\(entry.file): not the file that layout.json was written with (SHA-256 differs)")
      }
    }
    for kind in ArtifactKind.all where files[kind] != nil && !named.contains(kind.fileName) {
      problems.append("\(directory)/\(kind.fileName): layout.json does not name it")
    }
    return problems
  }

  private func mapProblems(_ layout: LayoutFile, _ files: [ArtifactKind: [UInt8]]) -> [String] {
    var problems: [String] = []
    if let bytes = files[ArtifactKind(E820Map.self)] {
      let map = E820Map.decode(bytes)
      problems += map.issues.map { "\(directory)/e820.bin: \($0)" }
      let stated = layout.e820.map {
        E820Entry(base: $0.base, length: $0.length, type: .init(rawValue: UInt32(clamping: $0.type)))
      }
      if map.value.entries != stated { problems.append("\(directory)/e820.bin: not the map of layout.json") }
    }
    return problems
  }

  /// Whether the ACPI image leads to where `layout.json` has it, as far as its files can be read.
  private func imageProblems(_ layout: LayoutFile, _ tables: TableSet) -> [String] {
    guard let image = tables.wellFormed(ACPIImage.self), let pointer = tables.wellFormed(RSDP.self) else {
      return []
    }
    guard let stated = layout.acpi else { return ["it says nothing of where the ACPI image lies"] }
    var problems: [String] = []
    if stated.size != UInt64(image.bytes.count) {
      problems.append("its ACPI image has \(stated.size) bytes, but acpi.bin has \(image.bytes.count)")
    }
    let place = AddressRange(start: stated.rsdp, size: UInt64(pointer.encodedBytes().count))
    problems += pointerProblems(place, stated, layout)
    // XSDT is the last of the tables.
    let start = pointer.xsdt &- UInt64(image.tables.last?.start ?? 0)
    if stated.start != start {
      problems.append(
        "its ACPI image is at \(Units.address(stated.start)), but by acpi-rsdp.bin it is at \(Units.address(start))"
      )
    }
    return problems
  }

  /// Whether the root pointer can lie where `layout.json` has it: on 16 bytes (ACPI 6.5, section 5.2.5.1), in RAM that the
  /// guest does not use, beside the tables that it leads to.
  private func pointerProblems(
    _ pointer: AddressRange, _ stated: LayoutFile.ACPIEntry, _ layout: LayoutFile
  ) -> [String] {
    let usable = layout.e820.filter { $0.type == UInt64(E820Type.usable.rawValue) }
    let isFree =
      stated.rsdp.isMultiple(of: 16) && !pointer.overlaps(AddressRange(start: stated.start, size: stated.size))
      && layout.slots.contains { $0.range.contains(pointer) }
      && !usable.contains { AddressRange($0.base, $0.base &+ $0.length).overlaps(pointer) }
    return isFree ? [] : ["its root pointer at \(Units.address(stated.rsdp)) cannot lie there"]
  }

  private func slotProblems(_ layout: LayoutFile, _ bytes: [UInt8]) -> [String] {
    let (memslots, issues) = MemslotsFile.decode(bytes)
    guard issues.isEmpty else { return issues.map { "\(directory)/memslots.json: \($0)" } }
    let problems = ArtifactWords.problems(memslots) + PartitionComparison(layout, memslots).problems()
    return problems.map { "\(directory)/memslots.json: \($0)" }
  }
}

package import FieldCoding

/// A flattened device tree (Devicetree Specification 0.4, chapter 5): what tells an operating system without ACPI what
/// there is.
package struct DeviceTree: Equatable, Sendable {
  /// The CPU that boots, by what `reg` of its node says.
  package var bootCPU: UInt32 = 0
  /// The memory reservation block, without what ends it.
  package var reservations: [DeviceTreeReservation] = []
  /// The structure block: nodes and their properties.
  let structure: [UInt8]
  /// The strings block: the names of properties.
  let strings: [UInt8]
  /// Where nodes come from.
  private let marks: NodeOrigins

  /// Keeps the blocks of a tree.
  init(structure: [UInt8], strings: [UInt8], marks: [(offset: Int, origin: RecordOrigin)] = []) {
    self.structure = structure
    self.strings = strings
    self.marks = NodeOrigins(marks: marks)
  }
}

/// Where in the structure block begins what comes from where. It is no part of what the tree is.
private struct NodeOrigins: Equatable, Sendable {
  let marks: [(offset: Int, origin: RecordOrigin)]

  static func == (_: NodeOrigins, _: NodeOrigins) -> Bool { true }
}

extension DeviceTree: TableFormat {
  package static let name = "fdt"
  package static let title = "device tree"
  package static let fileName = "fdt.dtb"
  package static let specification = "Devicetree Specification 0.4, chapter 5"
  package static let signature: FixedText? = FixedText(bytes: [0xd0, 0x0d, 0xfe, 0xed])
  package static var repeated: [any TableFormat.Type] { [SRAT.self, SLIT.self] }

  package func encode(to encoder: inout RecordEncoder) {
    var header = DeviceTreeHeader()
    let structureOffset = DeviceTreeHeader.byteCount + (reservations.count + 1) * DeviceTreeReservation.byteCount
    let stringsOffset = structureOffset + structure.count
    header.reservationsOffset = UInt32(DeviceTreeHeader.byteCount)
    header.structureOffset = UInt32(clamping: structureOffset)
    header.structureSize = UInt32(clamping: structure.count)
    header.stringsOffset = UInt32(clamping: stringsOffset)
    header.stringsSize = UInt32(clamping: strings.count)
    header.totalSize = UInt32(clamping: stringsOffset + strings.count)
    header.bootCPU = bootCPU
    encoder.reserve(stringsOffset + strings.count)
    encoder.append(header)
    for reservation in reservations { encoder.append(reservation) }
    encoder.append(DeviceTreeReservation())
    if encoder.keepsOrigins, !marks.marks.isEmpty {
      for (index, mark) in marks.marks.enumerated() {
        let end = index + 1 < marks.marks.count ? marks.marks[index + 1].offset : structure.count
        encoder.append(contentsOf: Array(structure[mark.offset..<end]), from: mark.origin)
      }
    } else {
      encoder.append(contentsOf: structure)
    }
    encoder.append(contentsOf: strings)
  }

  /// Reads a tree: its blocks as they are, and what is wrong with them.
  package static func decode(_ bytes: [UInt8]) -> Decoded<DeviceTree> {
    var issues = IssueList()
    let reader = DeviceTreeReader(bytes, &issues)
    reader.forEachPart(&issues) { _, _ in }
    var tree = DeviceTree(structure: Array(bytes[reader.structure]), strings: Array(bytes[reader.strings]))
    tree.bootCPU = reader.header.bootCPU
    reader.forEachReservation { reservation, _ in tree.reservations.append(reservation) }
    return Decoded(tree, issues)
  }

  package static func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    let reader = DeviceTreeReader(bytes, &issues)
    try body(
      TableRecord(
        kind: DeviceTreeRecords.header, index: 0, offset: 0, length: min(DeviceTreeHeader.byteCount, bytes.count)))
    var count = 0
    try reader.forEachReservation { (_, offset) throws(Failure) in
      try body(
        TableRecord(
          kind: DeviceTreeRecords.reservation, index: count, offset: offset, length: DeviceTreeReservation.byteCount
        ))
      count += 1
    }
    var records = DeviceTreeRecords(bytes)
    try reader.forEachPart(&issues) { (part, place) throws(Failure) in
      if let record = records.record(of: part, at: place) { try body(record) }
    }
  }
}

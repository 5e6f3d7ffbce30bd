import FieldCoding
import FirmwareTables
import Topology

/// What a file to be dumped is, where neither its signature nor its name tells.
public enum DumpFormat: String, CaseIterable, Sendable {
  /// A table by its signature.
  case acpi
  /// Packed entries of 20 bytes.
  case e820
  /// The text in which Linux prints an e820 map.
  case linux
  /// `memslots.json`.
  case memslots
  /// `layout.json`.
  case layout
}

/// Any artifact or table for people to read.
public struct ArtifactDump: Sendable {
  /// What could be read.
  public let text: String
  /// What is wrong; nothing for a file that is whole.
  public let issues: [String]

  /// Reads bytes.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - name: Its name, which tells an e820 map.
  ///   - format: What it is; `nil` to find out.
  public init(_ bytes: [UInt8], name: String, format: DumpFormat? = nil) {
    guard let format = format ?? Self.format(of: bytes, name: name) else {
      text = ""
      issues = ["neither signature nor name tells what this is; say --as e820, linux, memslots, layout or acpi"]
      return
    }
    switch format {
    case .acpi:
      let dump = TableDump(bytes) ?? TableDump(bytes, as: .other(FixedText(bytes: Array(bytes.prefix(4)))))
      (text, issues) = (dump.description, dump.issues.map(\.description))
    case .e820:
      let dump = TableDump(bytes, as: .e820)
      (text, issues) = (dump.description, dump.issues.map(\.description))
    case .linux:
      let map = E820Map.decode(linuxText: String(decoding: bytes, as: UTF8.self))
      text = TableDump(map.value.encoded(), as: .e820).description
      issues = map.issues.map(\.description)
    case .memslots: (text, issues) = Self.memslots(bytes)
    case .layout: (text, issues) = Self.layout(bytes)
    }
  }

  private static func format(of bytes: [UInt8], name: String) -> DumpFormat? {
    if name == ArtifactKind.e820.fileName { return .e820 }
    if TableKind(signatureOf: bytes) != nil { return .acpi }
    let start = bytes.prefix(1 << 16)
    if start.first(where: { $0 > UInt8(ascii: " ") }) == UInt8(ascii: "{") {
      guard case .object(let members)? = try? JSONValue(parsing: bytes) else { return nil }
      return members["partitions"] != nil ? .memslots : members["extents"] != nil ? .layout : nil
    }
    return String(decoding: start, as: UTF8.self).contains("[mem 0x") ? .linux : nil
  }

  private static func memslots(_ bytes: [UInt8]) -> (String, [String]) {
    let (file, issues) = MemslotsFile.decode(bytes)
    var text = ""
    for partition in file.partitions {
      text += "partition \(partition.name)\n"
      for slot in partition.slots {
        let end = slot.guestPhysicalAddress &+ slot.memorySize
        text +=
          "  slot \(slot.slot): \(Units.range(slot.guestPhysicalAddress, end)) (\(Units.bytes(slot.memorySize))) "
        let memory = slot.node.map { "node \($0)" } ?? slot.device.map { "device \($0)" } ?? slot.source
        let backing = slot.device == nil ? ", \(slot.backingFile ?? slot.backing)" : ""
        text += "\(memory)\(backing) at \(Units.address(slot.backingOffset)), "
        text += "pages of \(Units.bytes(slot.pageSize))\(slot.hugepages == "auto" ? " if there are enough" : ""), "
        text += "\(slot.visibility)\(slot.aliasOffset.map { ", alias at \(Units.address($0))" } ?? "")\n"
      }
    }
    return (text, issues)
  }

  private static func layout(_ bytes: [UInt8]) -> (String, [String]) {
    let (file, issues) = LayoutFile.decode(bytes)
    var text =
      "\(file.name ?? "layout"): \(Units.bytes(file.memory)), \(file.arch), platform \(file.platform.name)\n"
    func line(_ line: UInt64?) -> String { line.map { " (line \($0))" } ?? "" }
    for node in file.nodes {
      text += "node \(node.node): \(Units.bytes(node.memory)), CPUs \(node.cpus.isEmpty ? "none" : node.cpus)"
      text += "\(line(node.line))\n"
    }
    for entry in file.e820 {
      text += "e820 \(Units.range(entry.base, entry.base &+ entry.length)) \(entry.kind)\(line(entry.line))\n"
    }
    for slot in file.slots {
      let end = slot.guestPhysicalAddress &+ slot.memorySize
      text +=
        "slot \(slot.slot): \(Units.range(slot.guestPhysicalAddress, end)) node \(slot.node)\(line(slot.line))\n"
    }
    for window in file.devices ?? [] {
      text += "device \(window.name): \(Units.range(window.start, window.start &+ window.size)) "
      text += "priority \(window.priority), "
      text += window.slots.isEmpty ? "hidden" : "slots \(window.slots.map { "\($0)" }.joined(separator: ", "))"
      text += "\(line(window.line))\n"
    }
    for entry in file.visibility ?? [] { text += "slot \(entry.slot): \(entry.mode)\(line(entry.line))\n" }
    if let vtl2 = file.vtl2 {
      text += "vtl2: \(Units.range(vtl2.start, vtl2.start &+ vtl2.size))\(line(vtl2.line))\n"
    }
    for alias in file.aliases ?? [] {
      text += "alias \(alias.name.map { "\($0) " } ?? "")at \(Units.address(alias.offset))\(line(alias.line))\n"
    }
    for artifact in file.artifacts {
      text += "\(artifact.file): \(artifact.length) bytes, SHA-256 \(artifact.sha256)\n"
    }
    for warning in file.warnings { text += "warning: \(warning.message) [\(warning.id)]\(line(warning.line))\n" }
    return (text, issues)
  }
}

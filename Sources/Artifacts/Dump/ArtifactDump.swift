import Addresses
import Diagnostics
import FieldCoding
import FirmwareTables
import JSONCoding
import Lowering
import MachineModel

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
  /// What is wrong; nothing for a file that is whole.
  public let issues: [String]
  /// What is odd, but does not keep anybody from reading the file.
  public let warnings: [String]

  private enum Contents {
    case table(TableDump)
    case lines([String])
  }

  private let contents: Contents

  /// Reads bytes.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - name: Its name, which tells an e820 map.
  ///   - format: What it is; `nil` to find out.
  public init(_ bytes: [UInt8], name: String, format: DumpFormat? = nil) {
    switch format ?? Self.format(of: bytes, name: name) {
    case .acpi?:
      self.init(TableDump(bytes) ?? TableDump(bytes, as: .other(FixedText(bytes: Array(bytes.prefix(4))))))
    case .e820?:
      self.init(TableDump(bytes, as: .e820), ifEmpty: bytes.isEmpty ? "the map has no entry" : nil)
    case .linux?:
      let map = E820Map.decode(linuxText: String(decoding: bytes, as: UTF8.self))
      self.init(TableDump(map.value.encoded(), as: .e820), issues: map.issues)
    case .memslots?: self.init(Self.memslots(bytes))
    case .layout?: self.init(Self.layout(bytes))
    case nil:
      self.init(
        ([], ["neither signature nor name tells what this is; say --as e820, linux, memslots, layout or acpi"]))
    }
  }

  /// A table, with what is wrong with it and with the text that it was read from.
  private init(_ table: TableDump, issues: [DecodingIssue] = [], ifEmpty emptiness: String? = nil) {
    contents = .table(table)
    let all = issues + table.issues
    warnings = all.filter(\.isWarning).map(\.description)
    self.issues = all.filter { !$0.isWarning }.map(\.description) + (emptiness.map { [$0] } ?? [])
  }

  private init(_ read: (lines: [String], issues: [String])) {
    contents = .lines(read.lines)
    warnings = []
    // Silence would look like success.
    issues = read.lines.isEmpty && read.issues.isEmpty ? ["nothing is in it"] : read.issues
  }

  /// Writes what could be read, piece by piece: the listing of a large table is many times longer than the table.
  ///
  /// - Parameter sink: Takes a piece of the text as UTF-8.
  public func write<Failure: Error>(_ sink: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    switch contents {
    case .table(let table): try table.write(sink)
    case .lines(let lines):
      for line in lines { try sink(Array(line.terminalText.utf8) + [UInt8(ascii: "\n")]) }
    }
  }

  /// What could be read, as one text.
  public var text: String {
    var text: [UInt8] = []
    write { text += $0 }
    return String(decoding: text, as: UTF8.self)
  }

  private static func format(of bytes: [UInt8], name: String) -> DumpFormat? {
    if name == ArtifactKind.e820.fileName { return .e820 }
    // A log without times begins with letters that a signature could have.
    if bytes.starts(with: "BIOS-e820:".utf8) || bytes.starts(with: "BIOS-provided".utf8) { return .linux }
    if TableKind(signatureOf: bytes) != nil { return .acpi }
    let start = bytes.prefix(1 << 16)
    if start.first(where: { $0 > UInt8(ascii: " ") }) == UInt8(ascii: "{") {
      guard case .object(let members)? = try? JSONValue(parsing: bytes) else { return nil }
      return members["partitions"] != nil ? .memslots : members["extents"] != nil ? .layout : nil
    }
    let text = String(decoding: start, as: UTF8.self)
    return text.contains("[mem 0x") || text.contains("BIOS-e820:") ? .linux : nil
  }

  private static func memslots(_ bytes: [UInt8]) -> (lines: [String], issues: [String]) {
    let (file, issues) = MemslotsFile.decode(bytes)
    var lines: [String] = []
    for partition in file.partitions {
      lines.append("partition \(partition.name)")
      for slot in partition.slots {
        let backing = slot.device == nil ? ", \(slot.backingFile ?? slot.backing)" : ""
        lines.append(
          "  \(slot.facts)\(backing) at \(Units.address(slot.backingOffset)), "
            + "pages of \(Units.bytes(slot.pageSize))\(slot.hugepages == "auto" ? " if there are enough" : ""), "
            + "\(slot.visibility)\(slot.aliasOffset.map { ", alias at \(Units.address($0))" } ?? "")")
      }
    }
    return (lines, issues)
  }

  private static func layout(_ bytes: [UInt8]) -> (lines: [String], issues: [String]) {
    let (file, issues) = LayoutFile.decode(bytes)
    // Of what is no layout at all there is nothing to show.
    guard file != LayoutFile() else { return ([], issues) }
    func line(_ line: UInt64?) -> String { line.map { " (line \($0))" } ?? "" }
    var lines = [
      "\(file.name ?? "layout"): \(Units.bytes(file.memory)), \(file.arch), platform \(file.platform.name)"
    ]
    for node in file.nodes {
      lines.append(
        "node \(node.node): \(Units.bytes(node.memory)), CPUs \(node.cpus.isEmpty ? "none" : node.cpus)"
          + line(node.line))
    }
    for entry in file.e820 {
      lines.append("e820 \(Units.range(entry.base, entry.base &+ entry.length)) \(entry.kind)\(line(entry.line))")
    }
    for slot in file.slots {
      let end = slot.guestPhysicalAddress &+ slot.memorySize
      lines.append(
        "slot \(slot.slot): \(Units.range(slot.guestPhysicalAddress, end)) node \(slot.node)\(line(slot.line))")
    }
    lines += managementLines(file, line)
    for artifact in file.artifacts {
      lines.append("\(artifact.file): \(artifact.length) bytes, SHA-256 \(artifact.sha256)")
    }
    for warning in file.warnings {
      lines.append("warning: \(warning.message) [\(warning.id)]\(line(warning.line))")
    }
    return (lines, issues)
  }

  /// What a memory manager adds.
  private static func managementLines(_ file: LayoutFile, _ line: (UInt64?) -> String) -> [String] {
    var lines: [String] = []
    for window in file.devices ?? [] {
      let slots = window.slots.map { "\($0)" }.joined(separator: ", ")
      lines.append(
        "device \(window.name): \(Units.range(window.start, window.start &+ window.size)) "
          + "priority \(window.priority), \(slots.isEmpty ? "hidden" : "slots \(slots)")\(line(window.line))")
    }
    for entry in file.visibility ?? [] { lines.append("slot \(entry.slot): \(entry.mode)\(line(entry.line))") }
    if let vtl2 = file.vtl2 {
      lines.append("vtl2: \(Units.range(vtl2.start, vtl2.start &+ vtl2.size))\(line(vtl2.line))")
    }
    for alias in file.aliases ?? [] {
      lines.append(
        "alias \(alias.name.map { "\($0) " } ?? "")at \(Units.address(alias.offset))\(line(alias.line))")
    }
    return lines
  }
}

import Addresses
import FirmwareTables
import Lowering

extension LayoutFile: JSONArtifact {
  package static let name = "layout"
  package static let specification = "schemas/layout.schema.json"
  static let telltale = "extents"

  /// The layout in the order in which a summary has it.
  var lines: [String] {
    // Of what is no layout at all there is nothing to show.
    guard self != LayoutFile() else { return [] }
    var lines = [
      "\(name ?? "layout"): \(Units.bytes(memory)), \(arch), platform \(platform.name)"
    ]
    for node in nodes {
      lines.append(
        "node \(node.node)\(node.domain.map { ", proximity domain \($0)" } ?? ""): \(Units.bytes(node.memory))\(Self.kind(node)), CPUs \(node.cpus.isEmpty ? "none" : node.cpus)"
          + Self.place(node.line))
      for (place, zone) in (node.zones ?? []).enumerated() {
        lines.append(
          "zone \(place) of node \(node.node): \(Units.bytes(zone.memory))\(zone.name.map { " \($0)" } ?? "")"
            + Self.place(zone.line))
      }
      if let window = node.cxl {
        let bridges = window.bridges.map { "\($0)" }.joined(separator: ", ")
        lines.append(
          "CXL window node \(node.node): host bridges \(bridges) by \(Units.bytes(window.granularity))"
            + Self.place(window.line))
      }
      if let space = node.hotplug {
        let slots = space.slots.map { ", slots \($0.map { "\($0)" }.joined(separator: ", "))" } ?? ""
        lines.append("hot-pluggable \(space.range) node \(node.node)\(slots)\(Self.place(space.line))")
      }
    }
    for bridge in cxlBridges ?? [] {
      lines.append(
        "CXL host bridge \(bridge.uid): registers at \(Units.address(bridge.registers))\(Self.place(bridge.line))")
    }
    for (name, devices) in [("initiator", initiators), ("port", ports)] {
      for device in devices ?? [] {
        lines.append("\(name) \(device.handle) node \(device.node)\(Self.place(device.line))")
      }
    }
    for entry in e820 {
      lines.append(
        "e820 \(Units.range(entry.base, entry.base &+ entry.length)) \(entry.kind)\(Self.place(entry.line))")
    }
    for slot in slots {
      let end = slot.guestPhysicalAddress &+ slot.memorySize
      let zone = slot.zone.map { "zone \($0) of " } ?? ""
      lines.append(
        "slot \(slot.slot): \(Units.range(slot.guestPhysicalAddress, end)) \(zone)node \(slot.node)"
          + Self.place(slot.line))
    }
    if let acpi {
      lines.append(
        "ACPI tables: RSDP at \(Units.address(acpi.rsdp)), all others at "
          + "\(Units.range(acpi.start, acpi.start &+ acpi.size))\(Self.place(acpi.line))")
    }
    lines += managementLines
    for artifact in artifacts {
      lines.append("\(artifact.file): \(artifact.length) bytes, SHA-256 \(artifact.sha256)")
    }
    for warning in warnings {
      lines.append("warning: \(warning.message) [\(warning.id)]\(Self.place(warning.line))")
    }
    return lines
  }

  /// What a memory manager adds.
  private var managementLines: [String] {
    var lines: [String] = []
    for window in devices ?? [] {
      let slots = window.slots.map { "\($0)" }.joined(separator: ", ")
      lines.append(
        "device \(window.name): \(Units.range(window.start, window.start &+ window.size)) "
          + "priority \(window.priority), \(slots.isEmpty ? "hidden" : "slots \(slots)")"
          + (window.place.map { ", placed \($0)" } ?? "") + (window.visibility.map { ", \($0)" } ?? "")
          + (window.file.map { ", \($0) from \(Units.address(window.fileOffset ?? 0)) on" } ?? "")
          + Self.place(window.line))
    }
    for entry in visibility ?? [] { lines.append("slot \(entry.slot): \(entry.mode)\(Self.place(entry.line))") }
    if let vtl2 = vtl2 {
      lines.append("vtl2: \(Units.range(vtl2.start, vtl2.start &+ vtl2.size))\(Self.place(vtl2.line))")
    }
    for alias in aliases ?? [] {
      lines.append(
        "alias \(alias.name.map { "\($0) " } ?? "")at \(Units.address(alias.offset))\(Self.place(alias.line))")
    }
    return lines
  }

  /// The kind of a node's memory, behind a space.
  private static func kind(_ node: NodeEntry) -> String {
    (node.persistent == true ? " persistent" : "") + (node.specialPurpose == true ? " special-purpose" : "")
      + (node.softReserved == true ? " soft-reserved" : "")
  }

  private static func place(_ line: UInt64?) -> String { line.map { " (line \($0))" } ?? "" }
}

import Addresses
import Artifacts
import Diagnostics
import FirmwareTables
import MachineModel
import Reading

/// The topology that a host's tables and its firmware's memory map come to, where they tell of nodes: proximity domains as they
/// are, and memory that is not plugged in yet, of which Linux's own files say nothing.
struct HostTables {
  private let tree: HostTree

  /// - Parameter tree: The host.
  init(_ tree: HostTree) {
    self.tree = tree
  }

  /// The topology; `nil` where the tables do not tell of nodes or make none, which is said.
  func topology(reportingTo findings: inout CaptureFindings) -> Topology? {
    guard tree.tables.contains(where: { $0.name == SRAT.title }) else { return nil }
    let folder = tree.folder + HostTreeReader.tableFolder
    var tables: [(name: String, kind: TableKind, bytes: [UInt8])] = []
    for table in tree.tables {
      guard let kind = TableKind(signatureOf: table.bytes), kind.name == Self.signature(of: table.name) else {
        findings.report(.malformedFile, in: "\(folder)/\(table.name)", "this is no \(table.name), and is left out")
        return nil
      }
      tables.append((table.name, kind, table.bytes))
    }
    let map = map
    if !map.entries.isEmpty { tables.append((E820Map.title, TableKind(E820Map.self), map.encoded())) }
    let view = MachineView(tables: tables, name: folder)
    guard view.issues.isEmpty else {
      for issue in view.issues {
        findings.report(.malformedFile, in: folder, "\(issue): Linux's own files are taken for it")
      }
      return nil
    }
    guard let found = try? Decompiler(overrides: findings.overrides).run(view), let topology = found.topology else {
      findings.report(.unfitHost, "the firmware's tables make no topology: Linux's own files are taken for it")
      return nil
    }
    let shaped = withShape(topology)
    let result = HostCapture.errors(of: shaped) == nil ? shaped : topology
    guard HostCapture.errors(of: result) == nil else { return nil }
    findings.add(found.diagnostics, in: folder)
    return result
  }

  /// MADT has a signature of its own.
  private static func signature(of name: String) -> String { name == "APIC" ? MADT.title : name }

  /// The firmware's map as an operating system settles it.
  private var map: E820Map {
    let (usable, reserved) = HostMemory.settled(tree.memoryMap)
    let entries =
      usable.ranges.map { E820Entry(base: $0.start, length: $0.size, type: .usable) }
      + reserved.map { E820Entry(base: $0.start, length: $0.size, type: E820Type(rawValue: $0.kind.rawValue)) }
    return E820Map(entries: entries.sorted { $0.base < $1.base })
  }

  /// The topology with the CPU shape that Linux tells of, where tables tell of none and all else of the CPUs agrees.
  private func withShape(_ topology: Topology) -> Topology {
    guard topology.cpuShape == nil, topology.cpus.count == tree.cpus.count, topology.cpus.count > 1,
      let shape = HostShape(tree.cpus).shape
    else { return topology }
    let owners = HostCPUOwners(tree, Array(tree.nodes.indices))
    var nodes: [Int: UInt32] = [:]
    for (number, cpu) in topology.cpus.enumerated() {
      guard let owner = owners[number], nodes[owner] ?? cpu.node == cpu.node else { return topology }
      nodes[owner] = cpu.node
    }
    var shaped = topology
    shaped.cpuShape = shape
    for number in shaped.cpus.indices { shaped.cpus[number].apicID = shape.apicID(ofCPU: UInt32(number)) }
    return shaped
  }
}

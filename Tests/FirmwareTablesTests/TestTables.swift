import Addresses
import Diagnostics
import FieldCoding
import Foundation
import Lowering
import MachineModel
import Platforms
import Testing

@testable import FirmwareTables

let gib: UInt64 = 1 << 30

/// The bytes that a text of hexadecimal digits shows; white space counts for nothing.
func hex(_ text: String) -> [UInt8] {
  let digits = text.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

/// Bytes as text that shows where two of them differ.
func lines(_ bytes: [UInt8]) -> String {
  stride(from: 0, to: bytes.count, by: 16).map { start in
    bytes[start..<min(start + 16, bytes.count)].map { Hexadecimal.digits(UInt64($0), count: 2) }
      .joined(separator: " ")
  }.joined(separator: "\n")
}

/// A layout of nodes with so many bytes each and of CPUs with such APIC IDs and nodes.
func layout(
  _ architecture: Architecture = .x8664, memory: [UInt64], cpus: [CPU], distances: DistanceMatrix? = nil
) throws -> Layout {
  let nodes = memory.map { MemoryNode(memory: Located($0)) }
  return try lowered(Topology(architecture: architecture, nodes: nodes, cpus: cpus, distances: distances))
}

/// The layout of a topology, which has no mistakes.
func lowered(_ topology: Topology) throws -> Layout {
  var sink = DiagnosticSink(source: nil)
  let layout = LoweringPipeline().run(topology, reportingTo: &sink)
  #expect(!sink.hasErrors, "\(sink.diagnostics.map(\.message))")
  return try #require(layout)
}

/// Two nodes, 2 GiB and 4 GiB, the second one cut by the gap at 3 GiB; a CPU each, distance 21.
func twoNodes(_ architecture: Architecture = .x8664) throws -> Layout {
  try layout(
    architecture, memory: [2 * gib, 4 * gib], cpus: [CPU(apicID: 0, node: 0), CPU(apicID: 1, node: 1)],
    distances: DistanceMatrix(count: 2, remote: 21))
}

/// What of the invariants does not hold for a layout's slots and the bytes of its tables.
func violations(for layout: Layout) -> [String] {
  TableInvariants.violations(
    of: EncodedTable.all(of: layout), slots: layout.ramSlots, gaps: layout.gapRanges,
    localities: layout.topology.nodes.count)
}

extension TableKind {
  static let e820 = TableKind(E820Map.self)
  static let srat = TableKind(SRAT.self)
  static let slit = TableKind(SLIT.self)
  static let facs = TableKind(FACS.self)
}

extension OtherStructure {
  /// A structure of SRAT's family.
  init(type: UInt8, body: [UInt8]) {
    self.init(type: UInt16(type), bytes: [type, UInt8(2 + body.count)] + body)
  }
}

extension Layout {
  var ramSlots: [TableInvariants.RAMSlot] {
    slots.compactMap { slot in
      slot.node.map { TableInvariants.RAMSlot(start: slot.guestPhysicalAddress, end: slot.end, node: $0) }
    }
  }

  var gapRanges: [AddressRange] {
    geography.gaps.map(\.range)
  }
}

/// What QEMU 7.2 gave a guest, and what Linux 6.1 made of it.
struct Vector: Sendable, CustomTestStringConvertible {
  let machine: String

  static let all = ["pc-straddle", "q35-even", "q35-hmat", "pc-smt"].map(Vector.init)

  var testDescription: String { machine }

  func bytes(_ file: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: Bundle.module.bundleURL.appending(path: "Vectors/\(machine)/\(file)")))
  }

  func text(_ file: String) throws -> String {
    String(decoding: try bytes(file), as: UTF8.self)
  }

  var files: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(
        atPath: Bundle.module.bundleURL.appending(path: "Vectors/\(machine)").path
      ).sorted()
    }
  }
}

extension Array<UInt8> {
  /// The bytes with others put in their place from an offset on.
  func replacing(at offset: Int, with bytes: [UInt8]) -> [UInt8] {
    var result = self
    result.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    return result
  }

  /// An ACPI table with its checksum made right, and its length where asked.
  func sealed(length: Bool = true) -> [UInt8] {
    var result = self
    if length {
      for index in 0..<4 { result[4 + index] = UInt8(truncatingIfNeeded: count >> (8 * index)) }
    }
    result[9] = 0
    result[9] = 0 &- result.reduce(0, &+)
    return result
  }
}

import FieldCoding
import Testing

@testable import FirmwareTables

/// Tables that break a rule, with what is said of them.
struct TableCheckCase: Sendable, CustomTestStringConvertible {
  /// The rule's identifier.
  let rule: String
  /// The tables of one machine.
  let tables: [EncodedTable]
  /// All that is said, each line with how grave it is and the identifier of its rule.
  let messages: [String]

  init(_ rule: String, _ tables: [EncodedTable], _ messages: String...) {
    self.rule = rule
    self.tables = tables
    self.messages = messages
  }

  var testDescription: String { rule }
}

extension EncodedTable {
  /// A SRAT of CPUs, each given by its APIC ID and its domain, and of other structures.
  fileprivate static func srat(cpus: [(UInt8, UInt32)] = [(0, 0), (1, 1)], _ others: SRAT.Affinity...)
    -> EncodedTable
  {
    let cpus = cpus.map { SRAT.Affinity.processor(.init(proximityDomain: $0.1, apicID: $0.0)) }
    return EncodedTable(.srat, SRAT(affinities: cpus + others).encoded())
  }

  /// A SLIT of rows.
  fileprivate static func slit(_ rows: [UInt8]...) -> EncodedTable {
    EncodedTable(
      .slit,
      (Array("SLIT".utf8) + [UInt8](repeating: 0, count: 32) + [UInt8(rows.count), 0, 0, 0, 0, 0, 0, 0]
        + rows.flatMap { $0 }).sealed())
  }

  fileprivate static func hmat(revision: UInt8 = 2, _ structures: HMAT.Structure...) -> EncodedTable {
    EncodedTable(TableKind(HMAT.self), HMAT(revision: revision, structures: structures).encodedBytes())
  }

  fileprivate static func madt(_ entries: MADT.Entry...) -> EncodedTable {
    EncodedTable(TableKind(MADT.self), MADT(localAPICAddress: 0xfee0_0000, entries: entries).encodedBytes())
  }

  fileprivate static func e820(_ entries: E820Entry...) -> EncodedTable {
    EncodedTable(.e820, E820Map(entries: entries).encoded())
  }

  /// The table with other bytes from an offset on, and its checksum made right.
  fileprivate func replacing(at offset: Int, with bytes: [UInt8]) -> EncodedTable {
    EncodedTable(kind, self.bytes.replacing(at: offset, with: bytes).sealed(length: false))
  }
}

private func port(of domain: UInt32) -> SRAT.Affinity {
  .port(
    .init(.init(proximityDomain: domain, handle: .acpi(hardwareID: FixedText("ACPI0016", width: 8), uniqueID: 1))))
}

private func memory(
  _ domain: UInt32, _ start: UInt64, _ end: UInt64, _ flags: SRAT.MemoryAffinity.Flags = .enabled
) -> SRAT.Affinity {
  .memory(.init(proximityDomain: domain, base: start * gib, length: (end - start) * gib, flags: flags))
}

private func domain(_ memory: UInt32, by initiator: UInt32?) -> HMAT.Structure {
  .domain(.init(memory: memory, initiator: initiator))
}

/// Two nodes of 2 GiB with a CPU each.
private let twoNodes = EncodedTable.srat(memory(0, 0, 2), memory(1, 2, 4))

extension TableCheckTests {
  /// Every rule with the words that are said where it is broken.
  static let cases: [TableCheckCase] = [
    TableCheckCase(
      "table-damaged",
      [EncodedTable(.slit, EncodedTable.slit([10, 20], [20, 10]).bytes.replacing(at: 47, with: [11]))],
      "error: SLIT: byte 0x9: checksum is 0x56, bytes sum to 0x01, should be 0 [table-damaged]",
      "error: the distance of proximity domain 1 to itself is 11, not 10; Linux uses no such SLIT [slit-diagonal]"),
    TableCheckCase(
      "table-slack", [EncodedTable(.slit, (EncodedTable.slit([10, 20], [20, 10]).bytes + [0, 0]).sealed())],
      "warning: SLIT: byte 0x24: 2 localities need 4 distances, but 6 bytes are there; the last 2 of them are slack "
        + "[table-slack]"),
    TableCheckCase(
      "table-repeated", [twoNodes, .slit([10]), .srat(cpus: [(0, 7)], memory(0, 0, 2))],
      "warning: there is another SRAT before this one, so that neither is held against other tables [table-repeated]",
      "warning: SRAT has the proximity domain 1, but SLIT's number of localities is 1 [srat-domain-not-in-slit]",
      "warning: SRAT has the proximity domain 7, but SLIT's number of localities is 1 [srat-domain-not-in-slit]"),
    TableCheckCase(
      "slit-diagonal", [.slit([20, 20], [20, 0])],
      "error: the distance of proximity domain 0 to itself is 20, not 10; Linux uses no such SLIT [slit-diagonal]",
      "error: the distance of proximity domain 1 to itself is 0, not 10; Linux uses no such SLIT [slit-diagonal]"),
    TableCheckCase(
      "slit-remote-distance", [.slit([10, 10, 255], [10, 10, 9], [255, 9, 10])],
      "error: the distance from proximity domain 0 to 1 is 10, not 11 to 255; Linux uses no such SLIT "
        + "[slit-remote-distance]",
      "error: the distance from proximity domain 1 to 0 is 10, not 11 to 255; Linux uses no such SLIT "
        + "[slit-remote-distance]",
      "error: the distance from proximity domain 1 to 2 is 9, not 11 to 255; Linux uses no such SLIT "
        + "[slit-remote-distance]",
      "error: the distance from proximity domain 2 to 1 is 9, not 11 to 255; Linux uses no such SLIT "
        + "[slit-remote-distance]"),
    TableCheckCase(
      "slit-asymmetric", [.slit([10, 21], [31, 10])],
      "note: the distance from proximity domain 0 to 1 is 21, but back it is 31 [slit-asymmetric]"),
    TableCheckCase(
      "srat-memory-empty", [.srat(memory(0, 0, 2), memory(1, 2, 2), memory(1, 2, 2, []))],
      "warning: SRAT memory affinity #2 is enabled, but empty [srat-memory-empty]"),
    TableCheckCase(
      "srat-memory-too-high", [.srat(.memory(.init(proximityDomain: 0, base: .max - 0xfff, length: 0x2000)))],
      "error: SRAT memory affinity #1 ends at 2^64 or above [srat-memory-too-high]"),
    // Its end is 0 in 64 bits, below its base.
    TableCheckCase(
      "srat-memory-too-high", [.srat(.memory(.init(proximityDomain: 0, base: .max - 0xfff, length: 0x1000)))],
      "error: SRAT memory affinity #1 ends at 2^64 or above [srat-memory-too-high]"),
    TableCheckCase(
      "srat-memory-overlap", [.srat(memory(0, 1, 3), memory(1, 2, 4), memory(1, 0, 1), memory(0, 3, 4, []))],
      "error: SRAT memory affinities #1 and #2, of proximity domains 0 and 1, overlap at 0x80000000; Linux uses no such "
        + "SRAT [srat-memory-overlap]"),
    TableCheckCase(
      "srat-memory-repeated", [.srat(memory(0, 0, 2), memory(0, 1, 2))],
      "warning: SRAT memory affinities #1 and #2, both of proximity domain 0, overlap at 0x40000000 "
        + "[srat-memory-repeated]"),
    TableCheckCase(
      "srat-memory-missing",
      [
        twoNodes, .e820(E820Entry(base: 0, length: 5 * gib, type: .usable)),
      ],
      "error: e820 calls 0x100000000-0x140000000 usable, but SRAT gives it to no proximity domain; Linux uses no such "
        + "SRAT [srat-memory-missing]"),
    TableCheckCase(
      "srat-processor-repeated",
      [
        .srat(
          cpus: [(0, 0), (1, 1), (0, 0)], .x2APIC(.init(proximityDomain: 2, apicID: 1)),
          .x2APIC(.init(proximityDomain: 3, apicID: 1, flags: [])),
          .gicc(.init(proximityDomain: 4, processorUID: 1)))
      ],
      "warning: APIC ID 1 is in proximity domain 1, and again in 2 [srat-processor-repeated]"),
    TableCheckCase(
      "srat-reserved",
      [
        // The header's reserved bytes, a CPU's flags, and the two bytes behind the domain of memory #1; #2 is disabled.
        EncodedTable.srat(
          cpus: [(0, 0)], memory(0, 0, 2), memory(1, 2, 4, SRAT.MemoryAffinity.Flags(rawValue: 0x20))
        )
        .replacing(at: 40, with: [5]).replacing(at: 52, with: [3]).replacing(at: 70, with: [0, 1])
        .replacing(at: 110, with: [7])
      ],
      "warning: byte 0x28: SRAT header has 0x5 where 8 reserved bytes should be 0 [srat-reserved]",
      "warning: SRAT processor affinity #1 has the reserved flags 0x2, which should be 0 [srat-reserved]",
      "warning: byte 0x46: SRAT memory affinity #1 has 0x100 where 2 reserved bytes should be 0 [srat-reserved]"),
    TableCheckCase(
      "srat-domain-not-in-slit", [twoNodes, .slit([10])],
      "warning: SRAT has the proximity domain 1, but SLIT's number of localities is 1 [srat-domain-not-in-slit]"),
    TableCheckCase(
      "madt-processor-repeated",
      [
        .madt(
          .localAPIC(.init(processorUID: 0, apicID: 0)), .localAPIC(.init(processorUID: 1, apicID: 2)),
          .localAPIC(.init(processorUID: 1, apicID: 0)), .localAPIC(.init(processorUID: 2, apicID: 0, flags: [])),
          .localX2APIC(.init(processorUID: 3, apicID: 2))),
        .madt(
          .gicc(.init(processorUID: 4, mpidr: 0x100)), .gicc(.init(processorUID: 5, mpidr: 0x100)),
          .gicc(.init(processorUID: 6, mpidr: 0x101)), .gicc(.init(processorUID: 7, mpidr: 0x101, flags: []))),
      ],
      "warning: there is another MADT before this one, so that neither is held against other tables [table-repeated]",
      "warning: MADT has ACPI processor UID 1 twice [madt-processor-repeated]",
      "warning: MADT has APIC IDs 0,2 twice [madt-processor-repeated]",
      "warning: MADT has MPIDR 0x100 twice [madt-processor-repeated]"),
    TableCheckCase(
      "hmat-revision", [.hmat(revision: 3)],
      "error: HMAT is of revision 3; Linux reads revisions 1 and 2 only [hmat-revision]"),
    TableCheckCase(
      "hmat-target-unknown", [twoNodes, .hmat(domain(0, by: 0), domain(2, by: 0))],
      "error: HMAT speaks of memory of proximity domain 2, but no enabled memory affinity of SRAT does; Linux uses no "
        + "such HMAT [hmat-target-unknown]"),
    TableCheckCase(
      "hmat-target-ignored",
      [
        twoNodes,
        .hmat(
          .matrix(.init(.accessLatency, base: 1, initiators: [0], targets: [0, 5], entries: [1, 2])),
          .cache(.init(memory: 6, size: 1 << 20, attributes: .init(bits: 0x11)))),
      ],
      "warning: HMAT latency and bandwidth #1 speaks of memory of proximity domain 5, but no enabled memory affinity of "
        + "SRAT does [hmat-target-ignored]",
      "warning: HMAT memory-side cache #1 speaks of memory of proximity domain 6, but no enabled memory affinity of SRAT "
        + "does [hmat-target-ignored]"),
    TableCheckCase(
      "hmat-initiator-unknown", [twoNodes, .hmat(domain(0, by: 4), domain(1, by: nil))],
      "error: HMAT has proximity domain 4 for the initiator of 0, but no enabled CPU, memory or generic initiator of SRAT is "
        + "of it; Linux uses no such HMAT [hmat-initiator-unknown]"),
    // Linux makes a node neither for a port nor for an interrupt translation service.
    TableCheckCase(
      "hmat-initiator-unknown",
      [
        .srat(
          memory(0, 0, 2), port(of: 3), .its(.init(proximityDomain: 4, serviceID: 0)),
          .initiator(
            .init(
              .init(proximityDomain: 5, handle: .acpi(hardwareID: FixedText("ACME0001", width: 8), uniqueID: 7))))
        ),
        .hmat(domain(0, by: 3), domain(0, by: 4), domain(0, by: 5)),
      ],
      "error: HMAT has proximity domain 3 for the initiator of 0, but no enabled CPU, memory or generic initiator of SRAT is "
        + "of it; Linux uses no such HMAT [hmat-initiator-unknown]",
      "error: HMAT has proximity domain 4 for the initiator of 0, but no enabled CPU, memory or generic initiator of SRAT is "
        + "of it; Linux uses no such HMAT [hmat-initiator-unknown]"),
    TableCheckCase(
      "hmat-initiator-ignored",
      [
        twoNodes,
        .hmat(.matrix(.init(.readBandwidth, base: 1, initiators: [0, 9], targets: [1], entries: [1, 2]))),
      ],
      "warning: HMAT latency and bandwidth #1 has an initiator of proximity domain 9, but no enabled CPU, memory or generic "
        + "initiator of SRAT is of it [hmat-initiator-ignored]"),
  ]

  /// Tables of which nothing is said.
  static let fine: [TableCheckCase] = [
    TableCheckCase("two nodes", [twoNodes, .slit([10, 255], [255, 10])]),
    TableCheckCase("no table", []),
    TableCheckCase(
      "memory up to the last page", [.srat(.memory(.init(proximityDomain: 0, base: .max - 0x1fff, length: 0x1000)))]
    ),
    // As QEMU has it, whose NVDIMMs lie in hot-pluggable space of another node; Linux takes it.
    TableCheckCase(
      "what is plugged into hot-pluggable space",
      [
        .srat(
          memory(0, 0, 2), memory(1, 4, 5, [.enabled, .nonVolatile]), memory(0, 4, 8, [.enabled, .hotPluggable]))
      ]),
    TableCheckCase("HMAT without SRAT", [.hmat(domain(7, by: 8))]),
    TableCheckCase(
      "1 MiB of usable memory without a domain",
      [
        .srat(.memory(.init(proximityDomain: 0, base: 1 << 20, length: gib))),
        .e820(E820Entry(base: 0, length: gib + (1 << 20), type: .usable)),
      ]),
    TableCheckCase(
      "a generic port that ACPI names is a target",
      [
        .srat(memory(0, 0, 2), port(of: 3)), .hmat(domain(3, by: 0)),
      ]),
    // Revision 1 says in a flag whether the domain of memory counts.
    TableCheckCase("HMAT of revision 1", [twoNodes, .hmat(revision: 1, domain(7, by: nil))]),
    TableCheckCase("SLIT of no localities that says so", [.slit()]),
  ]
}

import Diagnostics
import FieldCoding

/// Reserved bits and bytes of SRAT are zero (ACPI 6.5, section 5.2.16). Linux looks at none of them, but what they mean one
/// day it will. What is not enabled counts for nothing, reserved bits among it.
struct SRATReservedBits: TableCheck {
  var rules: [TableRule] { [.sratReserved] }

  func check(_ tables: JudgedTables, reportingTo findings: inout TableFindings) {
    for (table, srat) in tables.all(SRAT.self) {
      let listing = TableListing(table.bytes, as: table.kind)
      var lister = FieldLister(table.bytes)
      var affinities = srat.affinities.makeIterator()
      var issues = IssueList()
      SRAT.forEachRecord(in: table.bytes, &issues) { record in
        if record.offset > 0 {
          guard let affinity = affinities.next(), affinity.isEnabled else { return }
          if let flags = affinity.reservedFlags {
            findings.report(
              .sratReserved, of: table,
              "\(listing.title(of: record)) has the reserved flags 0x\(String(flags, radix: 16)), which should be 0"
            )
          }
        }
        lister.list(record)
        for field in lister.entries where field.isReserved && field.number != 0 {
          findings.report(
            .sratReserved, of: table,
            "byte 0x\(String(field.offset, radix: 16)): \(listing.title(of: record)) has "
              + "0x\(String(field.number ?? 0, radix: 16)) where \(field.length) reserved bytes should be 0")
        }
      }
    }
  }
}

extension SRAT.Affinity {
  /// The flags that are set and have no meaning; `nil` where there are none.
  fileprivate var reservedFlags: UInt32? {
    let flags: UInt32
    switch self {
    case .processor(let cpu): flags = cpu.flags.unnamed
    case .memory(let memory): flags = memory.flags.unnamed
    case .x2APIC(let cpu): flags = cpu.flags.unnamed
    case .gicc(let cpu): flags = cpu.flags.unnamed
    case .rintc(let cpu): flags = cpu.flags.unnamed
    case .initiator(let initiator): flags = initiator.device.flags.unnamed
    case .port(let port): flags = port.device.flags.unnamed
    case .its, .other: flags = 0
    }
    return flags == 0 ? nil : flags
  }
}

extension FlagSet where RawValue == UInt32, Element == Self {
  /// The bits that have no name.
  fileprivate var unnamed: UInt32 { Self.names.reduce(rawValue) { $0 & ~$1.flag.rawValue } }
}

extension TableRule {
  fileprivate static let sratReserved = TableRule(
    "srat-reserved", severity: .warning, "SRAT's reserved bits and bytes are zero")
}

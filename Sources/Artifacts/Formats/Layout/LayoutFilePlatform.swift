package import Addresses
package import JSONCoding
import MachineModel

extension LayoutFile {
  /// The platform.
  package struct PlatformEntry: JSONRecord, Equatable {
    /// The lowest address of RAM.
    package var dramBase: UInt64 = 0
    /// Ranges without RAM.
    package var gaps: [RangeEntry] = []
    /// The preset.
    package var name = ""
    /// Physical address bits, absent where nothing limits them.
    package var physBits: UInt64?
    /// Ranges that are not usable.
    package var reserved: [RangeEntry] = []

    /// A platform of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("dram_base", &dramBase)
      coder.member("gaps", &gaps)
      coder.member("name", &name)
      coder.member("phys_bits", &physBits)
      coder.member("reserved", &reserved)
    }
  }

  /// A gap or a reserved range.
  package struct RangeEntry: JSONRecord, Equatable {
    /// The address just behind the range.
    package var end: UInt64 = 0
    /// The line, absent for a preset's.
    package var line: UInt64?
    /// Its name, if it has one.
    package var name: String?
    /// The first address.
    package var start: UInt64 = 0
    /// What a reserved range is; absent for gaps.
    package var type: String?

    /// A range of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("end", &end)
      coder.member("line", &line)
      coder.member("name", &name)
      coder.member("start", &start)
      coder.member("type", &type, values: .words(ReservedRange.Kind.allCases.map(\.name)))
    }
  }
}

extension LayoutFile.RangeEntry: AddressRanged {
  /// Where the range lies; nothing where it ends below its start.
  package var range: AddressRange { AddressRange(start, end) }
}

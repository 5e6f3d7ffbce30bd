package import JSONCoding
import MachineModel

// What a memory manager adds to a layout.

extension LayoutFile {
  /// A device window.
  package struct DeviceEntry: JSONRecord, Equatable {
    /// The path of the file that it is a private copy of; absent for zeros.
    package var file: String?
    /// Where it begins in that file, in bytes.
    package var fileOffset: UInt64?
    /// The line.
    package var line: UInt64?
    /// Its name.
    package var name = ""
    /// `low` or `high` where its address was found by memc; absent where it was stated.
    package var place: String?
    /// 0 to 254; where windows overlap, the guest sees the highest.
    package var priority: UInt64 = 0
    /// Bytes.
    package var size: UInt64 = 0
    /// The numbers of the slots through which the guest sees it; empty where all of it is hidden.
    package var slots: [UInt64] = []
    /// The first address.
    package var start: UInt64 = 0
    /// `read-only` or `unmapped`; absent for read-write.
    package var visibility: String?

    /// A window of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member(
        "file", &file,
        "The file whose bytes it begins with, mapped private: what is written does not reach it. Zeros where absent."
      )
      coder.member("file_offset", &fileOffset, "Where it begins in the file, in bytes.")
      coder.member("line", &line)
      coder.member("name", &name)
      coder.member(
        "place", &place,
        "Where its address was found by memc: below 4 GiB, or above memory. Absent where it was stated.",
        values: .words(WindowPlace.allCases.map(\.rawValue)))
      coder.member(
        "priority", &priority,
        "0 to 254: where windows overlap, the guest sees the one of the highest, and RAM before all.")
      coder.member("size", &size)
      coder.member(
        "slots", &slots,
        "The slots of vtl0 through which the guest sees the window; empty where all of it is hidden.")
      coder.member("start", &start)
      coder.member(
        "visibility", &visibility, "What the guest may do with it at first; read-write where absent.",
        values: .words(Visibility.allCases.filter { $0 != .readWrite }.map(\.rawValue)))
    }
  }

  /// A slot that does not begin as read-write.
  package struct VisibilityEntry: JSONRecord, Equatable {
    /// The line.
    package var line: UInt64?
    /// `read-only` or `unmapped`.
    package var mode = ""
    /// The slot's number.
    package var slot: UInt64 = 0

    /// The visibility of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("line", &line)
      coder.member(
        "mode", &mode, values: .words(Visibility.allCases.filter { $0 != .readWrite }.map(\.rawValue)))
      coder.member("slot", &slot)
    }
  }

  /// The RAM of the more privileged level.
  package struct PrivilegedEntry: JSONRecord, Equatable {
    /// The line.
    package var line: UInt64?
    /// Bytes.
    package var size: UInt64 = 0
    /// The first address.
    package var start: UInt64 = 0

    /// RAM of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("line", &line)
      coder.member("size", &size)
      coder.member("start", &start)
    }
  }

  /// A mirror of RAM.
  package struct AliasEntry: JSONRecord, Equatable {
    /// The line.
    package var line: UInt64?
    /// Its name, if it has one.
    package var name: String?
    /// What is added to addresses.
    package var offset: UInt64 = 0

    /// A mirror of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("line", &line)
      coder.member("name", &name)
      coder.member("offset", &offset)
    }
  }

  /// The ACPI image.
  package struct ACPIEntry: JSONRecord, Equatable {
    /// The line of `acpi`.
    package var line: UInt64?
    /// Where the root pointer lies.
    package var rsdp: UInt64 = 0
    /// Bytes of the tables.
    package var size: UInt64 = 0
    /// Where the tables begin.
    package var start: UInt64 = 0

    /// An image of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("line", &line)
      coder.member(
        "rsdp", &rsdp, "The guest physical address of acpi-rsdp.bin: acpi_rsdp_addr of Linux's zero page.")
      coder.member("size", &size)
      coder.member("start", &start, "The guest physical address of acpi.bin.")
    }
  }
}

import FieldCoding

/// The fields of Linux's zero page, `struct boot_params`, by which memory and tables are found. What a boot loader knows
/// only once it has a kernel, a command line and an initial RAM disk is not among them.
struct ZeroPageFields: Hashable, Sendable {
  /// A part of the page that has some of the fields.
  enum Part: CaseIterable {
    case rsdp, count, header, setupData

    /// Where the part begins.
    var offset: Int {
      switch self {
      case .rsdp: 0x070
      case .count: 0x1e8
      // The setup header begins at 0x1f1; this is the first of its fields that tells what it is.
      case .header: 0x1fe
      case .setupData: 0x250
      }
    }

    /// What its record is called.
    var kind: RecordKind {
      switch self {
      case .rsdp: Self.rsdpKind
      case .count: Self.countKind
      case .header: Self.headerKind
      case .setupData: Self.setupDataKind
      }
    }

    /// Bytes.
    var byteCount: Int {
      var counter = ByteCounter()
      var fields = ZeroPageFields()
      fields.describe(self, &counter)
      return counter.count
    }

    private static let rsdpKind = part("zero page root pointer", .rsdp)
    private static let countKind = part("zero page entry count", .count)
    private static let headerKind = part("zero page setup header", .header)
    private static let setupDataKind = part("zero page setup data", .setupData)

    private static func part(_ title: String, _ part: Part) -> RecordKind {
      RecordKind(
        title,
        describe: { lister in
          var fields = ZeroPageFields()
          fields.describe(part, &lister)
        })
    }
  }

  /// Where the RSDP is; 0 where nothing is said, so that Linux looks for it in the first megabyte.
  var rootPointer: UInt64 = 0
  /// Entries of the map in the page.
  var entryCount: UInt8 = 0
  /// What a boot sector ends with.
  var bootFlag: UInt16 = 0xaa55
  var jump: UInt16 = 0
  /// What tells that there is a setup header.
  var magic = FixedText("HdrS", width: 4)
  /// The version of the boot protocol, 2.14: the first that has ``rootPointer``.
  var version: UInt16 = 0x020e
  var realModeSwitch: UInt32 = 0
  var startSegment: UInt16 = 0
  var kernelVersion: UInt16 = 0
  /// The boot loader: 0xff for one without a number. Linux takes no initial RAM disk from one that says nothing.
  var loaderType: UInt8 = 0xff
  var loadFlags: UInt8 = 0
  /// Where the first `struct setup_data` is; 0 where there is none.
  var setupData: UInt64 = 0

  /// Names the fields of a part.
  mutating func describe<Coder: FieldCoder>(_ part: Part, _ coder: inout Coder) {
    switch part {
    case .rsdp: coder.field("acpi_rsdp_addr", &rootPointer, as: .address)
    case .count: coder.field("e820_entries", &entryCount)
    case .header:
      coder.field("boot_flag", &bootFlag, as: .hexadecimal)
      coder.field("jump", &jump, as: .hexadecimal)
      coder.text("header", &magic)
      coder.field("version", &version, as: .named { "\($0 >> 8).\($0 & 0xff)" })
      coder.field("realmode_swtch", &realModeSwitch, as: .hexadecimal)
      coder.field("start_sys_seg", &startSegment, as: .hexadecimal)
      coder.field("kernel_version", &kernelVersion, as: .hexadecimal)
      coder.field("type_of_loader", &loaderType, as: .hexadecimal)
      coder.field("loadflags", &loadFlags, as: .hexadecimal)
    case .setupData: coder.field("setup_data", &setupData, as: .address)
    }
  }
}

/// What stands before the contents of a block behind the zero page, Linux's `struct setup_data`.
struct SetupDataHead: ByteRecord, Hashable, Sendable {
  /// Entries of e820 that the zero page does not hold: SETUP_E820_EXT.
  static let e820Extension: UInt32 = 1

  /// Where the next block is; 0 for the last one.
  var next: UInt64 = 0
  /// What the contents are.
  var type: UInt32 = Self.e820Extension
  /// Bytes of the contents.
  var length: UInt32 = 0

  static let kind = RecordKind.head("setup data", Self.self, derivedFields: ["length"])

  mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    coder.field("next", &next, as: .address)
    coder.field("type", &type, as: .named { $0 == UInt64(Self.e820Extension) ? "1 (e820 entries)" : "\($0)" })
    coder.field("length", &length, as: .bytes)
  }
}

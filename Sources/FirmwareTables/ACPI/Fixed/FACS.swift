package import FieldCoding

/// The Firmware ACPI Control Structure, in which firmware and operating system write to each other while a machine
/// sleeps and wakes (ACPI 6.5, section 5.2.10). It has neither the header nor the checksum of the other tables.
package struct FACS: Hashable, Sendable {
  /// What table it is, 4 bytes.
  package internal(set) var tableSignature: FixedText
  /// Bytes of the whole table, at least 64.
  package var length: UInt32
  /// What changes where the hardware does not wake as it fell asleep.
  package var hardwareSignature: UInt32
  /// Where the operating system wants to wake, an address below 4 GiB in real mode.
  package var firmwareWakingVector: UInt32
  /// The lock that both share.
  package var globalLock: GlobalLock
  /// What the firmware can do.
  package var flags: Flags
  /// Where the operating system wants to wake, an address of 64 bits.
  package var extendedWakingVector: UInt64
  /// The version of the format: 2, or 0 and 1 before ACPI 4.0.
  package var version: UInt8
  /// What the operating system asks for.
  package var osFlags: OSFlags

  /// The lock that firmware and operating system share.
  package struct GlobalLock: OptionSet, Hashable, Sendable {
    /// The bits.
    package let rawValue: UInt32

    /// Takes any bits.
    package init(rawValue: UInt32) {
      self.rawValue = rawValue
    }

    /// Somebody waits for the lock.
    package static let pending = GlobalLock(rawValue: 1)
    /// Somebody has the lock.
    package static let owned = GlobalLock(rawValue: 2)
  }

  /// What the firmware can do.
  package struct Flags: OptionSet, Hashable, Sendable {
    /// The bits.
    package let rawValue: UInt32

    /// Takes any bits.
    package init(rawValue: UInt32) {
      self.rawValue = rawValue
    }

    /// The firmware saves memory itself for the state S4 (S4BIOS_F).
    package static let savesMemory = Flags(rawValue: 1)
    /// The firmware can wake into 64-bit mode (64BIT_WAKE_SUPPORTED_F).
    package static let wakesIn64Bit = Flags(rawValue: 2)
  }

  /// What the operating system asks for.
  package struct OSFlags: OptionSet, Hashable, Sendable {
    /// The bits.
    package let rawValue: UInt32

    /// Takes any bits.
    package init(rawValue: UInt32) {
      self.rawValue = rawValue
    }

    /// The extended waking vector is to be entered in 64-bit mode (64BIT_WAKE_F).
    package static let wakeIn64Bit = OSFlags(rawValue: 1)
  }

  /// Reads a table.
  package static func decode(_ bytes: [UInt8]) -> Decoded<FACS> {
    var issues = IssueList()
    let (table, _) = open(bytes, &issues)
    return Decoded(table, issues)
  }

  /// Opens a table: reads its fields, and checks signature and length.
  ///
  /// - Returns: The table, and where it ends: where its length says, or where the bytes end.
  static func open(_ bytes: [UInt8], _ issues: inout IssueList) -> (table: FACS, end: Int) {
    var decoder = ByteDecoder(bytes)
    let table = decoder.read(FACS.self)
    issues.append(decoder.issues)
    // Signature and length.
    guard bytes.count >= 8 else { return (table, bytes.count) }
    if let signature, table.tableSignature != signature {
      issues.append("signature is \"\(table.tableSignature)\", should be \"\(signature)\"", at: 0)
    }
    let length = Int(clamping: table.length)
    if length < byteCount {
      issues.append("length is \(length), less than the \(byteCount) bytes of FACS", at: 4)
    } else if length != bytes.count {
      issues.append("length is \(length), but the table has \(bytes.count) bytes", at: 4)
    }
    return (table, length >= byteCount ? min(length, bytes.count) : bytes.count)
  }
}

extension FACS: RecordFormat {
  package static let title = "FACS"
  package static let signature: FixedText? = FixedText("FACS", width: 4)

  private static let whole = RecordKind.head("FACS", FACS.self, derivedFields: ["length"])
  private static let slack = RecordKind.slack(of: "FACS")

  package static func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    let (_, end) = open(bytes, &issues)
    try body(TableRecord(kind: whole, index: 0, offset: 0, length: min(byteCount, end)))
    guard end > byteCount else { return }
    try body(TableRecord(kind: slack, index: 0, offset: byteCount, length: end - byteCount))
  }
}

extension FACS: ByteRecord {
  package init() {
    tableSignature = FixedText("", width: 4)
    length = 0
    hardwareSignature = 0
    firmwareWakingVector = 0
    globalLock = []
    flags = []
    extendedWakingVector = 0
    version = 0
    osFlags = []
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    coder.text("signature", &tableSignature)
    coder.field("length", &length)
    coder.field("hardware signature", &hardwareSignature, as: .hexadecimal)
    coder.field("firmware waking vector", &firmwareWakingVector, as: .address)
    coder.flags("global lock", &globalLock)
    coder.flags("flags", &flags)
    coder.field("X firmware waking vector", &extendedWakingVector, as: .address)
    coder.field("version", &version)
    coder.reserved(3)
    coder.flags("OSPM flags", &osFlags)
    coder.reserved(8)
    coder.reserved(8)
    coder.reserved(8)
  }
}

extension FACS.GlobalLock: FlagSet {
  package static let names: [(flag: Self, name: String)] = [
    (.pending, "pending"), (.owned, "owned"),
  ]
}

extension FACS.Flags: FlagSet {
  package static let names: [(flag: Self, name: String)] = [
    (.savesMemory, "S4BIOS"), (.wakesIn64Bit, "64-bit wake supported"),
  ]
}

extension FACS.OSFlags: FlagSet {
  package static let names: [(flag: Self, name: String)] = [(.wakeIn64Bit, "64-bit wake")]
}

package import FieldCoding

extension MADT {
  /// Interrupt Source Override Structure, type 2: an interrupt of ISA that is another input of the I/O APIC than its number
  /// says (ACPI 6.5, section 5.2.12.5).
  package struct InterruptSourceOverride: Hashable, Sendable {
    /// The bus: 0, ISA.
    package var bus: UInt8
    /// The interrupt on the bus.
    package var source: UInt8
    /// The global system interrupt that it is.
    package var interrupt: UInt32
    /// Polarity and trigger mode.
    package var flags: InterruptFlags

    /// Creates a structure.
    package init(source: UInt8, interrupt: UInt32, flags: InterruptFlags = .asOnBus) {
      bus = 0
      self.source = source
      self.interrupt = interrupt
      self.flags = flags
    }
  }

  /// Polarity and trigger mode of an interrupt (MPS INTI flags; ACPI 6.5, table 5.26).
  package struct InterruptFlags: RawRepresentable, Hashable, Sendable {
    /// Bits 0 and 1 are the polarity, bits 2 and 3 the trigger mode.
    package var rawValue: UInt16

    /// Takes any bits.
    package init(rawValue: UInt16) {
      self.rawValue = rawValue
    }

    /// As the bus has it: active high and by edges, on ISA.
    package static let asOnBus = InterruptFlags(rawValue: 0)
    /// While the line is high.
    package static let levelHigh = InterruptFlags(rawValue: 0b1101)

    /// Names the field.
    mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
      coder.field("flags", &rawValue, as: .named { Self.words($0) })
    }

    private static func words(_ bits: UInt64) -> String {
      let polarities = ["polarity as on the bus", "active high", "reserved polarity", "active low"]
      let triggers = ["trigger as on the bus", "edge", "reserved trigger", "level"]
      return "\(polarities[Int(bits & 3)]), \(triggers[Int(bits >> 2 & 3)])"
    }
  }
}

extension MADT.InterruptSourceOverride: TableStructure {
  static let type: UInt16 = 2
  static let kind = RecordKind("MADT interrupt source override", Self.self)

  package init() {
    self.init(source: 0, interrupt: 0)
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    coder.field("bus", &bus)
    coder.field("source", &source)
    coder.field("interrupt", &interrupt)
    flags.describe(&coder)
  }
}

package import FieldCoding

extension MADT {
  /// GIC CPU Interface (GICC) Structure, type 11: a CPU of Arm (ACPI 6.5, section 5.2.12.14). It has 80 bytes, as ACPI 6.0 to
  /// 6.4 have it.
  package struct GICC: Hashable, Sendable {
    /// Flags of a CPU of Arm (ACPI 6.5, table 5.37).
    package struct Flags: OptionSet, Hashable, Sendable {
      /// The bits.
      package let rawValue: UInt32

      /// Takes any bits.
      package init(rawValue: UInt32) {
        self.rawValue = rawValue
      }

      /// The CPU is there when the machine starts.
      package static let enabled = Flags(rawValue: 1)
      /// The performance interrupt is by edges.
      package static let edgePerformanceInterrupt = Flags(rawValue: 2)
      /// The maintenance interrupt of the virtual CPU interface is by edges.
      package static let edgeMaintenanceInterrupt = Flags(rawValue: 4)
      /// The CPU is not there, but may be brought up later. ACPI 6.5 has the flag, and Linux goes by it whatever the revision.
      package static let onlineCapable = Flags(rawValue: 8)
    }

    /// The number of the CPU interface, which GICv3 does not go by: the CPU's number.
    package var interfaceNumber: UInt32
    /// The ACPI processor UID: the CPU's number.
    package var processorUID: UInt32
    /// Whether the CPU is there, or may come.
    package var flags: Flags
    /// The version of the parking protocol; 0 for none, where CPUs are started by PSCI.
    package var parkingVersion: UInt32
    /// The interrupt of the performance monitor; 0 for none.
    package var performanceInterrupt: UInt32
    /// Where the CPU is parked, a guest physical address.
    package var parkedAddress: UInt64
    /// The CPU interface's registers; 0 with GICv3, whose interface is in system registers.
    package var baseAddress: UInt64
    /// The virtual CPU interface's registers.
    package var virtualInterfaceAddress: UInt64
    /// The virtual interface control's registers.
    package var controlAddress: UInt64
    /// The maintenance interrupt of the virtual CPU interface.
    package var maintenanceInterrupt: UInt32
    /// The CPU's redistributor; 0 where a GICR structure has it.
    package var redistributorAddress: UInt64
    /// The affinity fields of MPIDR_EL1.
    package var mpidr: UInt64
    /// How much the CPU does for its power, beside the others of the machine.
    package var efficiencyClass: UInt8
    /// The interrupt of statistical profiling; 0 for none.
    package var profilingInterrupt: UInt16

    /// Creates a structure, of a CPU that is there unless said otherwise, with a GICv3.
    package init(processorUID: UInt32, mpidr: UInt64, flags: Flags = .enabled) {
      interfaceNumber = processorUID
      self.processorUID = processorUID
      self.flags = flags
      parkingVersion = 0
      performanceInterrupt = 0
      parkedAddress = 0
      baseAddress = 0
      virtualInterfaceAddress = 0
      controlAddress = 0
      maintenanceInterrupt = 0
      redistributorAddress = 0
      self.mpidr = mpidr
      efficiencyClass = 0
      profilingInterrupt = 0
    }
  }

  /// A CPU of Arm, as ACPI 5.1 has it: 76 bytes. Decoded, but not made.
  package struct ShortGICC: Hashable, Sendable {
    /// What both say: the efficiency class and the profiling interrupt are not there.
    package var gicc: GICC

    /// Creates a structure.
    package init(_ gicc: GICC) {
      self.gicc = gicc
    }
  }

  /// A CPU of Arm, as ACPI 6.5 has it: 82 bytes. Decoded, but not made.
  package struct LongGICC: Hashable, Sendable {
    /// What the shorter structure says.
    package var gicc: GICC
    /// The interrupt of the trace buffer; 0 for none.
    package var traceBufferInterrupt: UInt16

    /// Creates a structure.
    package init(_ gicc: GICC, traceBufferInterrupt: UInt16) {
      self.gicc = gicc
      self.traceBufferInterrupt = traceBufferInterrupt
    }
  }
}

extension MADT.Entry {
  /// A CPU of Arm, as far as all structures of the type tell of it; `nil` for other structures.
  var cpuOfArm: MADT.GICC? {
    switch self {
    case .gicc(let cpu): cpu
    case .shortGICC(let cpu): cpu.gicc
    case .longGICC(let cpu): cpu.gicc
    default: nil
    }
  }
}

extension MADT.GICC: TableStructure {
  static let type: UInt16 = 11
  static let kind = RecordKind("MADT GICC", Self.self, fact: { $0.fact }) { $0.summarize(in: &$1) }

  package init() {
    self.init(processorUID: 0, mpidr: 0)
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    describeOldFields(&coder)
    describeNewFields(&coder)
  }

  /// Names the fields that all structures of the type have.
  fileprivate mutating func describeOldFields<Coder: FieldCoder>(_ coder: inout Coder) {
    coder.reserved(2)
    coder.field("CPU interface number", &interfaceNumber)
    coder.field("ACPI processor UID", &processorUID)
    coder.flags("flags", &flags)
    coder.field("parking version", &parkingVersion)
    coder.field("performance interrupt", &performanceInterrupt)
    coder.field("parked address", &parkedAddress, as: .address)
    coder.field("base address", &baseAddress, as: .address)
    coder.field("GICV address", &virtualInterfaceAddress, as: .address)
    coder.field("GICH address", &controlAddress, as: .address)
    coder.field("maintenance interrupt", &maintenanceInterrupt)
    coder.field("GICR address", &redistributorAddress, as: .address)
    coder.field("MPIDR", &mpidr, as: .hexadecimal)
  }

  /// Names the fields behind them.
  fileprivate mutating func describeNewFields<Coder: FieldCoder>(_ coder: inout Coder) {
    coder.field("efficiency class", &efficiencyClass)
    coder.reserved(1)
    coder.field("SPE interrupt", &profilingInterrupt)
  }

  /// Which CPU it is.
  fileprivate var fact: RecordFact? {
    flags.isThere.map { .processor([.mpidr(mpidr), .uid(processorUID)], isThere: $0) }
  }

  /// Says which CPU it is.
  fileprivate func summarize(in text: inout ListingText) {
    text.append("MPIDR ")
    text.hexadecimal(mpidr, digits: 1)
    text.append(", ", ofCPU: processorUID, flags.isThere)
  }
}

extension MADT.ShortGICC: TableStructure {
  static let type = MADT.GICC.type
  static let kind = RecordKind("MADT GICC of ACPI 5.1", Self.self, fact: { $0.gicc.fact }) {
    $0.gicc.summarize(in: &$1)
  }

  package init() {
    self.init(MADT.GICC())
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    gicc.describeOldFields(&coder)
  }
}

extension MADT.LongGICC: TableStructure {
  static let type = MADT.GICC.type
  static let kind = RecordKind("MADT GICC of ACPI 6.5", Self.self, fact: { $0.gicc.fact }) {
    $0.gicc.summarize(in: &$1)
  }

  package init() {
    self.init(MADT.GICC(), traceBufferInterrupt: 0)
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    gicc.describeOldFields(&coder)
    gicc.describeNewFields(&coder)
    coder.field("TRBE interrupt", &traceBufferInterrupt)
  }
}

extension MADT.GICC.Flags: PresenceFlags {
  package static let names: [(flag: Self, name: String)] = [
    (.enabled, "enabled"), (.edgePerformanceInterrupt, "edge performance interrupt"),
    (.edgeMaintenanceInterrupt, "edge maintenance interrupt"), (.onlineCapable, "online capable"),
  ]
}

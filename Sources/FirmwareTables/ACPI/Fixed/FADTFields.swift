package import FieldCoding

/// The fields of FADT behind its header (ACPI 6.5, table 5.9), in the groups by which revisions of ACPI made it longer.
package struct FADTFields: Hashable, Sendable {
  /// A group of fields that came with a revision.
  private enum Group: Int, CaseIterable {
    case acpi1, acpi2, acpi3, acpi5, acpi6

    /// Bytes from the end of the header to the end of the group.
    var end: Int {
      var fields = FADTFields()
      fields.last = self
      return fields.byteCount
    }
  }

  /// The last group that is there.
  private var last = Group.acpi6

  // ACPI 1.0

  /// The address of FACS, below 4 GiB.
  package var facs: UInt32 = 0
  /// The address of the DSDT, below 4 GiB; 0 where ``extendedDSDT`` has it.
  package var dsdt: UInt32 = 0
  var interruptModel: UInt8 = 0
  var powerProfile: UInt8 = 0
  var sciInterrupt: UInt16 = 0
  var smiCommand: UInt32 = 0
  var acpiEnable: UInt8 = 0
  var acpiDisable: UInt8 = 0
  var s4BIOSRequest: UInt8 = 0
  var pStateControl: UInt8 = 0
  var pm1aEventBlock: UInt32 = 0
  var pm1bEventBlock: UInt32 = 0
  var pm1aControlBlock: UInt32 = 0
  var pm1bControlBlock: UInt32 = 0
  var pm2ControlBlock: UInt32 = 0
  var pmTimerBlock: UInt32 = 0
  var gpe0Block: UInt32 = 0
  var gpe1Block: UInt32 = 0
  var pm1EventLength: UInt8 = 0
  var pm1ControlLength: UInt8 = 0
  var pm2ControlLength: UInt8 = 0
  var pmTimerLength: UInt8 = 0
  var gpe0Length: UInt8 = 0
  var gpe1Length: UInt8 = 0
  var gpe1Base: UInt8 = 0
  var cStateControl: UInt8 = 0
  var c2Latency: UInt16 = 0
  var c3Latency: UInt16 = 0
  var flushSize: UInt16 = 0
  var flushStride: UInt16 = 0
  var dutyOffset: UInt8 = 0
  var dutyWidth: UInt8 = 0
  var dayAlarm: UInt8 = 0
  var monthAlarm: UInt8 = 0
  var century: UInt8 = 0
  var pcBootFlags: PCBootFlags = []
  /// What the machine has and has not.
  package var flags: Flags = []

  // ACPI 2.0

  var resetRegister = GenericAddress()
  var resetValue: UInt8 = 0
  /// How an operating system starts CPUs on Arm.
  package var armBootFlags: ArmBootFlags = []
  /// The minor revision of the format, 3 of 6.3; in the upper four bits that of errata.
  package var minorRevision: UInt8 = 0

  // ACPI 3.0

  /// The address of FACS.
  package var extendedFACS: UInt64 = 0
  /// The address of the DSDT.
  package var extendedDSDT: UInt64 = 0
  var extendedPM1aEventBlock = GenericAddress()
  var extendedPM1bEventBlock = GenericAddress()
  var extendedPM1aControlBlock = GenericAddress()
  var extendedPM1bControlBlock = GenericAddress()
  var extendedPM2ControlBlock = GenericAddress()
  var extendedPMTimerBlock = GenericAddress()
  var extendedGPE0Block = GenericAddress()
  var extendedGPE1Block = GenericAddress()

  // ACPI 5.0

  var sleepControl = GenericAddress()
  var sleepStatus = GenericAddress()

  // ACPI 6.0

  var hypervisor: UInt64 = 0

  /// All fields, without anything said.
  package init() {}

  /// The fields of a table with so many bytes behind its header.
  init(fittingInto count: Int) {
    last = Group.allCases.last { $0.end <= count } ?? .acpi1
  }
}

extension FADTFields: ByteRecord {
  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeACPI1(&coder)
    if last.rawValue >= Group.acpi2.rawValue { describeACPI2(&coder) }
    if last.rawValue >= Group.acpi3.rawValue { describeACPI3(&coder) }
    if last.rawValue >= Group.acpi5.rawValue {
      sleepControl.describe("sleep control", &coder)
      sleepStatus.describe("sleep status", &coder)
    }
    if last.rawValue >= Group.acpi6.rawValue { coder.field("hypervisor vendor", &hypervisor, as: .hexadecimal) }
  }

  private mutating func describeACPI1<Coder: FieldCoder>(_ coder: inout Coder) {
    coder.field("FACS", &facs, as: .address)
    coder.field("DSDT", &dsdt, as: .address)
    coder.field("interrupt model", &interruptModel)
    coder.field("PM profile", &powerProfile)
    coder.field("SCI interrupt", &sciInterrupt)
    coder.field("SMI command port", &smiCommand, as: .address)
    coder.field("ACPI enable", &acpiEnable, as: .hexadecimal)
    coder.field("ACPI disable", &acpiDisable, as: .hexadecimal)
    coder.field("S4BIOS request", &s4BIOSRequest, as: .hexadecimal)
    coder.field("P-state control", &pStateControl, as: .hexadecimal)
    coder.field("PM1a event block", &pm1aEventBlock, as: .address)
    coder.field("PM1b event block", &pm1bEventBlock, as: .address)
    coder.field("PM1a control block", &pm1aControlBlock, as: .address)
    coder.field("PM1b control block", &pm1bControlBlock, as: .address)
    coder.field("PM2 control block", &pm2ControlBlock, as: .address)
    coder.field("PM timer block", &pmTimerBlock, as: .address)
    coder.field("GPE0 block", &gpe0Block, as: .address)
    coder.field("GPE1 block", &gpe1Block, as: .address)
    coder.field("PM1 event length", &pm1EventLength)
    coder.field("PM1 control length", &pm1ControlLength)
    coder.field("PM2 control length", &pm2ControlLength)
    coder.field("PM timer length", &pmTimerLength)
    coder.field("GPE0 length", &gpe0Length)
    coder.field("GPE1 length", &gpe1Length)
    coder.field("GPE1 base", &gpe1Base)
    coder.field("C-state control", &cStateControl, as: .hexadecimal)
    coder.field("C2 latency", &c2Latency)
    coder.field("C3 latency", &c3Latency)
    coder.field("flush size", &flushSize)
    coder.field("flush stride", &flushStride)
    coder.field("duty offset", &dutyOffset)
    coder.field("duty width", &dutyWidth)
    coder.field("day alarm", &dayAlarm)
    coder.field("month alarm", &monthAlarm)
    coder.field("century", &century)
    coder.flags("PC boot flags", &pcBootFlags)
    coder.reserved(1)
    coder.flags("flags", &flags)
  }

  private mutating func describeACPI2<Coder: FieldCoder>(_ coder: inout Coder) {
    resetRegister.describe("reset register", &coder)
    coder.field("reset value", &resetValue, as: .hexadecimal)
    coder.flags("Arm boot flags", &armBootFlags)
    coder.field("minor revision", &minorRevision)
  }

  private mutating func describeACPI3<Coder: FieldCoder>(_ coder: inout Coder) {
    coder.field("X FACS", &extendedFACS, as: .address)
    coder.field("X DSDT", &extendedDSDT, as: .address)
    extendedPM1aEventBlock.describe("X PM1a event block", &coder)
    extendedPM1bEventBlock.describe("X PM1b event block", &coder)
    extendedPM1aControlBlock.describe("X PM1a control block", &coder)
    extendedPM1bControlBlock.describe("X PM1b control block", &coder)
    extendedPM2ControlBlock.describe("X PM2 control block", &coder)
    extendedPMTimerBlock.describe("X PM timer block", &coder)
    extendedGPE0Block.describe("X GPE0 block", &coder)
    extendedGPE1Block.describe("X GPE1 block", &coder)
  }
}

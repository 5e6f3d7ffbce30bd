import FieldCoding

extension MADT {
  /// A structure.
  package enum Entry: Hashable, AnyStructure {
    /// A CPU known by its local APIC ID.
    case localAPIC(LocalAPIC)
    /// What takes the interrupts of devices.
    case ioAPIC(IOAPIC)
    /// An interrupt of ISA that is another one.
    case override(InterruptSourceOverride)
    /// Where local APICs have the non-maskable interrupt.
    case localAPICNMI(LocalAPICNMI)
    /// A CPU known by its x2APIC ID.
    case localX2APIC(LocalX2APIC)
    /// Where local x2APICs have the non-maskable interrupt.
    case localX2APICNMI(LocalX2APICNMI)
    /// A CPU of Arm. It is several times as long as an entry of any other type, of which there may be a million.
    indirect case gicc(GICC)
    /// A CPU of Arm without what came with ACPI 6.0.
    indirect case shortGICC(ShortGICC)
    /// A CPU of Arm with what came with ACPI 6.5.
    indirect case longGICC(LongGICC)
    /// What distributes the interrupts of devices, on Arm.
    case gicd(GICD)
    /// Message-signalled interrupts of GICv2m.
    case msiFrame(MSIFrame)
    /// What redistributes interrupts to CPUs, on Arm.
    case gicr(GICR)
    /// Message-signalled interrupts of GICv3.
    case its(ITS)
    /// A structure of another type, or of a length that its type does not have.
    case other(OtherStructure)

    init(_ place: StructurePlace, from decoder: inout ByteDecoder) {
      if place.holds(LocalAPIC.self) {
        self = .localAPIC(decoder.read(LocalAPIC.self))
      } else if place.holds(LocalX2APIC.self) {
        self = .localX2APIC(decoder.read(LocalX2APIC.self))
      } else if place.holds(GICC.self, ofLength: GICC.byteCount) {
        self = .gicc(decoder.read(GICC.self))
      } else if place.holds(ShortGICC.self, ofLength: ShortGICC.byteCount) {
        self = .shortGICC(decoder.read(ShortGICC.self))
      } else if place.holds(LongGICC.self, ofLength: LongGICC.byteCount) {
        self = .longGICC(decoder.read(LongGICC.self))
      } else if place.holds(IOAPIC.self) {
        self = .ioAPIC(decoder.read(IOAPIC.self))
      } else if place.holds(InterruptSourceOverride.self) {
        self = .override(decoder.read(InterruptSourceOverride.self))
      } else if place.holds(LocalAPICNMI.self) {
        self = .localAPICNMI(decoder.read(LocalAPICNMI.self))
      } else if place.holds(LocalX2APICNMI.self) {
        self = .localX2APICNMI(decoder.read(LocalX2APICNMI.self))
      } else if place.holds(GICD.self) {
        self = .gicd(decoder.read(GICD.self))
      } else if place.holds(MSIFrame.self) {
        self = .msiFrame(decoder.read(MSIFrame.self))
      } else if place.holds(GICR.self) {
        self = .gicr(decoder.read(GICR.self))
      } else if place.holds(ITS.self) {
        self = .its(decoder.read(ITS.self))
      } else {
        self = .other(OtherStructure(decoder.bytes, place))
      }
    }

    var byteCount: Int {
      switch self {
      case .localAPIC: LocalAPIC.byteCount
      case .ioAPIC: IOAPIC.byteCount
      case .override: InterruptSourceOverride.byteCount
      case .localAPICNMI: LocalAPICNMI.byteCount
      case .localX2APIC: LocalX2APIC.byteCount
      case .localX2APICNMI: LocalX2APICNMI.byteCount
      case .gicc: GICC.byteCount
      case .shortGICC: ShortGICC.byteCount
      case .longGICC: LongGICC.byteCount
      case .gicd: GICD.byteCount
      case .msiFrame: MSIFrame.byteCount
      case .gicr: GICR.byteCount
      case .its: ITS.byteCount
      case .other(let other): other.bytes.count
      }
    }

    func encode(to encoder: inout RecordEncoder, from origin: RecordOrigin) {
      switch self {
      case .localAPIC(let entry): encoder.append(entry, from: origin)
      case .ioAPIC(let entry): encoder.append(entry, from: origin)
      case .override(let entry): encoder.append(entry, from: origin)
      case .localAPICNMI(let entry): encoder.append(entry, from: origin)
      case .localX2APIC(let entry): encoder.append(entry, from: origin)
      case .localX2APICNMI(let entry): encoder.append(entry, from: origin)
      case .gicc(let entry): encoder.append(entry, from: origin)
      case .shortGICC(let entry): encoder.append(entry, from: origin)
      case .longGICC(let entry): encoder.append(entry, from: origin)
      case .gicd(let entry): encoder.append(entry, from: origin)
      case .msiFrame(let entry): encoder.append(entry, from: origin)
      case .gicr(let entry): encoder.append(entry, from: origin)
      case .its(let entry): encoder.append(entry, from: origin)
      case .other(let other): encoder.append(contentsOf: other.bytes, from: origin)
      }
    }

    /// A CPU; `nil` where the structure is of none, or of one that will never be there.
    package var cpu: CPU? {
      switch self {
      case .localAPIC(let cpu): CPU(UInt32(cpu.processorUID), UInt32(cpu.apicID), cpu.flags)
      case .localX2APIC(let cpu): CPU(cpu.processorUID, cpu.apicID, cpu.flags)
      case .gicc(let cpu): CPU(cpu)
      case .shortGICC(let cpu): CPU(cpu.gicc)
      case .longGICC(let cpu): CPU(cpu.gicc)
      default: nil
      }
    }

    /// A CPU of an x86_64 machine that is not enabled, as tables before revision 5 have both those that may be plugged in and
    /// those that never will be there (ACPI 6.3, section 5.2.12.2); `nil` where the structure is of none.
    package var disabledCPU: CPU? {
      switch self {
      case .localAPIC(let cpu) where cpu.flags.isThere == nil:
        CPU(uid: UInt32(cpu.processorUID), apicID: UInt32(cpu.apicID), isThere: false)
      case .localX2APIC(let cpu) where cpu.flags.isThere == nil:
        CPU(uid: cpu.processorUID, apicID: cpu.apicID, isThere: false)
      default: nil
      }
    }

    /// What a structure tells of a CPU.
    package struct CPU {
      /// The ACPI processor UID.
      package let uid: UInt32
      /// The APIC ID; `nil` where it has none.
      package let apicID: UInt32?
      /// Whether it is there when the machine starts.
      package let isThere: Bool

      fileprivate init(uid: UInt32, apicID: UInt32?, isThere: Bool) {
        (self.uid, self.apicID, self.isThere) = (uid, apicID, isThere)
      }

      fileprivate init?(_ uid: UInt32, _ apicID: UInt32?, _ flags: some PresenceFlags) {
        guard let isThere = flags.isThere else { return nil }
        self.init(uid: uid, apicID: apicID, isThere: isThere)
      }

      fileprivate init?(_ gicc: GICC) {
        self.init(gicc.processorUID, nil, gicc.flags)
      }
    }
  }
}

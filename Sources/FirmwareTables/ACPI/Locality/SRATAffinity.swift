import FieldCoding
import MachineModel

extension SRAT {
  /// An affinity structure.
  package enum Affinity: Hashable, AnyStructure {
    /// A CPU known by its local APIC ID.
    case processor(ProcessorAffinity)
    /// A range of memory.
    case memory(MemoryAffinity)
    /// A CPU known by its x2APIC ID.
    case x2APIC(X2APICAffinity)
    /// A CPU known by its ACPI processor UID, on Arm.
    case gicc(GICCAffinity)
    /// An interrupt translation service, on Arm.
    case its(ITSAffinity)
    /// A device that reaches memory as a CPU does.
    case initiator(GenericInitiatorAffinity)
    /// What memory may come to be behind.
    case port(GenericPortAffinity)
    /// A CPU known by its ACPI processor UID, on RISC-V.
    case rintc(RINTCAffinity)
    /// A structure of another type, or of a length that its type does not have.
    case other(OtherStructure)

    /// The structure of a CPU. A local APIC ID of 255 means all CPUs, so that CPUs from there on need the
    /// structure for x2APIC (ACPI 6.5, section 5.2.16.3).
    ///
    /// - Parameters:
    ///   - domain: Its proximity domain.
    ///   - uid: Its ACPI processor UID.
    ///   - isX2APIC: Whether every CPU has that, as `x2apic: on` asks for.
    init(of cpu: CPU, domain: UInt32, uid: UInt32, _ architecture: Architecture, isX2APIC: Bool) {
      switch architecture {
      case .x8664 where cpu.apicID < 255 && !isX2APIC:
        self = .processor(
          ProcessorAffinity(proximityDomain: domain, apicID: UInt8(truncatingIfNeeded: cpu.apicID)))
      case .x8664: self = .x2APIC(X2APICAffinity(proximityDomain: domain, apicID: cpu.apicID))
      case .aarch64: self = .gicc(GICCAffinity(proximityDomain: domain, processorUID: uid))
      }
    }

    init(_ place: StructurePlace, from decoder: inout ByteDecoder) {
      if place.holds(ProcessorAffinity.self) {
        self = .processor(decoder.read(ProcessorAffinity.self))
      } else if place.holds(MemoryAffinity.self) {
        self = .memory(decoder.read(MemoryAffinity.self))
      } else if place.holds(X2APICAffinity.self) {
        self = .x2APIC(decoder.read(X2APICAffinity.self))
      } else if place.holds(GICCAffinity.self) {
        self = .gicc(decoder.read(GICCAffinity.self))
      } else if place.holds(ITSAffinity.self) {
        self = .its(decoder.read(ITSAffinity.self))
      } else if place.holds(GenericInitiatorAffinity.self) {
        self = .initiator(decoder.read(GenericInitiatorAffinity.self))
      } else if place.holds(GenericPortAffinity.self) {
        self = .port(decoder.read(GenericPortAffinity.self))
      } else if place.holds(RINTCAffinity.self) {
        self = .rintc(decoder.read(RINTCAffinity.self))
      } else {
        self = .other(OtherStructure(decoder.bytes, place))
      }
    }

    var byteCount: Int {
      switch self {
      case .processor: ProcessorAffinity.byteCount
      case .memory: MemoryAffinity.byteCount
      case .x2APIC: X2APICAffinity.byteCount
      case .gicc: GICCAffinity.byteCount
      case .its: ITSAffinity.byteCount
      case .initiator: GenericInitiatorAffinity.byteCount
      case .port: GenericPortAffinity.byteCount
      case .rintc: RINTCAffinity.byteCount
      case .other(let other): other.bytes.count
      }
    }

    func encode(to encoder: inout RecordEncoder, from origin: RecordOrigin) {
      switch self {
      case .processor(let affinity): encoder.append(affinity, from: origin)
      case .memory(let affinity): encoder.append(affinity, from: origin)
      case .x2APIC(let affinity): encoder.append(affinity, from: origin)
      case .gicc(let affinity): encoder.append(affinity, from: origin)
      case .its(let affinity): encoder.append(affinity, from: origin)
      case .initiator(let affinity): encoder.append(affinity, from: origin)
      case .port(let affinity): encoder.append(affinity, from: origin)
      case .rintc(let affinity): encoder.append(affinity, from: origin)
      case .other(let other): encoder.append(contentsOf: other.bytes, from: origin)
      }
    }

    /// What the structure is of, of which it may speak of one only.
    package enum Subject: Sendable {
      /// A CPU.
      case cpu
      /// Memory.
      case memory
      /// A device: an initiator, a port, an interrupt translation service.
      case device
      /// Nobody knows what.
      case other
    }

    /// What the structure is of.
    package var subject: Subject {
      switch self {
      case .processor, .x2APIC, .gicc, .rintc: .cpu
      case .memory: .memory
      case .its, .initiator, .port: .device
      case .other: .other
      }
    }

    /// The proximity domain, whether the structure counts or not; `nil` where its contents are not known.
    package var proximityDomain: UInt32? {
      switch self {
      case .processor(let cpu): cpu.proximityDomain
      case .memory(let memory): memory.proximityDomain
      case .x2APIC(let cpu): cpu.proximityDomain
      case .gicc(let cpu): cpu.proximityDomain
      case .its(let service): service.proximityDomain
      case .initiator(let initiator): initiator.device.proximityDomain
      case .port(let port): port.device.proximityDomain
      case .rintc(let cpu): cpu.proximityDomain
      case .other: nil
      }
    }

    /// Whether the structure counts; one whose contents are not known does not.
    package var isEnabled: Bool {
      switch self {
      case .processor(let cpu): cpu.flags.contains(.enabled)
      case .memory(let memory): memory.flags.contains(.enabled)
      case .x2APIC(let cpu): cpu.flags.contains(.enabled)
      case .gicc(let cpu): cpu.flags.contains(.enabled)
      case .its: true
      case .initiator(let initiator): initiator.device.flags.contains(.enabled)
      case .port(let port): port.device.flags.contains(.enabled)
      case .rintc(let cpu): cpu.flags.contains(.enabled)
      case .other: false
      }
    }
  }
}

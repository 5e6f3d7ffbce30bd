package import FieldCoding
import MachineModel

extension SRAT {
  /// What the structures for initiators and for ports have in common.
  package struct DeviceAffinity: Hashable, Sendable {
    /// Flags of the structures of devices.
    package struct Flags: OptionSet, Hashable, Sendable {
      /// The bits.
      package let rawValue: UInt32

      /// Takes any bits.
      package init(rawValue: UInt32) {
        self.rawValue = rawValue
      }

      /// The structure counts; without it, it is to be ignored.
      package static let enabled = Flags(rawValue: 1)
      /// The device can do all transactions that a CPU can.
      package static let architecturalTransactions = Flags(rawValue: 2)
    }

    /// The proximity domain.
    package var proximityDomain: UInt32
    /// The device.
    package var handle: DeviceHandle
    /// What of the structure counts.
    package var flags: Flags

    /// Creates an affinity, enabled unless said otherwise.
    package init(proximityDomain: UInt32, handle: DeviceHandle, flags: Flags = .enabled) {
      self.proximityDomain = proximityDomain
      self.handle = handle
      self.flags = flags
    }

    init() {
      self.init(proximityDomain: 0, handle: DeviceHandle(type: 0))
    }

    /// The affinity of a device that a topology states.
    init(_ device: GenericDevice, domain: UInt32) {
      self.init(proximityDomain: domain, handle: DeviceHandle(device.handle))
    }

    /// Names every field behind type and length.
    mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
      coder.reserved(1)
      handle.describeType(&coder)
      coder.field("proximity domain", &proximityDomain)
      handle.describe(&coder)
      coder.flags("flags", &flags)
      coder.reserved(4)
    }

    /// Appends the device and its proximity domain.
    func append(to text: inout ListingText) {
      guard flags.contains(.enabled) else { return text.append("disabled") }
      text.append(handle.description)
      text.appendDomain(proximityDomain)
    }
  }

  /// Generic Initiator Affinity Structure, type 5, for a device that reaches memory as a CPU does: an accelerator, a
  /// network card (ACPI 6.5, section 5.2.16.6).
  package struct GenericInitiatorAffinity: Hashable, Sendable {
    /// The device, with its proximity domain.
    package var device: DeviceAffinity

    /// Creates a structure.
    package init(_ device: DeviceAffinity) {
      self.device = device
    }
  }

  /// Generic Port Affinity Structure, type 6, for what memory is behind that firmware does not know yet: a CXL host
  /// bridge (ACPI 6.5, section 5.2.16.7). Linux knows a port by its ACPI handle only.
  package struct GenericPortAffinity: Hashable, Sendable {
    /// The device, with its proximity domain.
    package var device: DeviceAffinity

    /// Creates a structure.
    package init(_ device: DeviceAffinity) {
      self.device = device
    }
  }
}

extension SRAT.GenericInitiatorAffinity: TableStructure {
  static let type: UInt16 = 5
  static let kind = RecordKind("SRAT generic initiator affinity", Self.self) { $0.device.append(to: &$1) }

  package init() {
    self.init(SRAT.DeviceAffinity())
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    device.describe(&coder)
  }
}

extension SRAT.GenericPortAffinity: TableStructure {
  static let type: UInt16 = 6
  static let kind = RecordKind("SRAT generic port affinity", Self.self) { $0.device.append(to: &$1) }

  package init() {
    self.init(SRAT.DeviceAffinity())
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    device.describe(&coder)
  }
}

extension SRAT.DeviceAffinity.Flags: FlagSet {
  package static let names: [(flag: Self, name: String)] = [
    (.enabled, "enabled"), (.architecturalTransactions, "architectural transactions"),
  ]
}

import FieldCoding

extension FADTFields {
  /// What a machine has and has not (ACPI 6.5, table 5.10).
  package struct Flags: OptionSet, Hashable, Sendable {
    /// The bits.
    package let rawValue: UInt32

    /// Takes any bits.
    package init(rawValue: UInt32) {
      self.rawValue = rawValue
    }

    /// The instruction WBINVD writes caches back, as every x86 since 1989 does.
    package static let wbinvd = Flags(rawValue: 1)
    /// There is no fixed ACPI hardware, and so no need of its registers.
    package static let hardwareReduced = Flags(rawValue: 1 << 20)
  }

  /// What a PC has of old (ACPI 6.5, section 5.2.9.3).
  struct PCBootFlags: OptionSet, Hashable, Sendable {
    let rawValue: UInt16
  }

  /// How an operating system starts CPUs on Arm (ACPI 6.5, section 5.2.9.4).
  package struct ArmBootFlags: OptionSet, Hashable, Sendable {
    /// The bits.
    package let rawValue: UInt16

    /// Takes any bits.
    package init(rawValue: UInt16) {
      self.rawValue = rawValue
    }

    /// The Power State Coordination Interface.
    package static let psci = ArmBootFlags(rawValue: 1)
    /// It is called by HVC, and not by SMC.
    package static let psciByHVC = ArmBootFlags(rawValue: 2)
  }
}

extension FADTFields.Flags: FlagSet {
  package static let names: [(flag: Self, name: String)] = [
    (.wbinvd, "WBINVD"), (Self(rawValue: 1 << 1), "WBINVD flush"), (Self(rawValue: 1 << 2), "C1"),
    (Self(rawValue: 1 << 3), "C2 on multiprocessors"), (Self(rawValue: 1 << 4), "control method power button"),
    (Self(rawValue: 1 << 5), "control method sleep button"), (Self(rawValue: 1 << 6), "RTC wake not fixed"),
    (Self(rawValue: 1 << 7), "RTC wake from S4"), (Self(rawValue: 1 << 8), "32-bit PM timer"),
    (Self(rawValue: 1 << 9), "docking"), (Self(rawValue: 1 << 10), "reset register"),
    (Self(rawValue: 1 << 11), "sealed case"), (Self(rawValue: 1 << 12), "headless"),
    (Self(rawValue: 1 << 13), "software sleep"), (Self(rawValue: 1 << 14), "PCIe wake"),
    (Self(rawValue: 1 << 15), "platform clock"), (Self(rawValue: 1 << 16), "S4 RTC status valid"),
    (Self(rawValue: 1 << 17), "remote power-on"), (Self(rawValue: 1 << 18), "APIC cluster model"),
    (Self(rawValue: 1 << 19), "APIC physical mode"), (.hardwareReduced, "hardware-reduced"),
    (Self(rawValue: 1 << 21), "low power S0 idle"),
  ]
}

extension FADTFields.PCBootFlags: FlagSet {
  static let names: [(flag: Self, name: String)] = [
    (Self(rawValue: 1 << 0), "legacy devices"), (Self(rawValue: 1 << 1), "8042"),
    (Self(rawValue: 1 << 2), "no VGA"), (Self(rawValue: 1 << 3), "no MSI"), (Self(rawValue: 1 << 4), "no ASPM"),
    (Self(rawValue: 1 << 5), "no CMOS RTC"),
  ]
}

extension FADTFields.ArmBootFlags: FlagSet {
  package static let names: [(flag: Self, name: String)] = [(.psci, "PSCI"), (.psciByHVC, "PSCI by HVC")]
}

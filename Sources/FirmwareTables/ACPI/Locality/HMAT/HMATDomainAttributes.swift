package import FieldCoding

extension HMAT {
  /// Memory Proximity Domain Attributes Structure, type 0 (ACPI 6.5, section 5.2.28.3).
  package struct DomainAttributes: Hashable, Sendable {
    /// What of the structure counts.
    package struct Flags: OptionSet, Hashable, Sendable {
      /// The bits.
      package let rawValue: UInt16

      /// Takes any bits.
      package init(rawValue: UInt16) {
        self.rawValue = rawValue
      }

      /// ``DomainAttributes/initiator`` counts.
      package static let hasInitiator = Flags(rawValue: 1)
    }

    /// What of the structure counts.
    package var flags: Flags
    /// The proximity domain of the CPUs that are nearest to the memory.
    package var initiator: UInt32
    /// The proximity domain of the memory.
    package var memory: UInt32

    /// Creates a structure, of memory that no CPU is near to where `initiator` is `nil`.
    ///
    /// - Parameter absent: What stands for an initiator that there is not.
    package init(memory: UInt32, initiator: UInt32?, absent: UInt32 = 0) {
      flags = initiator == nil ? [] : .hasInitiator
      self.initiator = initiator ?? absent
      self.memory = memory
    }
  }
}

extension HMAT.DomainAttributes: HMATStructure {
  static let type: UInt16 = 0
  static let kind = RecordKind("HMAT memory domain", Self.self) { domain, text in
    text.append("memory of proximity domain ")
    text.decimal(domain.memory)
  }

  @usableFromInline package init() {
    self.init(memory: 0, initiator: nil)
  }

  @usableFromInline package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    coder.flags("flags", &flags)
    coder.reserved(2)
    coder.field("initiator domain", &initiator)
    coder.field("memory domain", &memory)
    coder.reserved(4)
    coder.reserved(8)
    coder.reserved(8)
  }
}

extension HMAT.DomainAttributes.Flags: FlagSet {
  @usableFromInline package static let names: [(flag: Self, name: String)] = [
    (.hasInitiator, "initiator valid")
  ]
}

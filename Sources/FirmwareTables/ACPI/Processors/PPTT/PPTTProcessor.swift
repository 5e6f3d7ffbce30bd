package import FieldCoding

extension PPTT {
  /// Processor Hierarchy Node Structure, type 0: a package, a die, what shares a cache, a core, a thread (ACPI 6.5,
  /// section 5.2.30.1).
  package struct Processor: Hashable, Sendable {
    /// What the node is (ACPI 6.5, table 5.138).
    package struct Flags: OptionSet, Hashable, Sendable {
      /// The bits.
      package let rawValue: UInt32

      /// Takes any bits.
      package init(rawValue: UInt32) {
        self.rawValue = rawValue
      }

      /// It is what is plugged into a socket.
      package static let package = Flags(rawValue: 1)
      /// ``Processor/processorUID`` counts.
      package static let hasUID = Flags(rawValue: 2)
      /// It is a thread, which shares a core with its siblings.
      package static let thread = Flags(rawValue: 4)
      /// It is a CPU: nothing is below it.
      package static let leaf = Flags(rawValue: 8)
      /// All CPUs below it are of one implementation.
      package static let identical = Flags(rawValue: 16)
    }

    /// What the node is.
    package var flags: Flags
    /// Where in the table the node above begins; 0 for none.
    package var parent: UInt32
    /// The ACPI processor UID of a CPU, as MADT has it.
    package var processorUID: UInt32
    /// Where in the table the structures begin that belong to the node: its caches.
    package var resources: [UInt32]

    /// Creates a node.
    package init(flags: Flags, parent: UInt32, processorUID: UInt32 = 0, resources: [UInt32] = []) {
      self.flags = flags
      self.parent = parent
      self.processorUID = processorUID
      self.resources = resources
    }
  }
}

extension PPTT.Processor: TableStructure {
  static let type: UInt16 = 0
  static let kind = RecordKind("PPTT processor node", Self.self) { node, text in
    if node.flags.contains(.package) { text.append("package") }
    if node.flags.contains(.thread) { text.append("thread") }
    if node.flags.isDisjoint(with: [.package, .thread]) {
      text.append(node.flags.contains(.leaf) ? "core" : "group")
    }
    guard node.flags.contains(.hasUID) else { return }
    text.append(", ACPI processor UID ")
    text.decimal(node.processorUID)
  }

  package init() {
    self.init(flags: [], parent: 0)
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    coder.reserved(2)
    coder.flags("flags", &flags)
    coder.field("parent", &parent, as: .hexadecimal)
    coder.field("ACPI processor ID", &processorUID)
    var count = UInt32(clamping: resources.count)
    coder.field("private resource count", &count)
    coder.list("private resources", &resources, count: Int(count), as: .hexadecimal)
  }
}

extension PPTT.Processor.Flags: FlagSet {
  package static let names: [(flag: Self, name: String)] = [
    (.package, "physical package"), (.hasUID, "processor ID valid"), (.thread, "thread"), (.leaf, "leaf"),
    (.identical, "identical implementation"),
  ]
}

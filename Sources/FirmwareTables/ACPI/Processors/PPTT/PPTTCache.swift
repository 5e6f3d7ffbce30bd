package import FieldCoding

extension PPTT {
  /// Cache Type Structure, type 1 (ACPI 6.5, section 5.2.30.2).
  package struct Cache: Hashable, Sendable {
    /// Which fields count (ACPI 6.5, table 5.140).
    package struct Flags: OptionSet, Hashable, Sendable {
      /// The bits.
      package let rawValue: UInt32

      /// Takes any bits.
      package init(rawValue: UInt32) {
        self.rawValue = rawValue
      }

      /// ``Cache/size`` counts.
      package static let hasSize = Flags(rawValue: 1)
      /// ``Cache/sets`` counts.
      package static let hasSets = Flags(rawValue: 2)
      /// ``Cache/associativity`` counts.
      package static let hasAssociativity = Flags(rawValue: 4)
      /// Bits 0 and 1 of ``Cache/attributes`` count.
      package static let hasAllocation = Flags(rawValue: 8)
      /// Bits 2 and 3 of ``Cache/attributes`` count.
      package static let hasType = Flags(rawValue: 16)
      /// Bit 4 of ``Cache/attributes`` counts.
      package static let hasWritePolicy = Flags(rawValue: 32)
      /// ``Cache/lineSize`` counts.
      package static let hasLineSize = Flags(rawValue: 64)
      /// The cache ID of ``CacheWithID`` counts.
      package static let hasID = Flags(rawValue: 128)
    }

    /// Which fields count.
    package var flags: Flags
    /// Where in the table the next cache behind this one begins; 0 for none.
    package var nextLevel: UInt32
    /// Bytes.
    package var size: UInt32
    /// How many sets there are.
    package var sets: UInt32
    /// Ways of a set.
    package var associativity: UInt8
    /// Bits 0 and 1: what is allocated on, 0 reads, 1 writes, 2 and 3 both. Bits 2 and 3: 0 for data, 1 for
    /// instructions, 2 and 3 for both. Bit 4: written through.
    package var attributes: UInt8
    /// Bytes of a line.
    package var lineSize: UInt16

    /// Creates a structure.
    package init(
      flags: Flags, nextLevel: UInt32 = 0, size: UInt32 = 0, sets: UInt32 = 0, associativity: UInt8 = 0,
      attributes: UInt8 = 0, lineSize: UInt16 = 0
    ) {
      self.flags = flags
      self.nextLevel = nextLevel
      self.size = size
      self.sets = sets
      self.associativity = associativity
      self.attributes = attributes
      self.lineSize = lineSize
    }

    /// A cache of which is known only that it holds data and instructions.
    package static let unified = Cache(flags: .hasType, attributes: 0b1000)

    /// Names the fields behind type and length.
    fileprivate mutating func describeFields<Coder: FieldCoder>(_ coder: inout Coder) {
      coder.reserved(2)
      coder.flags("flags", &flags)
      coder.field("next level", &nextLevel, as: .hexadecimal)
      coder.field("size", &size, as: .bytes)
      coder.field("sets", &sets)
      coder.field("associativity", &associativity)
      coder.field("attributes", &attributes, as: .named { Self.words($0) })
      coder.field("line size", &lineSize, as: .bytes)
    }

    private static func words(_ attributes: UInt64) -> String {
      let allocations = ["on reads", "on writes", "on both", "on both"]
      let types = ["data", "instructions", "unified", "unified"]
      return types[Int(attributes >> 2 & 3)] + ", allocated " + allocations[Int(attributes & 3)]
        + (attributes & 16 == 0 ? ", written back" : ", written through")
    }
  }

  /// A cache with an ID, as ACPI 6.4 and later have it: 28 bytes rather than 24.
  package struct CacheWithID: Hashable, Sendable {
    /// What the shorter structure says.
    package var cache: Cache
    /// A number that no other cache has.
    package var id: UInt32

    /// Creates a structure.
    package init(_ cache: Cache, id: UInt32) {
      self.cache = cache
      self.id = id
    }
  }
}

extension PPTT.Cache: TableStructure {
  static let type: UInt16 = 1
  static let kind = RecordKind("PPTT cache", Self.self)

  package init() {
    self.init(flags: [])
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    describeFields(&coder)
  }
}

extension PPTT.CacheWithID: TableStructure {
  static let type: UInt16 = 1
  static let kind = RecordKind("PPTT cache with ID", Self.self) { cache, text in
    guard cache.cache.flags.contains(.hasID) else { return text.append("ID not valid") }
    text.append("ID ")
    text.decimal(cache.id)
  }

  package init() {
    self.init(PPTT.Cache(), id: 0)
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    cache.describeFields(&coder)
    coder.field("cache ID", &id)
  }
}

extension PPTT.Cache.Flags: FlagSet {
  package static let names: [(flag: Self, name: String)] = [
    (.hasSize, "size valid"), (.hasSets, "sets valid"), (.hasAssociativity, "associativity valid"),
    (.hasAllocation, "allocation valid"), (.hasType, "type valid"), (.hasWritePolicy, "write policy valid"),
    (.hasLineSize, "line size valid"), (.hasID, "cache ID valid"),
  ]
}

import Addresses
package import FieldCoding

extension HMAT {
  /// Memory Side Cache Information Structure, type 2 (ACPI 6.5, section 5.2.28.5).
  package struct MemorySideCache: Hashable, Sendable {
    /// How addresses find their lines.
    package enum Associativity: UInt8, Sendable {
      case none, direct, complex
    }

    /// When what is written reaches memory.
    package enum WritePolicy: UInt8, Sendable {
      case none, writeBack, writeThrough
    }

    /// What kind of cache it is, in the bits of the table; numbers that ACPI 6.5 does not have stay what they are.
    package struct Attributes: Hashable, Sendable {
      /// The bits.
      package var bits: UInt32

      /// Takes any bits.
      package init(bits: UInt32) {
        self.bits = bits
      }

      /// - Parameters:
      ///   - levels: How many caches the memory has, at most 3.
      ///   - level: Which of them it is, from 1.
      ///   - lineSize: Bytes of a line.
      package init(
        levels: UInt8, level: UInt8, associativity: Associativity, policy: WritePolicy, lineSize: UInt16
      ) {
        bits =
          UInt32(levels & 15) | UInt32(level & 15) << 4 | UInt32(associativity.rawValue) << 8
          | UInt32(policy.rawValue) << 12 | UInt32(lineSize) << 16
      }

      /// How many caches the memory has.
      package var levels: UInt8 { UInt8(bits & 15) }
      /// Which of them it is, from 1.
      package var level: UInt8 { UInt8(bits >> 4 & 15) }
      /// How addresses find their lines; `nil` for a number of no meaning.
      package var associativity: Associativity? { Associativity(rawValue: UInt8(bits >> 8 & 15)) }
      /// When what is written reaches memory; `nil` for a number of no meaning.
      package var policy: WritePolicy? { WritePolicy(rawValue: UInt8(bits >> 12 & 15)) }
      /// Bytes of a line.
      package var lineSize: UInt16 { UInt16(bits >> 16) }
    }

    /// The proximity domain of the memory.
    package var memory: UInt32
    /// Bytes.
    package var size: UInt64
    /// What kind of cache it is.
    package var attributes: Attributes
    /// The SMBIOS handles of its components.
    package var handles: [UInt16]

    /// Creates a structure.
    package init(memory: UInt32, size: UInt64, attributes: Attributes, handles: [UInt16] = []) {
      self.memory = memory
      self.size = size
      self.attributes = attributes
      self.handles = handles
    }
  }
}

extension HMAT.MemorySideCache: HMATStructure {
  static let type: UInt16 = 2
  static let kind = RecordKind("HMAT memory-side cache", Self.self) { cache, text in
    text.append(Units.bytes(cache.size))
    text.append(" in front of memory of proximity domain ")
    text.decimal(cache.memory)
  }

  package init() {
    self.init(memory: 0, size: 0, attributes: Attributes(bits: 0))
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    var count = UInt16(clamping: handles.count)
    describeStart(&coder)
    coder.field("memory domain", &memory)
    coder.reserved(4)
    coder.field("cache size", &size, as: .bytes)
    coder.field("cache attributes", &attributes.bits, as: .named(Self.listing(ofAttributes:)))
    coder.reserved(2)
    coder.field("number of handles", &count)
    coder.list("SMBIOS handles", &handles, count: Int(count), as: .hexadecimal)
  }

  private static func listing(ofAttributes bits: UInt64) -> String {
    let attributes = Attributes(bits: UInt32(truncatingIfNeeded: bits))
    var words = ["level \(attributes.level) of \(attributes.levels)"]
    switch attributes.associativity {
    case .direct: words.append("direct-mapped")
    case .complex: words.append("complex indexing")
    case .some(.none): break
    case nil: words.append("associativity \(bits >> 8 & 15)")
    }
    switch attributes.policy {
    case .writeBack: words.append("write-back")
    case .writeThrough: words.append("write-through")
    case .some(.none): break
    case nil: words.append("write policy \(bits >> 12 & 15)")
    }
    words.append("lines of \(attributes.lineSize) B")
    return "\(Hexadecimal.padded(bits, digits: 8)) (\(words.joined(separator: ", ")))"
  }
}

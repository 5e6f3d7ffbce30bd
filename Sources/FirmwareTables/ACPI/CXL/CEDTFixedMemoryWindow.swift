package import Addresses
package import FieldCoding

extension CEDT {
  /// CXL Fixed Memory Window Structure (CFMWS), type 1 (CXL 3.1, section 9.18.1.3).
  package struct FixedMemoryWindow: AddressRanged, Hashable, Sendable {
    /// What may be behind a window.
    package struct Restrictions: OptionSet, Hashable, Sendable {
      /// The bits.
      package let rawValue: UInt16

      /// Takes any bits.
      package init(rawValue: UInt16) {
        self.rawValue = rawValue
      }

      /// Memory that the device may cache, too: that of accelerators (type 2).
      package static let deviceCoherent = Restrictions(rawValue: 1)
      /// Memory that only hosts cache: that of memory expanders (type 3).
      package static let hostOnlyCoherent = Restrictions(rawValue: 2)
      /// Memory that loses its contents without power.
      package static let volatile = Restrictions(rawValue: 4)
      /// Memory that keeps its contents without power.
      package static let persistent = Restrictions(rawValue: 8)
      /// What is behind the window does not change.
      package static let fixed = Restrictions(rawValue: 16)
    }

    /// The first physical address.
    package var base: UInt64
    /// Bytes.
    package var size: UInt64
    /// How many bridges take turns, encoded; ``ways`` decodes it.
    package var encodedWays: UInt8
    /// How an address tells the bridge: 0 for its modulus, 1 for bits that are XORed.
    package var arithmetic: UInt8
    /// How many bytes are of one bridge in turn, encoded; ``granularity`` decodes it.
    package var encodedGranularity: UInt32
    /// What may be behind the window.
    package var restrictions: Restrictions
    /// The throttling group of the window's traffic.
    package var throttlingGroup: UInt16
    /// The `_UID` of each bridge, in the order of their turns.
    package var targets: [UInt32]

    /// Creates a window of bridges that take turns by modulus.
    ///
    /// - Parameters:
    ///   - granularity: A power of two from 256 to 16384.
    ///   - targets: As many as CXL can take turns by.
    package init(
      base: UInt64, size: UInt64, granularity: UInt64 = 256, restrictions: Restrictions, targets: [UInt32]
    ) {
      self.base = base
      self.size = size
      encodedWays = Self.encoding(ofWays: targets.count)
      arithmetic = 0
      encodedGranularity = UInt32(max(granularity, 256).trailingZeroBitCount - 8)
      self.restrictions = restrictions
      throttlingGroup = 0
      self.targets = targets
    }

    /// How many bridges take turns; `nil` for an encoding that CXL does not have.
    package var ways: Int? { Self.ways(encodedWays) }

    /// How many bytes are of one bridge in turn; `nil` for an encoding that CXL does not have.
    package var granularity: UInt64? { encodedGranularity <= 6 ? 256 << UInt64(encodedGranularity) : nil }

    /// The addresses, up to 2^64 − 1 at most.
    package var range: AddressRange { AddressRange(start: base, size: size) }

    private static func ways(_ encoded: UInt8) -> Int? {
      switch encoded {
      case 0...4: 1 << Int(encoded)
      case 8...10: 3 << Int(encoded - 8)
      default: nil
      }
    }

    /// The encoding of a number of bridges; of one that CXL does not have, an encoding that it does not have.
    private static func encoding(ofWays ways: Int) -> UInt8 { (0...10).first { self.ways($0) == ways } ?? .max }
  }
}

extension CEDT.FixedMemoryWindow: CEDTStructure {
  static let type: UInt16 = 1
  static let kind = RecordKind(
    "CEDT fixed memory window", Self.self, fact: { .addresses($0.range, .window, meaning: $0.bridges) }
  ) { window, text in
    text.append(MemoryRangeText(window.base, window.size).description)
    text.append(" ")
    text.append(window.bridges)
  }

  /// The bridges that take turns, in words.
  private var bridges: String {
    "host bridge\(targets.count == 1 ? "" : "s") " + targets.map { "\($0)" }.joined(separator: ", ")
  }

  package init() {
    self.init(base: 0, size: 0, restrictions: [], targets: [])
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    coder.reserved(4)
    coder.field("window base", &base, as: .address)
    coder.field("window size", &size, as: .bytes)
    coder.field("interleave ways", &encodedWays, as: .named(Self.listing(ofWays:)))
    coder.field("interleave arithmetic", &arithmetic, as: .named(Self.listing(ofArithmetic:)))
    coder.reserved(2)
    coder.field("interleave granularity", &encodedGranularity, as: .named(Self.listing(ofGranularity:)))
    coder.flags("restrictions", &restrictions)
    coder.field("QTG ID", &throttlingGroup)
    coder.list("targets", &targets, count: max(ways ?? 0, targets.count))
  }

  private static func listing(ofWays encoded: UInt64) -> String {
    ways(UInt8(truncatingIfNeeded: encoded)).map { "\(encoded) (\($0))" } ?? "\(encoded)"
  }

  private static func listing(ofArithmetic arithmetic: UInt64) -> String {
    switch arithmetic {
    case 0: "0 (modulo)"
    case 1: "1 (XOR)"
    default: "\(arithmetic)"
    }
  }

  private static func listing(ofGranularity encoded: UInt64) -> String {
    encoded <= 6 ? "\(encoded) (\(Units.bytes(256 << encoded)))" : "\(encoded)"
  }
}

extension CEDT.FixedMemoryWindow.Restrictions: FlagSet {
  package static let names: [(flag: Self, name: String)] = [
    (.deviceCoherent, "device coherent"), (.hostOnlyCoherent, "host-only coherent"), (.volatile, "volatile"),
    (.persistent, "persistent"), (.fixed, "fixed"),
  ]
}

package import FieldCoding

extension HMAT {
  /// System Locality Latency and Bandwidth Information Structure, type 1 (ACPI 6.5, section 5.2.28.4).
  package struct LocalityMatrix: Hashable, Sendable {
    /// What of the memory the entries are of, and how it is reached.
    package struct Flags: OptionSet, Hashable, Sendable {
      /// The bits. The low four tell what is reached: 0 for memory, 1 to 3 for a level of its caches.
      package let rawValue: UInt8

      /// Takes any bits.
      package init(rawValue: UInt8) {
        self.rawValue = rawValue
      }

      /// Transfers have at least ``LocalityMatrix/minimumTransfer`` for the entries to be reached.
      package static let minimumTransfer = Flags(rawValue: 1 << 4)
      /// Transfers are not sequential.
      package static let nonSequential = Flags(rawValue: 1 << 5)
    }

    /// What the entries are, by its number in the table.
    package enum DataType: UInt8, CaseIterable, Sendable {
      case accessLatency, readLatency, writeLatency, accessBandwidth, readBandwidth, writeBandwidth

      /// Whether entries are counted in picoseconds, not in MB/s.
      package var isLatency: Bool { rawValue < Self.accessBandwidth.rawValue }

      fileprivate var name: String {
        switch self {
        case .accessLatency: "access latency"
        case .readLatency: "read latency"
        case .writeLatency: "write latency"
        case .accessBandwidth: "access bandwidth"
        case .readBandwidth: "read bandwidth"
        case .writeBandwidth: "write bandwidth"
        }
      }
    }

    /// The entry of a pair of which nothing is stated.
    package static let notStated: UInt16 = 0
    /// The entry of a target that cannot be reached from its initiator.
    package static let unreachable: UInt16 = 0xFFFF

    /// What the entries are of.
    package var flags: Flags
    /// The number of a ``DataType``; others than those are none of ACPI 6.5.
    package var dataType: UInt8
    /// The least transfer by which the entries are reached, encoded.
    package var minimumTransfer: UInt8
    /// What an entry of 1 stands for: in picoseconds, or in MB/s.
    package var base: UInt64
    /// The proximity domains that reach memory, in the order of the rows.
    package var initiators: [UInt32]
    /// The proximity domains whose memory is reached, in the order of the columns.
    package var targets: [UInt32]
    /// The entries in units of ``base``, row by row: `initiators × targets`.
    package var entries: [UInt16]

    /// Creates a structure of memory.
    ///
    /// - Parameter entries: One for each pair of an initiator and a target, row by row.
    package init(_ dataType: DataType, base: UInt64, initiators: [UInt32], targets: [UInt32], entries: [UInt16]) {
      flags = []
      self.dataType = dataType.rawValue
      minimumTransfer = 0
      self.base = base
      self.initiators = initiators
      self.targets = targets
      self.entries = entries
    }
  }
}

extension HMAT.LocalityMatrix: HMATStructure {
  static let type: UInt16 = 1
  static let kind = RecordKind("HMAT latency and bandwidth", Self.self) { matrix, text in
    text.append(listing(ofDataType: UInt64(matrix.dataType)))
    text.append(" in units of ")
    text.decimal(matrix.base)
    let isLatency = DataType(rawValue: matrix.dataType)?.isLatency
    text.append(isLatency.map { $0 ? " ps" : " MB/s" } ?? "")
    text.append(", initiators ")
    text.decimal(matrix.initiators.count)
    text.append(", targets ")
    text.decimal(matrix.targets.count)
  }

  package init() {
    self.init(.accessLatency, base: 0, initiators: [], targets: [], entries: [])
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    var rows = UInt32(clamping: initiators.count)
    var columns = UInt32(clamping: targets.count)
    describeStart(&coder)
    coder.flags("flags", &flags)
    coder.field("data type", &dataType, as: .named(Self.listing(ofDataType:)))
    coder.field("minimum transfer size", &minimumTransfer)
    coder.reserved(1)
    coder.field("number of initiators", &rows)
    coder.field("number of targets", &columns)
    coder.reserved(4)
    coder.field("entry base unit", &base)
    coder.list("initiator domains", &initiators, count: Int(rows))
    coder.list("target domains", &targets, count: Int(columns))
    coder.matrix("entries of row", &entries, rows: Int(rows), columns: Int(columns))
  }

  private static func listing(ofDataType number: UInt64) -> String {
    let known = UInt8(exactly: number).flatMap { DataType(rawValue: $0) }
    return known.map { "\(number) (\($0.name))" } ?? "\(number)"
  }
}

extension HMAT.LocalityMatrix.Flags: FlagSet {
  package static let names: [(flag: Self, name: String)] = [
    (.minimumTransfer, "minimum transfer size"), (.nonSequential, "non-sequential transfers"),
  ]
}

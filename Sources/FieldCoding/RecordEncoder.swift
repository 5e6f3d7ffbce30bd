/// Writes the records of a table, each with its origin where somebody asks for those.
@usableFromInline package struct RecordEncoder {
  @usableFromInline var encoder = ByteEncoder(capacity: 0)
  /// Whether ``origin(at:)`` will be asked.
  @usableFromInline package let keepsOrigins: Bool
  /// Where records begin, in ascending order, and where those come from.
  @usableFromInline var origins: [(offset: Int, origin: RecordOrigin)] = []

  /// What was written so far.
  @inlinable package var bytes: [UInt8] { encoder.bytes }

  /// Creates an encoder.
  ///
  /// - Parameter keepsOrigins: Whether ``origin(at:)`` will be asked.
  @inlinable package init(keepsOrigins: Bool = false) {
    self.keepsOrigins = keepsOrigins
  }

  /// Makes room for so many bytes more.
  @inlinable package mutating func reserve(_ count: Int) {
    encoder.reserve(count)
  }

  /// Writes a record.
  @inlinable package mutating func append(_ record: some ByteRecord, from origin: RecordOrigin = .none) {
    note(origin)
    encoder.append(record)
  }

  /// Writes records that are bytes already, all of one origin.
  @inlinable package mutating func append(contentsOf block: [UInt8], from origin: RecordOrigin = .none) {
    note(origin)
    encoder.append(contentsOf: block)
  }

  /// Writes a byte anew.
  package mutating func overwriteByte(at offset: Int, with byte: UInt8) {
    encoder.overwriteByte(at: offset, with: byte)
  }

  /// Where the record comes from in which a byte lies.
  package func origin(at offset: Int) -> RecordOrigin {
    var (low, high) = (0, origins.count)
    while low < high {
      let middle = low + (high - low) / 2
      if origins[middle].offset <= offset { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? .none : origins[low - 1].origin
  }

  @usableFromInline mutating func note(_ origin: RecordOrigin) {
    if keepsOrigins { origins.append((encoder.bytes.count, origin)) }
  }
}

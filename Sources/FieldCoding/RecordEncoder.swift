/// Writes the records of a table, each with its origin where somebody asks for those; or compares them with bytes.
@usableFromInline package struct RecordEncoder {
  @usableFromInline var encoder = ByteEncoder(capacity: 0)
  /// Whether ``origin(at:)`` will be asked.
  @usableFromInline package let keepsOrigins: Bool
  /// Where records begin, in ascending order, and where those come from.
  @usableFromInline var origins: [(offset: Int, origin: RecordOrigin)] = []
  /// What is written is compared with, and not kept; `nil` where it is kept.
  @usableFromInline var comparison: ByteComparison?

  /// What was written so far.
  @inlinable package var bytes: [UInt8] { encoder.bytes }

  /// Creates an encoder.
  ///
  /// - Parameter keepsOrigins: Whether ``origin(at:)`` will be asked.
  @inlinable package init(keepsOrigins: Bool = false) {
    self.keepsOrigins = keepsOrigins
  }

  /// Creates an encoder that keeps nothing, but compares what is written with bytes: a copy of a large table would take
  /// longer to make than all that is in it.
  package init(comparingWith expected: [UInt8]) {
    self.init()
    comparison = ByteComparison(with: expected)
  }

  /// Whether what is written is compared and not kept.
  package var isComparing: Bool { comparison != nil }

  /// How what was written differs from what it was compared with; `nil` where it does not.
  package mutating func difference() -> ByteComparison.Difference? {
    compareAll()
    return comparison?.difference
  }

  /// Leaves a byte out that is not written yet: it may be anything.
  package mutating func leaveOut(at offset: Int) { comparison?.leaveOut(at: offset) }

  /// Makes room for so many bytes more.
  @inlinable package mutating func reserve(_ count: Int) {
    encoder.reserve(comparison == nil ? count : min(count, 2 * ByteComparison.part))
  }

  /// Writes a record.
  @inlinable package mutating func append(_ record: some ByteRecord, from origin: RecordOrigin = .none) {
    note(origin)
    encoder.append(record)
    if comparison != nil { compareWritten() }
  }

  /// Writes records that are bytes already, all of one origin.
  @inlinable package mutating func append(contentsOf block: [UInt8], from origin: RecordOrigin = .none) {
    note(origin)
    guard comparison == nil else { return compare(block) }
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

  /// Compares what was written, once it is enough to be worth it.
  @usableFromInline mutating func compareWritten() {
    if encoder.bytes.count >= ByteComparison.part { compareAll() }
  }

  /// Compares bytes that were not written by fields.
  @usableFromInline mutating func compare(_ block: [UInt8]) {
    compareAll()
    comparison?.take(block)
  }

  private mutating func compareAll() {
    comparison?.take(encoder.written)
    encoder.written.removeAll(keepingCapacity: true)
  }

  @usableFromInline mutating func note(_ origin: RecordOrigin) {
    if keepsOrigins { origins.append((encoder.bytes.count, origin)) }
  }
}

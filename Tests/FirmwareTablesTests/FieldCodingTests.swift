import FieldCoding
import Testing

@testable import FirmwareTables

@Suite("Field coding")
struct FieldCodingTests {
  /// A record with lists of both kinds, as a matrix between initiators and targets has them.
  struct Matrix: ByteRecord, Equatable {
    var initiators: [UInt32] = []
    var targets: [Target] = []

    mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
      var (rows, columns) = (UInt16(initiators.count), UInt16(targets.count))
      coder.length("length", byteCount, as: UInt32.self)
      coder.field("initiators", &rows)
      coder.field("targets", &columns)
      coder.list("initiator", &initiators, count: Int(rows))
      coder.list(&targets, count: Int(columns))
    }
  }

  struct Target: ByteRecord, Equatable {
    var domain: UInt16 = 0

    mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
      coder.field("target", &domain)
      coder.reserved(1)
    }
  }

  static let matrix = Matrix(initiators: [1, 2], targets: [Target(domain: 7)])
  static let bytes: [UInt8] = [19, 0, 0, 0, 2, 0, 1, 0, 1, 0, 0, 0, 2, 0, 0, 0, 7, 0, 0]

  @Test("a record's bytes are counted by its description, lists and all")
  func counted() {
    #expect(Matrix.byteCount == 8)
    #expect(Self.matrix.byteCount == 19)
    let counts = [
      ACPIHeader.byteCount, SRATHead.byteCount, SLITHead.byteCount, FACS.byteCount, E820Entry.byteCount,
      SRAT.ProcessorAffinity.byteCount, SRAT.MemoryAffinity.byteCount, SRAT.X2APICAffinity.byteCount,
      SRAT.GICCAffinity.byteCount,
    ]
    #expect(counts == [36, 48, 44, 64, 20, 16, 40, 24, 18])
  }

  @Test("lists are written, read and listed by one description")
  func lists() {
    var encoder = ByteEncoder(capacity: 0)
    encoder.append(Self.matrix)
    #expect(encoder.bytes == Self.bytes)
    var decoder = ByteDecoder(Self.bytes)
    #expect(decoder.read(Matrix.self) == Self.matrix)
    #expect(decoder.issues.issues.isEmpty)
    var lister = FieldLister(Self.bytes)
    lister.list(
      TableRecord(kind: RecordKind("TEST matrix", Matrix.self), index: 0, offset: 0, length: Self.bytes.count))
    #expect(
      lister.fields.map { "\($0.offset) \($0.name) \($0.text)" } == [
        "0 length 19", "4 initiators 2", "6 targets 1", "8 initiator 1 2", "16 target 7", "18 reserved 0x00",
      ])
  }

  @Test("a list that claims more than is there ends where the bytes do")
  func cutOff() {
    let bytes = Self.bytes.replacing(at: 4, with: [0xff, 0xff])
    var decoder = ByteDecoder(bytes)
    let matrix = decoder.read(Matrix.self)
    #expect(matrix.initiators == [1, 2])
    #expect(matrix.targets.isEmpty)
    #expect(decoder.issues.issues.count == 1)
    var lister = FieldLister(bytes)
    lister.list(TableRecord(kind: RecordKind("TEST matrix", Matrix.self), index: 0, offset: 0, length: bytes.count))
    #expect(lister.fields.map(\.text) == ["19", "65535", "1", "1 2"])
  }
}

@Suite("Comparing what is written")
struct RecordComparisonTests {
  /// A number and eight bytes that are reserved.
  struct Record: ByteRecord {
    var number: UInt64 = 0

    mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
      coder.field("number", &number)
      coder.reserved(8)
    }
  }

  private static let count = 5000
  private static let written: [UInt8] = {
    var encoder = RecordEncoder()
    for number in 0..<count { encoder.append(Record(number: UInt64(number))) }
    encoder.append(contentsOf: [1, 2, 3])
    return encoder.bytes
  }()

  private func difference(_ bytes: [UInt8], leavingOut place: Int? = nil) -> ByteComparison.Difference? {
    var encoder = RecordEncoder(comparingWith: bytes)
    if let place { encoder.leaveOut(at: place) }
    for number in 0..<Self.count { encoder.append(Record(number: UInt64(number))) }
    encoder.append(contentsOf: [1, 2, 3])
    return encoder.difference()
  }

  @Test("What is the same does not differ") func same() { #expect(difference(Self.written) == nil) }

  @Test("The first byte that differs is told, wherever it is", arguments: [0, 8, 1 << 14, 70_000, 80_001, 80_002])
  func first(place: Int) {
    var bytes = Self.written
    for later in Set([place, bytes.count - 1]) { bytes[later] ^= 0xff }
    #expect(difference(bytes)?.offset == place)
  }

  @Test("A byte that may be anything does not differ") func leftOut() {
    var bytes = Self.written
    bytes[9] = 7
    #expect(difference(bytes, leavingOut: 9) == nil)
    bytes[40_000] ^= 1
    #expect(difference(bytes, leavingOut: 9)?.offset == 40_000)
  }

  @Test("Bytes that are fewer or more differ at no place") func lengths() {
    let shorter = difference(Array(Self.written.dropLast()))
    let longer = difference(Self.written + [0])
    for found in [shorter, longer, difference([])] {
      #expect(found != nil)
      #expect(found?.offset == nil)
    }
  }
}

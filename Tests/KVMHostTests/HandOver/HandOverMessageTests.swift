import Addresses
import FieldCoding
import Lowering
import Testing

@testable import KVMHost

@Suite("The message of a hand-over")
struct HandOverMessageTests {
  /// Two nodes, the second one of hugepages and cut by a hole; a third one is a file.
  private static let message = HandOverMessage(
    memory: ExistingMemory(nodes: [
      .init(domain: 0, size: 0x20_0000, pageSize: 0x1000),
      .init(domain: 2, size: 0x60_0000, pageSize: 0x20_0000),
      .init(domain: 3, size: 0x1000, pageSize: 0x1000, kind: .file),
    ]),
    slots: [
      MemorySlot(number: 0, range: AddressRange(start: 0, size: 0x20_0000), source: .node(0), backingOffset: 0),
      MemorySlot(
        number: 1, range: AddressRange(start: 0x20_0000, size: 0x20_0000), source: .node(2), backingOffset: 0),
      MemorySlot(
        number: 7, range: AddressRange(start: 0x1_0000_0000, size: 0x40_0000), source: .node(2),
        backingOffset: 0x20_0000),
    ])

  private static let bytes = hex(
    """
    6d656d63 20686f76  01000000  c0000000  03000000 03000000
    00000000 00000000  0000200000000000 0010000000000000
    02000000 00000000  0000600000000000 0000200000000000
    03000000 01000000  0010000000000000 0010000000000000
    00000000 00000000  0000000000000000 0000200000000000 0000000000000000
    01000000 02000000  0000200000000000 0000200000000000 0000000000000000
    07000000 02000000  0000000001000000 0000400000000000 0000200000000000
    """)

  private func issues(_ bytes: [UInt8]) -> [String] { HandOverMessage.decode(bytes).issues.map(\.description) }

  /// The bytes with a number in the place of another.
  private func changed(_ offset: Int, _ value: UInt64, width: Int = 4) -> [UInt8] {
    var bytes = Self.bytes
    for index in 0..<width { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index)) }
    return bytes
  }

  @Test("is these bytes")
  func literal() {
    #expect(Self.message.encoded() == Self.bytes)
    let decoded = HandOverMessage.decode(Self.bytes)
    #expect(decoded.issues == [])
    #expect(decoded.value == Self.message)
    let length = HandOverMessage.length(ofHeader: Array(Self.bytes.prefix(HandOverMessage.headerSize)))
    #expect(length.issues == [])
    #expect(length.value == Self.bytes.count)
  }

  @Test("of a node with zones has both numbers where a node without has one")
  func zones() {
    let message = HandOverMessage(
      memory: ExistingMemory(nodes: [
        .init(domain: 1, zone: 0, size: 0x1000, pageSize: 0x1000),
        .init(domain: 1, zone: 1, size: 0x2000, pageSize: 0x1000),
      ]),
      slots: [
        MemorySlot(
          number: 0, range: AddressRange(start: 0, size: 0x1000), source: .node(1), backingOffset: 0, zone: 0),
        MemorySlot(
          number: 1, range: AddressRange(start: 0x1000, size: 0x2000), source: .node(1), backingOffset: 0, zone: 1),
      ])
    let bytes = hex(
      """
      6d656d63 20686f76  01000000  88000000  02000000 02000000
      0100 0100 00000000  0010000000000000 0010000000000000
      0100 0200 00000000  0020000000000000 0010000000000000
      00000000 0100 0100  0000000000000000 0010000000000000 0000000000000000
      01000000 0100 0200  0010000000000000 0020000000000000 0000000000000000
      """)
    #expect(message.encoded() == bytes)
    #expect(HandOverMessage.decode(bytes).value == message && issues(bytes) == [])
    func changed(_ offset: Int, _ value: UInt8) -> [UInt8] {
      var bytes = bytes
      bytes[offset] = value
      return bytes
    }
    #expect(
      issues(changed(26, 0)) == [
        "byte 0x30: zone 1 of node 1 is there beside all of node 1",
        "byte 0x48: slot 0 is of zone 0 of node 1, of which nothing is told",
      ])
    #expect(issues(changed(26, 2))[0] == "byte 0x30: zone 1 of node 1 stands behind zone 1 of node 1; nodes ascend")
    #expect(issues(changed(78, 9)) == ["byte 0x48: slot 0 is of zone 8 of node 1, of which nothing is told"])
  }

  static let broken: [(offset: Int, value: UInt64, width: Int, issue: String)] = [
    (0, 0, 4, "byte 0x0: magic is 8534154305538621440, should be 8534154307206735213"),
    (8, 2, 4, "byte 0x8: version is 2, should be 1"),
    (12, 191, 4, "byte 0xc: the length is 191, but 3 nodes and 3 slots have 192 bytes"),
    (16, 32765, 4, "byte 0x10: 32765 nodes and zones are told of, at most 32764 can be"),
    (20, 32765, 4, "byte 0x14: 32765 slots are told of, at most 32764 can be"),
    (20, 0xffff_ffff, 4, "byte 0x14: 4294967295 slots are told of, at most 32764 can be"),
    (24, 4096, 4, "byte 0x18: proximity domain 4096 is none that a machine can have"),
    (24, 2, 4, "byte 0x30: node 2 stands behind node 2; nodes ascend"),
    (28, 2, 4, "byte 0x18: node 0 is of the kind 2, which does not exist"),
    (32, 0, 8, "byte 0x18: node 0 has 0 bytes in pages of 4096"),
    (32, 0x20_0001, 8, "byte 0x18: node 0 has 2097153 bytes in pages of 4096"),
    (32, .max, 8, "byte 0x18: node 0 has 18446744073709551615 bytes in pages of 4096"),
    (40, 0, 8, "byte 0x18: node 0 has pages of 0 bytes"),
    (40, 0x3000, 8, "byte 0x18: node 0 has pages of 12288 bytes"),
    (96, 32764, 4, "byte 0x60: slot 32764 has a number that KVM does not take"),
    (100, 1, 4, "byte 0x60: slot 0 is of node 1, of which nothing is told"),
    (104, 0x800, 8, "byte 0x60: slot 0 does not lie on pages"),
    (112, 0, 8, "byte 0x60: slot 0 does not lie on pages"),
    (112, 0xffff_ffff_ffff_f000, 8, "byte 0x60: slot 0 ends above 2^52"),
    (120, 0x1000, 8, "byte 0x60: slot 0 is not inside node 0"),
    (120, 0xffff_ffff_ffff_f000, 8, "byte 0x60: slot 0 is not inside node 0"),
    (128, 0, 4, "byte 0x80: slot 0 is there twice"),
    (136, 0x1000, 8, "byte 0x80: slot 1 does not begin behind slot 0"),
  ]

  @Test("that no process of memc sends is refused", arguments: broken)
  func refused(offset: Int, value: UInt64, width: Int, issue: String) {
    #expect(issues(changed(offset, value, width: width)).contains(issue))
  }

  @Test("cut anywhere, or with more behind it, is refused")
  func lengths() {
    for count in 0..<Self.bytes.count { #expect(!issues(Array(Self.bytes.prefix(count))).isEmpty, "\(count)") }
    #expect(issues(Self.bytes + [0]) == ["byte 0x0: the message has 192 bytes, but 193 are there"])
    #expect(issues([]) == ["byte 0x0: magic has 8 bytes, but 0 are left"])
  }

  @Test("with a bit flipped is refused, or is another message that a process of memc could send")
  func flippedBits() {
    for bit in 0..<Self.bytes.count * 8 {
      var bytes = Self.bytes
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      let decoded = HandOverMessage.decode(bytes)
      guard decoded.issues.isEmpty else { continue }
      #expect(decoded.value != Self.message)
      #expect(decoded.value.encoded() == bytes)
    }
  }

  @Test("of the largest machine is as long as any may be")
  func largest() {
    let message = HandOverMessage(
      memory: ExistingMemory(
        nodes: (0..<32764).map {
          .init(domain: $0 / 8, zone: $0 % 8, size: 0x1000, pageSize: 0x1000)
        }),
      slots: (0..<32764).map {
        MemorySlot(
          number: UInt32($0), range: AddressRange(start: UInt64($0) << 12, size: 0x1000), source: .node($0 / 8),
          backingOffset: 0, zone: $0 % 8)
      })
    let bytes = message.encoded()
    #expect(bytes.count == HandOverMessage.maximumSize)
    #expect(HandOverMessage.decode(bytes).issues == [])
    #expect(HandOverMessage.decode(bytes).value == message)
  }
}

/// The bytes that a text of hexadecimal digits shows; white space counts for nothing.
private func hex(_ text: String) -> [UInt8] {
  let digits = text.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

import FieldCoding
import Testing

@testable import FirmwareTables

@Suite("Flattened device trees")
struct DeviceTreeReaderTests {
  private static let kind = TableKind(DeviceTree.self)

  /// A root with a property and a node that has another.
  static let small = hex(
    """
    d0 0d fe ed  00 00 00 8a  00 00 00 38  00 00 00 7c  00 00 00 28  00 00 00 11  00 00 00 10  00 00 00 00
    00 00 00 0e  00 00 00 44
    00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00
    00 00 00 01  00 00 00 00
    00 00 00 03  00 00 00 05  00 00 00 00  6d 65 6d 63  00 00 00 00
    00 00 00 01  63 70 75 40  31 00 00 00
    00 00 00 03  00 00 00 04  00 00 00 06  00 00 00 01
    00 00 00 02
    00 00 00 02
    00 00 00 09
    6d 6f 64 65 6c 00  6e 75 6d 61 2d 69 64 00
    """)

  @Test("are read and written as they are")
  func roundTrip() {
    let decoded = DeviceTree.decode(Self.small)
    #expect(decoded.issues.isEmpty, "\(decoded.issues)")
    #expect(lines(decoded.value.encodedBytes()) == lines(Self.small))
  }

  @Test("are dumped by the paths of nodes")
  func dump() throws {
    let dump = try #require(TableDump(Self.small))
    #expect(dump.kind == Self.kind)
    #expect(
      dump.description == """
        device tree header
          [0x0000  4] magic                    : 0xd00dfeed
          [0x0004  4] total size               : 138
          [0x0008  4] structure block          : 0x00000038
          [0x000c  4] strings block            : 0x0000007c
          [0x0010  4] memory reservations      : 0x00000028
          [0x0014  4] version                  : 17
          [0x0018  4] compatible with version  : 16
          [0x001c  4] boot CPU                 : 0x00000000
          [0x0020  4] bytes of strings         : 14
          [0x0024  4] bytes of structure       : 68
        /
          [0x0038  8] node                     : ""
        / model
          [0x004c  5] value                    : "memc"
        /cpu@1
          [0x0054 12] node                     : "cpu@1"
        /cpu@1 numa-id
          [0x006c  4] value                    : <0x1>

        """)
  }

  @Test("are compared by the paths of nodes")
  func comparison() {
    let other = Self.small.replacing(at: 0x6f, with: [3])
    #expect(
      TableComparison(from: Self.small, to: other, as: Self.kind).differences.map(\.description) == [
        "/cpu@1 numa-id: value <0x1> → <0x3>"
      ])
    let renamed = Self.small.replacing(at: 0x5c, with: [0x32])
    #expect(
      TableComparison(from: Self.small, to: renamed, as: Self.kind).differences.map(\.description) == [
        "/cpu@1: removed", "/cpu@1 numa-id: removed", "/cpu@2: added", "/cpu@2 numa-id: added",
      ])
  }

  @Test(
    "what is wrong is told",
    arguments: [
      (0x00, [0], "byte 0x0: magic is 0x000dfeed, should be 0xd00dfeed"),
      (0x07, [0x93], "byte 0x4: total size is 147, but the tree has 138 bytes"),
      (0x08, [0xff], "byte 0x8: the structure block has 68 bytes at 0xff000038, but the tree has 138"),
      (0x0c, [0xff], "byte 0xc: the strings block has 14 bytes at 0xff00007c, but the tree has 138"),
      (
        0x17, [16],
        "byte 0x14: version is 16, compatible with 16; it should be one that a reader of version 17 knows"
      ),
      (0x3b, [7], "byte 0x38: there is no token 7"),
      (0x3c, [0x61], "byte 0x38: the root has the name \"a\", should have none"),
      (0x47, [0xff], "byte 0x44: a property has 255 bytes, but 48 are left"),
      (0x4b, [14], "byte 0x48: the name of a property is no text of the strings block"),
      (0x4b, [5], "byte 0x40: a property has no name"),
      (0x57, [9], "byte 0x54: the structure ends within a node"),
      (0x73, [4], "byte 0x78: the structure ends within a node"),
      (0x7b, [4], "byte 0x7c: nothing ends the structure"),
      (0x89, [0x61], "byte 0x68: the name of a property is no text of the strings block"),
    ] as [(Int, [UInt8], String)])
  func issues(offset: Int, bytes: [UInt8], message: String) {
    let tree = Self.small.replacing(at: offset, with: bytes)
    let decoded = DeviceTree.decode(tree)
    #expect(decoded.issues.map(\.description).contains(message), "\(decoded.issues)")
    #expect(DeviceTree.decode(decoded.value.encodedBytes()).value == decoded.value)
    _ = TableDump(tree, as: Self.kind).description
  }

  /// A tree of a structure block, whose properties have the name `a`.
  private func tree(_ structure: [UInt8]) -> [UInt8] {
    DeviceTree(structure: structure, strings: Array("a\0".utf8)).encodedBytes()
  }

  @Test("nodes may be 64 deep in each other", arguments: [64, 65, 100_000])
  func depth(depth: Int) {
    let begin: [UInt8] = [0, 0, 0, 1, 0x61, 0, 0, 0]
    let root: [UInt8] = [0, 0, 0, 1, 0, 0, 0, 0]
    let structure =
      root + (1..<depth).flatMap { _ in begin } + (0..<depth).flatMap { _ in [0, 0, 0, 2] as [UInt8] } + [
        0, 0, 0, 9,
      ]
    let bytes = tree(structure)
    #expect(
      DeviceTree.decode(bytes).issues.map(\.message)
        == (depth > 64 ? ["nodes lie more than 64 deep in each other"] : []))
    #expect(TableDump(bytes, as: Self.kind).records.count == 1 + min(depth, 64))
  }

  @Test("two nodes or properties of one name in a node are told, and so is a property behind a node")
  func order() {
    let node: [UInt8] = [0, 0, 0, 1, 0x62, 0, 0, 0, 0, 0, 0, 2]
    let property: [UInt8] = [0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0]
    let structure =
      [0, 0, 0, 1, 0, 0, 0, 0] + property + property + node + node + property + [0, 0, 0, 2, 0, 0, 0, 9]
    #expect(
      DeviceTree.decode(tree(structure)).issues.map(\.message) == [
        "there are two of the name \"a\" in a node", "there are two of the name \"b\" in a node",
        "the property \"a\" stands behind a node", "there are two of the name \"a\" in a node",
      ])
  }

  @Test("a name of a megabyte is not repeated with every property below it")
  func longNames() {
    let name = [UInt8](repeating: 0x61, count: 1 << 20)
    let property: [UInt8] = [0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0]
    let structure =
      [0, 0, 0, 1] + name + [0, 0, 0, 0] + (0..<10_000).flatMap { _ in property } + [0, 0, 0, 2, 0, 0, 0, 9]
    let bytes = tree(structure)
    #expect(!DeviceTree.decode(bytes).issues.isEmpty)
    #expect(TableDump(bytes, as: Self.kind).description.utf8.count < 4 << 20)
  }
}

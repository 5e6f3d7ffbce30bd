import FieldCoding
import Lowering
import MachineModel
import Testing

@testable import FirmwareTables

@Suite("PPTT and GTDT")
struct PPTTTests {
  private func layout(_ shape: CPUShape, _ architecture: Architecture = .x8664) throws -> Layout {
    var topology = Topology(
      architecture: architecture, nodes: [MemoryNode(memory: Located(gib))],
      cpus: (0..<shape.cpuCount).map { CPU(apicID: shape.apicID(ofCPU: $0), node: 0) })
    topology.cpuShape = shape
    return try lowered(topology)
  }

  /// Each structure in a few words, with where it begins.
  private func words(_ table: PPTT) -> [String] {
    var offset = 36
    return table.nodes.map { node in
      defer { offset += node.byteCount }
      switch node {
      case .processor(let node):
        let uid = node.flags.contains(.hasUID) ? " CPU \(node.processorUID)" : ""
        return "\(offset): \(node.flags.rawValue)\(uid) under \(node.parent) has \(node.resources)"
      case .cache: return "\(offset): cache"
      case .cacheWithID, .other: return "\(offset): other"
      }
    }
  }

  @Test("two packages of one cache, two cores and two threads each, byte by byte at its beginning")
  func bytes() throws {
    let table = PPTT(try layout(CPUShape(packages: 2, llcs: 2, coresPerLLC: 1, threadsPerCore: 2)))
    let bytes = table.encodedBytes()
    #expect(bytes.count == 36 + 2 * (24 + 24 + 20 + 2 * 20))
    #expect(bytes[8] == 2)
    #expect(
      lines(Array(bytes[36..<144]))
        == lines(
          hex(
            """
            01 18 00 00 10 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 08 00 00
            00 18 00 00 11 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 24 00 00 00
            00 14 00 00 10 00 00 00 3c 00 00 00 00 00 00 00 00 00 00 00
            00 14 00 00 0e 00 00 00 54 00 00 00 00 00 00 00 00 00 00 00
            00 14 00 00 0e 00 00 00 54 00 00 00 01 00 00 00 00 00 00 00
            """)))
    let decoded = PPTT.decode(bytes)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value == table)
  }

  @Test("dies and caches have nodes where there are several")
  func levels() throws {
    var shape = CPUShape(packages: 1, llcs: 4, coresPerLLC: 1)
    shape.dies = 2
    #expect(
      words(PPTT(try layout(shape))) == [
        "36: 17 under 0 has []", "56: 16 under 36 has []", "76: cache", "100: 16 under 56 has [76]",
        "124: 10 CPU 0 under 100 has []", "144: cache", "168: 16 under 56 has [144]",
        "192: 10 CPU 1 under 168 has []",
        "212: 16 under 36 has []", "232: cache", "256: 16 under 212 has [232]", "280: 10 CPU 2 under 256 has []",
        "300: cache", "324: 16 under 212 has [300]", "348: 10 CPU 3 under 324 has []",
      ])
    shape.llcs = 2
    #expect(
      words(PPTT(try layout(shape))) == [
        "36: 17 under 0 has []", "56: cache", "80: 16 under 36 has [56]", "104: 10 CPU 0 under 80 has []",
        "124: cache",
        "148: 16 under 36 has [124]", "172: 10 CPU 1 under 148 has []",
      ])
  }

  @Test("caches have the cores that are listed for them")
  func unevenCaches() throws {
    var shape = CPUShape(packages: 2, llcs: 4)
    shape.coresOfLLCs = CoresOfCaches([1, 2, 1, 1])
    let layout = try layout(shape)
    #expect(
      words(PPTT(layout)) == [
        "36: 17 under 0 has []", "56: cache", "80: 16 under 36 has [56]", "104: 10 CPU 0 under 80 has []",
        "124: cache", "148: 16 under 36 has [124]", "172: 10 CPU 1 under 148 has []",
        "192: 10 CPU 2 under 148 has []",
        "212: 17 under 0 has []", "232: cache", "256: 16 under 212 has [232]", "280: 10 CPU 3 under 256 has []",
        "300: cache", "324: 16 under 212 has [300]", "348: 10 CPU 4 under 324 has []",
      ])
    #expect(violations(for: layout).isEmpty)
  }

  @Test("with threads last a core has CPUs far from each other")
  func threadsLast() throws {
    let shape = CPUShape(coresPerLLC: 2, threadsPerCore: 2, numbering: .threadsLast)
    #expect(
      words(PPTT(try layout(shape))) == [
        "36: cache", "60: 17 under 0 has [36]", "84: 16 under 60 has []", "104: 14 CPU 0 under 84 has []",
        "124: 14 CPU 2 under 84 has []", "144: 16 under 60 has []", "164: 14 CPU 1 under 144 has []",
        "184: 14 CPU 3 under 144 has []",
      ])
    #expect(violations(for: try layout(shape)).isEmpty)
  }

  @Test("without a shape, the CPUs of a node are the cores of a package")
  func nodes() throws {
    #expect(
      words(PPTT(try twoNodes())) == [
        "36: 17 under 0 has []", "56: 10 CPU 0 under 36 has []", "76: 17 under 0 has []",
        "96: 10 CPU 1 under 76 has []",
      ])
  }

  @Test("caches of 24 and of 28 bytes are read, and others kept")
  func caches() {
    let cache = PPTT.Cache(
      flags: [.hasSize, .hasType, .hasID], nextLevel: 36, size: 1 << 20, sets: 1024, associativity: 16,
      attributes: 0b1010, lineSize: 64)
    let table = PPTT(
      revision: 3,
      nodes: [.cache(.unified), .cacheWithID(.init(cache, id: 7)), .other(OtherStructure(type: 2, body: [1, 2]))])
    let bytes = table.encodedBytes()
    #expect(
      lines(Array(bytes[60...]))
        == lines(
          hex(
            "01 1c 00 00 91 00 00 00 24 00 00 00 00 00 10 00 00 04 00 00 10 0a 40 00 07 00 00 00 02 04 01 02")))
    let decoded = PPTT.decode(bytes)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value == table)
    let odd = (bytes[..<36] + hex("01 04 00 00 00 15 00 00 00")).sealed()
    #expect(PPTT.decode(Array(odd)).issues.count == 2)
  }

  @Test("counts and places that make no sense are told, and nothing is followed in circles")
  func hostile() throws {
    func issues(_ text: String) -> [String] {
      PPTT.decode(((PPTT(nodes: []).encodedBytes()) + hex(text)).sealed()).issues.map(\.message)
    }
    // More resources than there are bytes for, than a length can say, and than a length says.
    #expect(
      issues("00 14 00 00 00 00 00 00 00 00 00 00 00 00 00 00 02 00 00 00") == [
        "length of the PPTT structure of type 0 is 20, should be 28"
      ])
    #expect(issues("00 14 00 00 00 00 00 00 00 00 00 00 00 00 00 00 ff ff ff ff").count == 1)
    #expect(
      issues("00 18 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 24 00 00 00") == [
        "length of the PPTT structure of type 0 is 24, should be 20"
      ])
    #expect(issues("00 00").count == 1)
    // Each is above the other.
    var cache = PPTT.Cache.unified
    cache.nextLevel = 76
    let circle = PPTT(nodes: [
      .processor(PPTT.Processor(flags: .identical, parent: 56)),
      .processor(PPTT.Processor(flags: .identical, parent: 36)), .cache(cache),
    ])
    #expect(
      TableInvariants.violations(of: [EncodedTable(TableKind(PPTT.self), circle.encodedBytes())], slots: []) == [
        "PPTT structure at 0x24 names a parent at 0x38, but no processor node begins there before it",
        "PPTT structure at 0x4c names a next level at 0x4c, but no cache begins there before it",
        "PPTT structure at 0x4c is a cache that no structure has",
      ])
  }

  @Test("the timers of Arm, byte by byte, and of revision 2")
  func timers() throws {
    #expect(GTDT(try twoNodes()) == nil)
    let table = try #require(GTDT(try twoNodes(.aarch64)))
    let bytes = table.encodedBytes()
    #expect(
      lines(Array(bytes[36...]))
        == lines(
          hex(
            """
            ff ff ff ff ff ff ff ff 00 00 00 00 1d 00 00 00 04 00 00 00 1e 00 00 00 04 00 00 00
            1b 00 00 00 04 00 00 00 1a 00 00 00 04 00 00 00 ff ff ff ff ff ff ff ff
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
            """)))
    #expect(bytes.count == 104)
    #expect(GTDT.decode(bytes).issues.isEmpty)
    #expect(GTDT.decode(bytes).value == table)
    let second = Array((bytes[..<8] + [2] + bytes[9..<96] + [1, 2, 3]).sealed())
    let decoded = GTDT.decode(second)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value.rest == [1, 2, 3])
    #expect(decoded.value.encodedBytes() == second)
  }
}

import FieldCoding
import Lowering
import MachineModel
import Testing

@testable import FirmwareTables

@Suite("SRAT")
struct SRATTests {
  static let twoNodes = hex(
    """
    53 52 41 54 c8 00 00 00 03 73 4d 45 4d 43 20 20
    4d 45 4d 43 53 52 41 54 01 00 00 00 4d 45 4d 43
    01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
    00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00
    00 10 01 01 01 00 00 00 00 00 00 00 00 00 00 00
    01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00
    00 00 00 80 00 00 00 00 00 00 00 00 01 00 00 00
    00 00 00 00 00 00 00 00 01 28 01 00 00 00 00 00
    00 00 00 80 00 00 00 00 00 00 00 40 00 00 00 00
    00 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
    01 28 01 00 00 00 00 00 00 00 00 00 01 00 00 00
    00 00 00 c0 00 00 00 00 00 00 00 00 01 00 00 00
    00 00 00 00 00 00 00 00
    """)

  @Test("a layout's CPUs and memory, byte by byte")
  func encodes() throws {
    let table = SRAT(try FirmwareTablesTests.twoNodes())
    #expect(lines(table.encoded()) == lines(Self.twoNodes))
  }

  @Test("what is encoded decodes to what was encoded")
  func decodes() throws {
    let decoded = SRAT.decode(Self.twoNodes)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value == SRAT(try FirmwareTablesTests.twoNodes()))
  }

  static let structures: [(SRAT.Affinity, String)] = [
    (
      .processor(SRAT.ProcessorAffinity(proximityDomain: 0x1234_5678, apicID: 0xfe)),
      "00 10 78 fe 01 00 00 00 00 56 34 12 00 00 00 00"
    ),
    (
      .processor(
        SRAT.ProcessorAffinity(proximityDomain: 1, apicID: 2, flags: [], sapicEID: 3, clockDomain: 0x0405_0607)),
      "00 10 01 02 00 00 00 00 03 00 00 00 07 06 05 04"
    ),
    (
      .memory(
        SRAT.MemoryAffinity(proximityDomain: 3, base: 4 * gib, length: gib, flags: [.enabled, .hotPluggable])),
      """
      01 28 03 00 00 00 00 00 00 00 00 00 01 00 00 00
      00 00 00 40 00 00 00 00 00 00 00 00 03 00 00 00
      00 00 00 00 00 00 00 00
      """
    ),
    (
      .memory(
        SRAT.MemoryAffinity(proximityDomain: 3, base: 4 * gib, length: gib, flags: [.enabled, .nonVolatile])),
      """
      01 28 03 00 00 00 00 00 00 00 00 00 01 00 00 00
      00 00 00 40 00 00 00 00 00 00 00 00 05 00 00 00
      00 00 00 00 00 00 00 00
      """
    ),
    (
      .x2APIC(SRAT.X2APICAffinity(proximityDomain: 0x102, apicID: 255)),
      """
      02 18 00 00 02 01 00 00 ff 00 00 00 01 00 00 00
      00 00 00 00 00 00 00 00
      """
    ),
    (
      .gicc(SRAT.GICCAffinity(proximityDomain: 1, processorUID: 7)),
      """
      03 12 01 00 00 00 07 00 00 00 01 00 00 00 00 00
      00 00
      """
    ),
    (
      .memory(
        SRAT.MemoryAffinity(proximityDomain: 3, base: 4 * gib, length: gib, flags: [.enabled, .specialPurpose])),
      """
      01 28 03 00 00 00 00 00 00 00 00 00 01 00 00 00
      00 00 00 40 00 00 00 00 00 00 00 00 09 00 00 00
      00 00 00 00 00 00 00 00
      """
    ),
    (
      .its(SRAT.ITSAffinity(proximityDomain: 0x102, serviceID: 0x304)),
      "04 0c 02 01 00 00 00 00 04 03 00 00"
    ),
    (
      .initiator(
        SRAT.GenericInitiatorAffinity(
          SRAT.DeviceAffinity(
            proximityDomain: 2,
            handle: .pci(DeviceHandle.PCIFunction(segment: 0x102, bus: 0x80, deviceAndFunction: 0x1d << 3 | 3))))),
      """
      05 20 00 01 02 00 00 00 02 01 80 eb 00 00 00 00
      00 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00
      """
    ),
    (
      .initiator(
        SRAT.GenericInitiatorAffinity(
          SRAT.DeviceAffinity(
            proximityDomain: 2, handle: .acpi(hardwareID: FixedText("ACME0001", width: 8), uniqueID: 7),
            flags: [.enabled, .architecturalTransactions]))),
      """
      05 20 00 00 02 00 00 00 41 43 4d 45 30 30 30 31
      07 00 00 00 00 00 00 00 03 00 00 00 00 00 00 00
      """
    ),
    (
      .port(
        SRAT.GenericPortAffinity(
          SRAT.DeviceAffinity(
            proximityDomain: 1, handle: .acpi(hardwareID: FixedText("ACPI0016", width: 8), uniqueID: 0x0102_0304)))),
      """
      06 20 00 00 01 00 00 00 41 43 50 49 30 30 31 36
      04 03 02 01 00 00 00 00 01 00 00 00 00 00 00 00
      """
    ),
    (
      .port(
        SRAT.GenericPortAffinity(
          SRAT.DeviceAffinity(
            proximityDomain: 1, handle: .other(type: 9, low: 0x0807_0605_0403_0201, high: 0x100f_0e0d_0c0b_0a09),
            flags: []))),
      """
      06 20 00 09 01 00 00 00 01 02 03 04 05 06 07 08
      09 0a 0b 0c 0d 0e 0f 10 00 00 00 00 00 00 00 00
      """
    ),
    (
      .rintc(SRAT.RINTCAffinity(proximityDomain: 1, processorUID: 0x203, clockDomain: 4)),
      """
      07 14 00 00 01 00 00 00 03 02 00 00 01 00 00 00
      04 00 00 00
      """
    ),
    (.other(OtherStructure(type: 8, body: [1, 2, 3])), "08 05 01 02 03"),
  ]

  @Test("every structure, byte by byte, there and back", arguments: structures)
  func structure(affinity: SRAT.Affinity, text: String) {
    let table = SRAT(affinities: [affinity])
    let bytes = table.encoded()
    #expect(lines(Array(bytes[48...])) == lines(hex(text)))
    let decoded = SRAT.decode(bytes)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value == table)
  }

  @Test(
    "what a structure is of in a few words",
    arguments: [
      ("04 0c 01 00 00 00 00 00 02 00 00 00", "SRAT ITS affinity #1: ITS ID 2 proximity domain 1"),
      (
        "05 20 00 01 02 00 00 00 00 00 00 10 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00",
        "SRAT generic initiator affinity #1: PCI 0000:00:02.0 proximity domain 2"
      ),
      (
        "05 20 00 02 02 00 00 00 00 00 00 10 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00",
        "SRAT generic initiator affinity #1: device of handle type 2 proximity domain 2"
      ),
      (
        "06 20 00 00 01 00 00 00 41 43 50 49 30 30 31 36 05 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00",
        "SRAT generic port affinity #1: ACPI ACPI0016 UID 5 proximity domain 1"
      ),
      (
        "06 20 00 00 01 00 00 00 41 43 50 49 30 30 31 36 05 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
        "SRAT generic port affinity #1: disabled"
      ),
      (
        "07 14 00 00 01 00 00 00 03 00 00 00 01 00 00 00 00 00 00 00",
        "SRAT RINTC affinity #1: ACPI processor UID 3 proximity domain 1"
      ),
    ])
  func summaries(body: String, summary: String) throws {
    let dump = try #require(TableDump((Self.twoNodes[..<48] + hex(body)).sealed()))
    #expect(dump.issues.isEmpty)
    #expect(dump.description.split(separator: "\n").contains { $0 == summary }, "\(dump)")
  }

  @Test("the fields of a device's handle are those of its type")
  func handles() throws {
    let pci = "05 20 00 01 02 00 00 00 01 00 80 eb 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00"
    let acpi = "06 20 00 00 01 00 00 00 41 43 50 49 30 30 31 36 05 00 00 00 00 00 00 00 03 00 00 00 00 00 00 00"
    let text = try #require(TableDump((Self.twoNodes[..<48] + hex(pci + acpi)).sealed())).description
    #expect(
      text.hasSuffix(
        """
        SRAT generic initiator affinity #1: PCI 0001:80:1d.3 proximity domain 2
          [0x0030  1] type                     : 5
          [0x0031  1] length                   : 32
          [0x0032  1] reserved                 : 0x00
          [0x0033  1] device handle type       : 1 (PCI)
          [0x0034  4] proximity domain         : 2
          [0x0038  2] PCI segment              : 0x0001
          [0x003a  1] PCI bus                  : 0x80
          [0x003b  1] PCI device and function  : 1d.3
          [0x003c  4] reserved                 : 0x00000000
          [0x0040  8] reserved                 : 0x0000000000000000
          [0x0048  4] flags                    : 0x1 (enabled)
          [0x004c  4] reserved                 : 0x00000000
        SRAT generic port affinity #1: ACPI ACPI0016 UID 5 proximity domain 1
          [0x0050  1] type                     : 6
          [0x0051  1] length                   : 32
          [0x0052  1] reserved                 : 0x00
          [0x0053  1] device handle type       : 0 (ACPI)
          [0x0054  4] proximity domain         : 1
          [0x0058  8] ACPI _HID                : "ACPI0016"
          [0x0060  4] ACPI _UID                : 5
          [0x0064  4] reserved                 : 0x00000000
          [0x0068  4] flags                    : 0x3 (enabled, architectural transactions)
          [0x006c  4] reserved                 : 0x00000000

        """), "\(text)")
  }

  @Test("a local APIC ID of 255 needs the structure for x2APIC")
  func apicIDs() throws {
    let cpus = [UInt32(254), 255, 256, 1].map { CPU(apicID: $0, node: 0) }
    #expect(
      SRAT(try layout(memory: [gib], cpus: cpus)).affinities.prefix(4) == [
        .processor(SRAT.ProcessorAffinity(proximityDomain: 0, apicID: 254)),
        .x2APIC(SRAT.X2APICAffinity(proximityDomain: 0, apicID: 255)),
        .x2APIC(SRAT.X2APICAffinity(proximityDomain: 0, apicID: 256)),
        .processor(SRAT.ProcessorAffinity(proximityDomain: 0, apicID: 1)),
      ])
  }

  @Test("on Arm a CPU is known by its number, and RAM crosses 4 GiB unbroken")
  func arm() throws {
    #expect(
      SRAT(try FirmwareTablesTests.twoNodes(.aarch64)).affinities == [
        .gicc(SRAT.GICCAffinity(proximityDomain: 0, processorUID: 0)),
        .gicc(SRAT.GICCAffinity(proximityDomain: 1, processorUID: 1)),
        .memory(SRAT.MemoryAffinity(proximityDomain: 0, base: gib, length: 2 * gib)),
        .memory(SRAT.MemoryAffinity(proximityDomain: 1, base: 3 * gib, length: 4 * gib)),
      ])
  }

  @Test("CPUs, memory by address, whatever its kind, initiators, ports")
  func kinds() throws {
    var nodes = [gib, gib, gib, 0].map { MemoryNode(memory: Located($0)) }
    nodes[0].hotplug = HotplugSpace(size: 2 * gib)
    nodes[1].isPersistent.value = true
    nodes[2].isSpecialPurpose.value = true
    nodes[3].hotplug = HotplugSpace(size: gib, start: Located(8 * gib))
    var topology = Topology(platform: Platform(gaps: []), nodes: nodes)
    topology.initiators = [
      GenericDevice(node: 1, handle: .pci(PCIAddress(segment: 1, bus: 2, device: 3, function: 4)))
    ]
    topology.ports = [GenericDevice(node: 3, handle: .acpi(ACPIDeviceName(hardwareID: "ACPI0016", uniqueID: 5)))]
    let layout = try lowered(topology)
    let table = SRAT(layout)
    #expect(
      table.affinities == [
        .processor(SRAT.ProcessorAffinity(proximityDomain: 0, apicID: 0)),
        .memory(SRAT.MemoryAffinity(proximityDomain: 0, base: 0, length: gib)),
        .memory(
          SRAT.MemoryAffinity(proximityDomain: 1, base: gib, length: gib, flags: [.enabled, .nonVolatile])),
        .memory(
          SRAT.MemoryAffinity(proximityDomain: 2, base: 2 * gib, length: gib, flags: [.enabled, .specialPurpose])),
        .memory(
          SRAT.MemoryAffinity(proximityDomain: 0, base: 3 * gib, length: 2 * gib, flags: [.enabled, .hotPluggable])),
        .memory(
          SRAT.MemoryAffinity(proximityDomain: 3, base: 8 * gib, length: gib, flags: [.enabled, .hotPluggable])),
        .initiator(
          SRAT.GenericInitiatorAffinity(
            SRAT.DeviceAffinity(
              proximityDomain: 1,
              handle: .pci(DeviceHandle.PCIFunction(segment: 1, bus: 2, deviceAndFunction: 0x1c))))),
        .port(
          SRAT.GenericPortAffinity(
            SRAT.DeviceAffinity(
              proximityDomain: 3, handle: .acpi(hardwareID: FixedText("ACPI0016", width: 8), uniqueID: 5)))),
      ])
    #expect(SRAT.decode(table.encoded()).value == table)
    #expect(violations(for: layout) == [])
  }

  @Test("the header says who made the table")
  func identity() throws {
    let identity = ACPIIdentity(
      oemID: "ACME", oemTableID: "BOARD", oemRevision: 7, creatorID: "TOOLS", creatorRevision: 9)
    let bytes = SRAT(try FirmwareTablesTests.twoNodes(), identity: identity).encoded()
    #expect(
      lines(Array(bytes[10..<36]))
        == lines(Array("ACME  BOARD   ".utf8) + [7, 0, 0, 0] + Array("TOOL".utf8) + [9, 0, 0, 0]))
    #expect(bytes.reduce(0, &+) == 0)
    let decoded = SRAT.decode(bytes)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value.identity == identity)
  }

  @Test(
    "a structure whose length makes no sense is an issue",
    arguments: [
      ("05 00 00 00", "length of the SRAT structure of type 5 is 0, less than the 2 it begins with", 0),
      ("00 01", "length of the SRAT structure of type 0 is 1, less than the 2 it begins with", 0),
      ("01 28 00 00", "length of the SRAT structure of type 1 is 40, but 4 bytes are left", 0),
      ("09 03 aa 00 04 bb cc", "length of the SRAT structure of type 0 is 4, should be 16", 2),
      ("09 03 aa 07", "1 byte is left behind the last SRAT structure", 1),
    ])
  func lengths(body: String, message: String, kept: Int) {
    let bytes = (Self.twoNodes[..<48] + hex(body)).sealed()
    let decoded = SRAT.decode(bytes)
    #expect(decoded.issues.map(\.message) == [message])
    #expect(decoded.value.affinities.count == kept)
  }

  @Test("the number behind the header is 1")
  func tableRevision() {
    let decoded = SRAT.decode(Self.twoNodes.replacing(at: 36, with: [2]).sealed())
    #expect(decoded.issues.map(\.description) == ["byte 0x24: table revision is 2, should be 1"])
  }

  @Test("a million CPUs are encoded and decoded")
  func manyCPUs() {
    let count = 1 << 20
    let table = SRAT(
      affinities: (0..<count).map {
        .x2APIC(SRAT.X2APICAffinity(proximityDomain: UInt32($0 % 64), apicID: UInt32($0)))
      })
    let bytes = table.encoded()
    #expect(bytes.count == 48 + 24 * count)
    #expect(SRAT.decode(bytes).value == table)
  }
}

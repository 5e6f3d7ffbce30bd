import Addresses
import JSONCoding
import SystemPackage
import TestSupport
import Testing

@testable import Artifacts
@testable import Lowering

/// Places, files and visibility of windows in the artifacts.
@Suite("Windows in artifacts")
struct WindowArtifactTests {
  private let compilation = Compilation(
    """
    memc: 1
    memory: 64MiB
    devices:
      - {name: flash, place: low, size: 64KiB, visibility: read-only, file: OVMF.fd, offset: 4KiB}
      - {name: bar, place: high, size: 1MiB}
      - {name: hidden, start: 0, size: 4KiB, visibility: unmapped, file: rom.bin}
    vtl2: {size: 1MiB}
    """)

  private func bytes(_ kind: ArtifactKind) throws -> [UInt8] {
    try #require(compilation.artifacts().first { $0.kind == kind }).bytes
  }

  private func text(_ kind: ArtifactKind) throws -> String { String(decoding: try bytes(kind), as: UTF8.self) }

  @Test("memslots.json says what a window is a copy of, and that it is read-only")
  func memslots() throws {
    let line = try #require(text(.memslots).split(separator: "\n").first { $0.contains(#""device": "flash""#) })
    #expect(
      line.drop { $0 == " " }
        == #"""
        {"backing": "device", "backing_offset": 0, "device": "flash", "device_file": "OVMF.fd", \#
        "device_file_offset": 4096, "flags": 2, "guest_phys_addr": 4294901760, \#
        "host_nodes": [], "hugepages": "off", "memory_size": 65536, "mergeable": false, "page_size": 4096, \#
        "pin": false, "policy": "default", "prefault": false, "reserve": false, "slot": 1, "source": "device", \#
        "thp": "default", "visibility": "read-only"},
        """#)
    let (file, issues) = MemslotsFile.decode(try bytes(.memslots))
    #expect(issues == [])
    #expect(file == MemslotsFile(try #require(compilation.layout)))
    // What states nothing of it has nothing of it.
    #expect(try text(.memslots).matches(of: /device_file"/).count == 1)
  }

  @Test("layout.json says what was stated, and what the places came to")
  func layout() throws {
    let json = try text(.layout)
    #expect(
      json.contains(
        #"""
          "devices": [
            {"file": "OVMF.fd", "file_offset": 4096, "line": 4, "name": "flash", "place": "low", "priority": 0, \#
        "size": 65536, "slots": [1], "start": 4294901760, "visibility": "read-only"},
            {"line": 5, "name": "bar", "place": "high", "priority": 0, "size": 1048576, "slots": [2], \#
        "start": 4294967296},
            {"file": "rom.bin", "file_offset": 0, "line": 6, "name": "hidden", "priority": 0, "size": 4096, \#
        "slots": [], "start": 0, "visibility": "unmapped"}
          ],
        """#), "\(json)")
    #expect(
      json.contains(
        #"""
          "visibility": [
            {"line": 4, "mode": "read-only", "slot": 1}
          ],
          "vtl2": {
            "line": 7,
            "size": 1048576,
            "start": 4296015872
          },
        """#))
    let (file, issues) = LayoutFile.decode(try bytes(.layout))
    #expect(issues == [])
    #expect(file.encoded() == (try bytes(.layout)))
  }

  @Test("Summary and dumps show them")
  func shown() throws {
    let summary = LayoutSummary(try #require(compilation.layout)).description
    for line in [
      "  flash   0xffff0000-0x100000000   64 KiB  priority 0  seen in slot 1  read-only  file OVMF.fd from 0x1000 on\n",
      "  bar     0x100000000-0x100100000  1 MiB   priority 0  seen in slot 2\n",
      "  hidden  0x0-0x1000               4 KiB   priority 0  hidden          unmapped   file rom.bin\n",
    ] {
      #expect(summary.contains(line), "\(summary)")
    }
    let memslots = ArtifactDump(try bytes(.memslots), name: "memslots.json").text
    #expect(
      memslots.contains(
        "  slot 1: 0xffff0000-0x100000000 (64 KiB) device flash, OVMF.fd from 0x1000 on, at 0x0, pages of 4 KiB, "
          + "read-only\n"), "\(memslots)")
    let layout = ArtifactDump(try bytes(.layout), name: "layout.json").text
    for line in [
      "device flash: 0xffff0000-0x100000000 priority 0, slots 1, placed low, read-only, OVMF.fd from 0x1000 on (line 4)\n",
      "device bar: 0x100000000-0x100100000 priority 0, slots 2, placed high (line 5)\n",
      "device hidden: 0x0-0x1000 priority 0, hidden, unmapped, rom.bin from 0x0 on (line 6)\n",
    ] {
      #expect(layout.contains(line), "\(layout)")
    }
  }

  // MARK: Checked against each other

  @Test("What belongs together is found to, and what does not is told")
  func checked() throws {
    let windows = "memslots.json: not the device windows of layout.json"
    #expect(try compilation.folderProblems() == [])
    #expect(try compilation.folderProblems(slots: { $0.partitions[0].slots[1].deviceFile = "other" }) == [windows])
    #expect(try compilation.folderProblems(slots: { $0.partitions[0].slots[1].deviceFileOffset = 0 }) == [windows])
    let pair = "has a device's file without its offset or its device, or an offset alone"
    #expect(
      try compilation.folderProblems(slots: { $0.partitions[0].slots[1].deviceFileOffset = nil })
        == ["memslots.json: vtl0: slot 1 \(pair)", windows])
    #expect(
      try compilation.folderProblems(slots: { $0.partitions[0].slots[0].deviceFile = "x" })
        == [
          "memslots.json: vtl0: slot 0 \(pair)",
          "memslots.json: not the RAM and the aliases of VTL2 of layout.json",
        ])
    #expect(
      try compilation.folderProblems(slots: { $0.partitions[0].slots[1].deviceFileOffset = 7 })
        == ["memslots.json: vtl0: slot 1 lies on no 4 KiB pages", windows])
    #expect(try compilation.folderProblems(layout: { $0.devices?[0].visibility = nil }) == [windows])
    #expect(
      try compilation.folderProblems(layout: { $0.devices?[0].visibility = "secret" })
        == ["layout.json: devices[0].visibility is 'secret'; it is 'read-only' or 'unmapped'", windows])
    #expect(
      try compilation.folderProblems(layout: { $0.devices?[0].place = "middle" })
        == ["layout.json: devices[0].place is 'middle'; it is 'low' or 'high'"])
    #expect(
      try compilation.folderProblems(layout: { $0.devices?[0].place = "high" })
        == ["layout.json: device 'flash' does not lie where its place is"])
    #expect(
      try compilation.folderProblems(layout: { $0.devices?[1].place = "low" })
        == ["layout.json: device 'bar' does not lie where its place is"])
    #expect(
      try compilation.folderProblems(layout: { $0.devices?[2].fileOffset = nil })
        == ["layout.json: device 'hidden' has a file or an offset in one, and not both"])
  }
}

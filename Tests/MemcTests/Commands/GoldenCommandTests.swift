import Foundation
import TestSupport
import Testing

@Suite("memc golden")
struct GoldenCommandTests {
  let folder: TemporaryFolder

  /// Two of the examples with their golden files.
  init() throws {
    folder = try TemporaryFolder()
    for name in ["examples", "golden"] { try folder.makeFolder(name) }
    for stem in ["aarch64", "gap-straddle"] {
      try folder.copy("examples/\(stem).yaml", to: "examples/\(stem).yaml")
      try folder.copy("golden/\(stem)", to: "golden/\(stem)")
    }
  }

  private func golden(_ arguments: String...) throws -> ProcessResult {
    try MemcProcess.run(["golden"] + arguments, in: folder.path)
  }

  /// Puts a text into an example in the place of another.
  private func change(_ old: String, to new: String, in stem: String = "gap-straddle") throws {
    let text = String(decoding: try folder.bytes("examples/\(stem).yaml"), as: UTF8.self)
    try #require(text.contains(old))
    try folder.write(text.replacingOccurrences(of: old, with: new), to: "examples/\(stem).yaml")
  }

  private static let hint = "golden files differ; 'memc golden update' writes them anew\n"

  @Test("the examples of this repository match their golden files")
  func repository() throws {
    let result = try MemcProcess.run(["golden", "check"])
    let count = try FileManager.default.contentsOfDirectory(atPath: packageRoot + "/examples")
      .count { $0.hasSuffix(".yaml") }
    #expect(result.text == "\(count) examples match golden\n")
    #expect(result.errors == "")
    #expect(result.status == 0)
  }

  // MARK: Check

  @Test("says that all match")
  func match() throws {
    let result = try golden("check")
    #expect(result.text == "2 examples match golden\n")
    #expect(result.errors == "")
    #expect(result.status == 0)
  }

  @Test("tells by which initiator memory is reached best, with the line of its node")
  func nearestInitiator() throws {
    try folder.copy("examples/memory-initiators.yaml", to: "examples/memory-initiators.yaml")
    try folder.copy("golden/memory-initiators", to: "golden/memory-initiators")
    #expect(try golden("check").text == "3 examples match golden\n")
    try change("distance: 14", to: "distance: 32", in: "memory-initiators")
    #expect(
      try golden("check").text == """
        golden/memory-initiators/slit.bin: SLIT distances from node 1: to node 2 14 → 32, \
        from examples/memory-initiators.yaml:11 (and 1 more)
        golden/memory-initiators/hmat.bin: HMAT memory domain #3: initiator domain 1 → 0, node 2, \
        from examples/memory-initiators.yaml:9
        golden/memory-initiators: acpi.bin and layout.json differ by what follows from that

        """)
    #expect(try golden("update").text == "wrote golden/memory-initiators\n")
    #expect(try golden("check").text == "3 examples match golden\n")
  }

  @Test("tells a changed size once, by meaning, with its line")
  func changedSize() throws {
    try change("memory: 4GiB", to: "memory: 5GiB")
    let result = try golden("check")
    #expect(
      result.text == """
        golden/gap-straddle/srat.bin: SRAT memory affinity #3: length 3 GiB → 4 GiB, node 1, \
        from examples/gap-straddle.yaml:7
        golden/gap-straddle: e820.bin, acpi.bin, zero-page.bin, efi-memmap.bin, pvh-memmap.bin, memslots.json and \
        layout.json differ by what follows from that

        """)
    #expect(result.errors == Self.hint)
    #expect(result.status == 1)
  }

  @Test("tells a changed distance with the line of the distances")
  func changedDistance() throws {
    try change("[21, 10]", to: "[255, 10]")
    try change("distances:", to: "distances: {asymmetric: on, matrix:")
    try change("10]]", to: "10]]}")
    #expect(
      try golden("check").text == """
        golden/gap-straddle/slit.bin: SLIT distances from node 1: to node 0 21 → 255, \
        from examples/gap-straddle.yaml:8
        golden/gap-straddle: acpi.bin and layout.json differ by what follows from that

        """)
  }

  @Test("tells many changed distances of one line as one")
  func changedDistances() throws {
    try change("[[10, 21], [21, 10]]", to: "{remote: 30}")
    #expect(
      try golden("check").text == """
        golden/gap-straddle/slit.bin: SLIT distances from node 0: to node 1 21 → 30, \
        from examples/gap-straddle.yaml:8 (and 1 more)
        golden/gap-straddle: acpi.bin and layout.json differ by what follows from that

        """)
  }

  @Test("tells an added CPU with the line of its node")
  func addedCPU() throws {
    try change("\"2-3\"", to: "\"2-4\"")
    #expect(
      try golden("check").text == """
        golden/gap-straddle/srat.bin: SRAT processor affinity #5: added, APIC ID 4 proximity domain 1, node 1, \
        from examples/gap-straddle.yaml:7
        golden/gap-straddle/madt.bin: MADT local APIC #5: added, APIC ID 4, ACPI processor UID 4, node 1, \
        from examples/gap-straddle.yaml:7
        golden/gap-straddle/pptt.bin: PPTT processor node #7: added, core, ACPI processor UID 4, node 1, \
        from examples/gap-straddle.yaml:7
        golden/gap-straddle: acpi-rsdp.bin, acpi.bin and layout.json differ by what follows from that

        """)
  }

  @Test("tells many added CPUs of a node as one, and what else changed beside them")
  func addedCPUs() throws {
    try change("\"2-3\"", to: "\"2-40\"")
    try change("memory: 2GiB", to: "memory: 2050MiB")
    try change("name: gap-straddle", to: "name: other")
    let text = try golden("check").text
    #expect(text.split(separator: "\n").count == 7, "\(text)")
    #expect(
      text.contains(
        "SRAT processor affinity #5: added, APIC ID 4 proximity domain 1, node 1, from examples/gap-straddle.yaml:7 "
          + "(and 36 more)\n"), "\(text)")
    #expect(
      text.contains("memory affinity #1: length 2 GiB → 2050 MiB, node 0, from examples/gap-straddle.yaml:6\n"),
      "\(text)")
    #expect(text.contains("golden/gap-straddle/layout.json: name: \"gap-straddle\" → \"other\"\n"), "\(text)")
  }

  @Test("tells a reserved range in the map, with its line, and not what it cut")
  func reservedRange() throws {
    try change("distances:", to: "platform: {reserved: [{name: shm, start: 5GiB, size: 16MiB}]}\ndistances:")
    let text = try golden("check").text
    #expect(
      text == """
        golden/gap-straddle/e820.bin: e820 entry #5: added, [mem 0x0000000140000000-0x0000000140ffffff] reserved, \
        from examples/gap-straddle.yaml:8
        golden/gap-straddle/layout.json: lines of the topology: distances.line: 8 → 9
        golden/gap-straddle: zero-page.bin, efi-memmap.bin and pvh-memmap.bin differ by what follows from that

        """, "\(text)")
  }

  @Test("tells policies once, and device windows with their addresses in hexadecimal")
  func slots() throws {
    for stem in ["device-windows", "equal-nodes"] {
      try folder.copy("examples/\(stem).yaml", to: "examples/\(stem).yaml")
      try folder.copy("golden/\(stem)", to: "golden/\(stem)")
    }
    try change("start: 0xc0000000", to: "start: 0xc0008000", in: "device-windows")
    try change("cpus: 8", to: "cpus: 8\ndefaults: {prefault: on}", in: "equal-nodes")
    let text = try golden("check").text
    #expect(
      text == """
        golden/device-windows/layout.json: devices[0].start: 0xc0000000 → 0xc0008000, from examples/device-windows.yaml:7
        golden/device-windows: memslots.json differs by what follows from that
        golden/equal-nodes/memslots.json: partitions[0].slots[0].prefault: false → true (and 2 more)
        golden/equal-nodes: layout.json differs by what follows from that

        """, "\(text)")
  }

  @Test(
    "tells what one key changes in many slots as one",
    arguments: [
      (
        "legacy_x86: on",
        "memslots.json: partitions[0].slots: 3 → 18 elements\n"
          + "golden/gap-straddle: layout.json differs by what follows from that\n"
      ),
      (
        "slots: {max_size: 1GiB}",
        "memslots.json: partitions[0].slots: 3 → 6 elements\n"
          + "golden/gap-straddle: layout.json differs by what follows from that\n"
      ),
      (
        "defaults: {hugepages: on}",
        "memslots.json: partitions[0].slots[0].hugepages: \"off\" → \"on\" (and 2 more)\n"
          + "golden/gap-straddle: layout.json differs by what follows from that\n"
      ),
      (
        "vtl2: {start: 0x200000000, size: 16MiB}",
        "layout.json: vtl2: absent → an object\n"
          + "golden/gap-straddle: memslots.json differs by what follows from that\n"
      ),
      (
        "devices: [{name: x, start: 0xc0000000, size: 1MiB}]",
        "layout.json: devices: absent → a list of 1\n"
          + "golden/gap-straddle: memslots.json differs by what follows from that\n"
      ),
    ])
  func keys(key: String, told: String) throws {
    try change("[[10, 21], [21, 10]]", to: "[[10, 21], [21, 10]]\n\(key)")
    let text = try golden("check").text
    #expect(text.hasPrefix("golden/gap-straddle/\(told)"), "\(text)")
    #expect(text.hasSuffix(told), "\(text)")
  }

  @Test("tells lines that moved as one")
  func movedLines() throws {
    try change("memc: 1", to: "# More\nmemc: 1")
    let text = try golden("check").text
    #expect(
      text == "golden/gap-straddle/layout.json: lines of the topology: distances.line: 8 → 9 (and 14 more)\n",
      "\(text)")
  }

  @Test("tells bytes where nothing else tells two tables apart")
  func bytes() throws {
    var bytes = try folder.bytes("golden/gap-straddle/slit.bin")
    bytes.append(0)
    try folder.write(bytes, to: "golden/gap-straddle/slit.bin")
    let text = try golden("check").text
    #expect(text == "golden/gap-straddle/slit.bin: byte 0x30: 0x00 → none\n", "\(text)")
  }

  @Test("tells a removed entry without a line: no line of the example has it")
  func removedEntry() throws {
    try change("memory: 4GiB", to: "memory: 1GiB")
    let text = try golden("check").text
    #expect(
      text == """
        golden/gap-straddle/srat.bin: SRAT memory affinity #3: removed, \
        [mem 0x0000000100000000-0x00000001bfffffff] proximity domain 1
        golden/gap-straddle: e820.bin, acpi-rsdp.bin, acpi.bin, zero-page.bin, efi-memmap.bin, pvh-memmap.bin, \
        memslots.json and layout.json differ by what follows from that

        """, "\(text)")
  }

  @Test("tells a changed label, which is in layout.json only")
  func changedName() throws {
    try change("name: gap-straddle", to: "name: other")
    #expect(
      try golden("check").text == "golden/gap-straddle/layout.json: name: \"gap-straddle\" → \"other\"\n")
  }

  @Test("tells damaged golden files")
  func damagedFiles() throws {
    try folder.write([], to: "golden/gap-straddle/e820.bin")
    let layout = try folder.bytes("golden/gap-straddle/layout.json")
    try folder.write(layout + [UInt8(ascii: "\n")], to: "golden/gap-straddle/layout.json")
    try folder.write("{", to: "golden/aarch64/layout.json")
    let lines = try golden("check").text.split(separator: "\n")
    #expect(lines.contains("golden/aarch64/layout.json: the golden file is not JSON"))
    #expect(lines.contains("golden/gap-straddle/layout.json: only white space differs"))
    #expect(
      lines.contains(
        """
        golden/gap-straddle/e820.bin: e820 entry #1: added, [mem 0x0000000000000000-0x000000000009fbff] usable, \
        from examples/gap-straddle.yaml:6 (and 1 more)
        """))
  }

  @Test("tells missing and stray files and folders")
  func missingAndStray() throws {
    try FileManager.default.removeItem(atPath: folder.path("golden/aarch64"))
    try FileManager.default.removeItem(atPath: folder.path("golden/gap-straddle/slit.bin"))
    try folder.write("mine", to: "golden/gap-straddle/notes.txt")
    try folder.makeFolder("golden/stray")
    try folder.write("beside the folders nothing counts", to: "golden/README.md")
    let result = try golden("check")
    #expect(
      result.text == """
        golden/aarch64: there are no golden files of examples/aarch64.yaml
        golden/gap-straddle/notes.txt: not an artifact of examples/gap-straddle.yaml
        golden/gap-straddle/slit.bin: missing
        golden/stray: there is no example of that name

        """)
    #expect(result.status == 1)
  }

  @Test("takes other folders")
  func otherFolders() throws {
    for name in ["examples", "golden"] {
      try FileManager.default.moveItem(atPath: folder.path(name), toPath: folder.path("my-\(name)"))
    }
    let result = try golden("check", "--examples", "my-examples", "--golden", "my-golden")
    #expect(result.text == "2 examples match my-golden\n")
    #expect(try golden("check").status == 66)
  }

  @Test("takes single files, and then no folder is left over")
  func singleFiles() throws {
    try folder.copy("golden/one-node", to: "golden/stray")
    try change("name: gap-straddle", to: "name: other")
    let match = try golden("check", "examples/aarch64.yaml")
    #expect(match.text == "1 example matches golden\n")
    #expect(match.status == 0)
    let other = try golden("check", "examples/aarch64.yaml", "examples/gap-straddle.yaml")
    #expect(other.text == "golden/gap-straddle/layout.json: name: \"gap-straddle\" → \"other\"\n")
    #expect(
      other.errors
        == "golden files differ; 'memc golden update examples/aarch64.yaml examples/gap-straddle.yaml' writes them anew\n"
    )
    #expect(other.status == 1)
    #expect(try golden("update", "examples/aarch64.yaml").text == "1 example matches golden\n")
    #expect(try golden("update", "examples/gap-straddle.yaml").text == "wrote golden/gap-straddle\n")
    #expect(try folder.names(in: "golden") == ["aarch64", "gap-straddle", "stray"])
    let missing = try golden("check", "examples/none.yaml")
    #expect(missing.errors == "memc: error: cannot read examples/none.yaml: No such file or directory\n")
    #expect(missing.status == 66)
  }

  @Test("the hint repeats what was given, as a shell reads it")
  func hint() throws {
    try FileManager.default.moveItem(atPath: folder.path("examples"), toPath: folder.path("my examples"))
    let result = try golden("check", "--examples", "my examples", "--golden", "it's")
    let command = "memc golden update --examples 'my examples' --golden 'it'\\''s'"
    #expect(result.errors == "golden files differ; '\(command)' writes them anew\n")
    let update = try MemcProcess.run(
      "/bin/sh", ["-c", command.replacingOccurrences(of: "memc ", with: "\"$0\" "), MemcProcess.memc],
      in: folder.path)
    #expect(update.text == "wrote it's/aarch64\nwrote it's/gap-straddle\n")
  }

  // MARK: Update

  @Test("update writes what differs, removes what has no example, and says so")
  func update() throws {
    try change("memory: 4GiB", to: "memory: 5GiB")
    try folder.copy("golden/one-node", to: "golden/stray")
    let untouched = try modification("golden/aarch64/layout.json")
    let result = try golden("update")
    #expect(result.text == "wrote golden/gap-straddle\nremoved golden/stray\n")
    #expect(result.errors == "")
    #expect(result.status == 0)
    #expect(try folder.names(in: "golden") == ["aarch64", "gap-straddle"])
    #expect(try modification("golden/aarch64/layout.json") == untouched)
    #expect(try golden("check").status == 0)
    #expect(try golden("update").text == "2 examples match golden\n")
  }

  private func modification(_ name: String) throws -> Date? {
    try FileManager.default.attributesOfItem(atPath: folder.path(name))[.modificationDate] as? Date
  }

  @Test("update begins a folder of golden files")
  func firstUpdate() throws {
    try FileManager.default.removeItem(atPath: folder.path("golden"))
    #expect(try golden("check").status == 1)
    #expect(try golden("update").text == "wrote golden/aarch64\nwrote golden/gap-straddle\n")
    #expect(try golden("check").status == 0)
  }

  @Test("update leaves folders with files of others")
  func foreignFolder() throws {
    try folder.makeFolder("golden/stray")
    try folder.write("mine", to: "golden/stray/notes.txt")
    let result = try golden("update")
    #expect(result.text == "left golden/stray, which has no example and holds files of others\n")
    #expect(try folder.names(in: "golden/stray") == ["notes.txt"])
  }

  // MARK: What cannot be compared

  @Test("an example with errors is told, and nothing is compared or written", arguments: ["check", "update"])
  func wrongExample(command: String) throws {
    try change("memory: 4GiB", to: "memory: 5GiB")
    try folder.write("{memc: 1, memroy: 64MiB}\n", to: "examples/wrong.yml")
    let before = try folder.bytes("golden/gap-straddle/layout.json")
    let result = try golden(command)
    #expect(result.text == "")
    #expect(
      result.errors.hasPrefix("examples/wrong.yml:1:11: error: unknown key 'memroy'; did you mean 'memory'?"),
      "\(result.errors)")
    #expect(result.status == 1)
    #expect(try folder.bytes("golden/gap-straddle/layout.json") == before)
  }

  @Test("two examples of one stem are an error", arguments: ["check", "update"])
  func equalStems(command: String) throws {
    try folder.copy("examples/aarch64.yaml", to: "examples/aarch64.yml")
    let result = try golden(command)
    #expect(
      result.errors == """
        memc: error: examples/aarch64.yaml and examples/aarch64.yml have the same stem, so their golden files would \
        be in one folder

        """)
    #expect(result.status == 1)
  }

  @Test("no folder of examples, or one without topologies, is exit 66", arguments: ["check", "update"])
  func noExamples(command: String) throws {
    let missing = try golden(command, "--examples", "missing")
    #expect(missing.errors == "memc: error: cannot read missing: No such file or directory\n")
    #expect(missing.status == 66)
    try folder.makeFolder("empty")
    let empty = try golden(command, "--examples", "empty")
    #expect(empty.errors == "memc: error: there is no topology in empty\n")
    #expect(empty.status == 66)
  }

  @Test("a folder of golden files that is none is exit 66 for check and 73 for update")
  func noFolder() throws {
    try folder.write("", to: "file")
    let check = try golden("check", "--golden", "file")
    #expect(check.errors == "memc: error: cannot look at file/aarch64: Not a directory\n")
    #expect(check.status == 66)
    #expect(try golden("update", "--golden", "file").status == 73)
  }
}

import Addresses
import Artifacts
import Diagnostics
import FieldCoding
import FirmwareTables
import Lowering
import MachineModel
import Platforms
import SystemPackage
import TestSupport
import Testing

@testable import Reading

@Suite struct ExplainerTests {
  static let examples: [String] =
    (try? GoldenExample.all(in: FilePath("\(packageRoot)/examples")))?.map(\.stem.string) ?? []

  private func compilation(_ stem: String) throws -> Compilation {
    Compilation(bytes: try packageBytes("examples/\(stem).yaml"))
  }

  private func view(_ path: String) throws -> MachineView {
    try MachineView(FilePath("\(packageRoot)/\(path)"), name: path)
  }

  @Test func thereAreExamples() {
    #expect(Self.examples.count > 50)
  }

  @Test("Of each end of all that lies anywhere, all that is there is told", arguments: ExplainerTests.examples)
  func addresses(_ stem: String) throws {
    let view = MachineView(try compilation(stem))
    let layout = try #require(view.layout)
    let explainer = try Explainer(view)
    let hasSRAT = view.tables.contains { $0.kind == TableKind(SRAT.self) }
    for extent in layout.extents {
      for address in [extent.start, extent.end - 1] {
        let answer = try explainer.answer(.address(address))
        let titles = answer.items.map(\.title)
        #expect(titles.contains("node \(extent.node)"))
        #expect(titles.contains("RAM of \(extent.memory)"))
        for slot in layout.slots where slot.range.contains(address) {
          let item = try #require(answer.items.first { $0.title.hasPrefix("slot \(slot.number)") })
          let offset = slot.backingOffset + address - slot.start
          #expect(item.details.contains(Fact.Detail(name: "offset in its backing", text: Units.address(offset))))
          #expect(item.origin != nil && item.pass == .slotAssignment)
        }
        let affinities = layout.affinities.filter { $0.range.contains(address) }
        #expect(
          titles.count { $0.hasPrefix("SRAT memory affinity") } == (hasSRAT ? affinities.count : 0))
        for entry in layout.memoryMap where entry.range.contains(address) && layout.topology.architecture == .x8664
        {
          #expect(answer.items.contains { $0.title.hasPrefix("e820 entry") && $0.range == entry.range })
        }
      }
    }
    for gap in layout.geography.gaps {
      let answer = try explainer.answer(.address(gap.start))
      #expect(answer.items.contains { $0.range == gap.range })
    }
  }

  @Test("Of each byte of each table, its record is told", arguments: ["gap-straddle", "hbm", "cxl-node"])
  func bytes(_ stem: String) throws {
    let view = MachineView(try compilation(stem))
    let explainer = try Explainer(view)
    for table in view.tables {
      let bytes = try table.bytes()
      let dump = TableDump(bytes, as: table.kind)
      for record in dump.records {
        for offset in [record.offset, record.offset + record.length - 1] {
          let answer = try explainer.answer(.byte(UInt64(offset), table: table.name))
          #expect(answer.title.contains(dump.title(of: record)))
          #expect(
            answer.items.last?.place == .bytes(table: table.name, offset: record.offset, length: record.length))
        }
      }
      #expect(throws: Unanswerable.self) { try explainer.answer(.byte(UInt64(bytes.count), table: table.name)) }
    }
  }

  @Test(
    "Every record that comes from a line is told of the line", arguments: ["gap-straddle", "hbm", "hotplug-slots"])
  func lines(_ stem: String) throws {
    let view = MachineView(try compilation(stem))
    let layout = try #require(view.layout)
    let explainer = try Explainer(view)
    for table in view.tables {
      guard let format = table.format, format.imageRole != .derived,
        !format.repeated.contains(where: { other in view.tables.contains { $0.kind == TableKind(other) } }),
        let encoder = format.encoder(of: layout, keepsOrigins: true)
      else { continue }
      let dump = TableDump(try table.bytes(), as: table.kind)
      for record in dump.records {
        guard let line = encoder.origin(at: record.offset).line else { continue }
        let answer = try explainer.answer(.line(UInt64(line)))
        // Of many records of a kind the first is told, and how many there are.
        #expect(
          answer.items.contains { item in
            guard case .bytes(table.name, _, _)? = item.place else { return false }
            return item.title.hasPrefix(record.kind.title)
          }, "\(table.name), \(dump.title(of: record)), line \(line)")
      }
    }
  }

  @Test("A folder says of an address what its topology says", arguments: ExplainerTests.examples)
  func folder(_ stem: String) throws {
    let ofTopology = try MachineFacts(MachineView(try compilation(stem)))
    let ofFolder = try MachineFacts(try view("golden/\(stem)"))
    for layer in FactLayer.allCases where layer != .tables {
      // Windows stand in CEDT; layout.json has them by node.
      guard layer != .window else { continue }
      func words(_ facts: MachineFacts) -> [String] {
        facts[layer].map { "\($0.title) \($0.partition ?? "") \($0.range.map { "\($0)" } ?? "") \($0.node ?? -1)" }
      }
      #expect(words(ofTopology) == words(ofFolder), "\(layer)")
    }
  }

  @Test func everyCPUIsFoundByNumberAndByAPICID() throws {
    let view = MachineView(try compilation("many-cpus"))
    let topology = try #require(view.layout?.topology)
    let explainer = try Explainer(view)
    for number in [0, 1, 17, topology.cpus.count - 1] {
      let cpu = topology.cpus[number]
      let answer = try explainer.answer(.cpu(UInt64(number)))
      #expect(answer.title == "CPU \(number) is of node \(cpu.node)")
      #expect(
        answer.items.contains { $0.title.hasPrefix("MADT") } && answer.items.contains { $0.title.hasPrefix("SRAT") }
      )
      #expect(try explainer.answer(.apic(UInt64(cpu.apicID))).title == answer.title)
    }
    #expect(throws: Unanswerable.self) { try explainer.answer(.cpu(UInt64(topology.cpus.count))) }
  }

  @Test("A folder knows CPUs by their numbers, whatever their UIDs", arguments: ["first-uid", "many-cpus", "dies"])
  func cpusOfFolders(_ stem: String) throws {
    let (topology, folder) = (MachineView(try compilation(stem)), try view("golden/\(stem)"))
    let explainers = (try Explainer(topology), try Explainer(folder))
    for number in [0, 1, 3] as [UInt64] {
      let answers = (try explainers.0.answer(.cpu(number)), try explainers.1.answer(.cpu(number)))
      #expect(answers.0.title == answers.1.title)
      #expect(answers.0.items.dropFirst(2).map(\.title) == answers.1.items.dropFirst(2).map(\.title))
    }
  }

  @Test func nodesAreFoundByName() throws {
    let view = MachineView(
      Compilation("{memc: 1, nodes: [{memory: 1GiB}, {memory: 2GiB, name: far, cpus: \"0\"}]}"))
    let explainer = try Explainer(view)
    #expect(try explainer.answer(.node("far")).title == "node 1 has 2 GiB")
    #expect(try explainer.answer(.node("1")).title == "node 1 has 2 GiB")
    let error = #expect(throws: Unanswerable.self) { try explainer.answer(.node("2")) }
    #expect(error?.reason == "there is no node '2'; there are nodes 0 and 1")
  }

  @Test("A table and a log of one machine that disagree are told to, and their memory is counted once")
  func disagreement() throws {
    let vectors = "\(packageRoot)/Tests/FirmwareTablesTests/Vectors/q35-even"
    let folder = try TemporaryFolder()
    try folder.copy("Tests/FirmwareTablesTests/Vectors/q35-even/srat.bin", to: "srat.bin")
    let log = try packageText("Tests/FirmwareTablesTests/Vectors/q35-even/dmesg.txt")
    try folder.write(log, to: "dmesg.txt")
    let whole = try Explainer(try MachineView(FilePath(folder.path), name: vectors))
    #expect(try whole.answer(.node("1")).title == "proximity domain 1 has 1 GiB")
    #expect(try whole.answer(.address(0x4000_0000)).remarks.allSatisfy { !$0.hasPrefix("they disagree") })
    try folder.write(log.replacing("0x40000000-0x7fffffff", with: "0x50000000-0x7fffffff"), to: "dmesg.txt")
    let torn = try Explainer(try MachineView(FilePath(folder.path), name: vectors))
    #expect(
      try torn.answer(.address(0x4000_0000)).remarks.contains(
        "they disagree: dmesg.txt says nothing, srat.bin says proximity domain 1"))
  }

  @Test("A proximity domain that has CPUs only is one")
  func domainOfCPUs() throws {
    let text = "SRAT: PXM 3 -> APIC 0x05 -> Node 1\nACPI: SRAT: Node 0 PXM 0 [mem 0x00000000-0x3fffffff]\n"
    let explainer = try Explainer(MachineView(Array(text.utf8), name: "log", fileName: "log"))
    let answer = try explainer.answer(.node("3"))
    #expect(answer.title == "proximity domain 3 has no memory")
    #expect(answer.items.map(\.meaning) == ["APIC ID 0x5, proximity domain 3"])
    #expect(try explainer.answer(.node("0")).title == "proximity domain 0 has 1 GiB and no CPUs")
  }

  @Test func slotsOfPartitionsAreToldApart() throws {
    let explainer = try Explainer(MachineView(try compilation("vtl2")))
    let both = try explainer.answer(.slot(0, partition: nil))
    let one = try explainer.answer(.slot(0, partition: "vtl2"))
    #expect(both.items.count { $0.title.hasPrefix("slot 0") } == 2)
    #expect(one.items.count { $0.title.hasPrefix("slot 0") } == 1)
    #expect(throws: Unanswerable.self) { try explainer.answer(.slot(0, partition: "vtl1")) }
  }

  @Test("What memc is given of anybody does not stop it")
  func hostileBytes() throws {
    var generator = SeededGenerator(seed: 7)
    let folder = try TemporaryFolder()
    let log = try packageBytes("examples/debugging/guest.log")
    let srat = try packageBytes("golden/gap-straddle/srat.bin")
    for round in 0..<200 {
      var bytes = round.isMultiple(of: 2) ? log : srat
      for _ in 0..<Int.random(in: 1...20, using: &generator) {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      bytes = Array(bytes.prefix(Int.random(in: 1...bytes.count, using: &generator)))
      let path = try folder.write(bytes, to: "hostile-\(round)")
      let view = try MachineView(FilePath(path), name: "hostile")
      guard !view.isEmpty, let explainer = try? Explainer(view) else { continue }
      for question in [
        Question.address(0x4000_0000), .byte(0x48, table: "SRAT"), .line(3), .slot(0, partition: nil), .cpu(1),
        .apic(1), .node("1"),
      ] {
        if let answer = try? explainer.answer(question) { #expect(!answer.title.isEmpty) }
      }
    }
  }
}

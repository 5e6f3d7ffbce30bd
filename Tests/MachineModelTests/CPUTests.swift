import Artifacts
import Addresses
import Diagnostics
import MachineModel
import TestSupport
import Testing

/// Which CPUs a machine has, to which nodes they belong, and what their APIC IDs are.
@Suite("CPUs") struct CPUTests {
  @Test(
    "APIC IDs have a bit field each for thread, core, cache and package",
    arguments: [
      (CPUShape(packages: 2, llcs: 4, coresPerLLC: 3, threadsPerCore: 2), "0-5,8-13,16-21,24-29"),
      (CPUShape(), "0"),
      (CPUShape(packages: 1, llcs: 1, coresPerLLC: 8, threadsPerCore: 2), "0-15"),
      (CPUShape(packages: 3, llcs: 3, coresPerLLC: 1, threadsPerCore: 1), "0-2"),
      (CPUShape(packages: 1, llcs: 3, coresPerLLC: 3, threadsPerCore: 1), "0-2,4-6,8-10"),
      (CPUShape(packages: 2, llcs: 6, coresPerLLC: 1, threadsPerCore: 1), "0-2,4-6"),
      (CPUShape(packages: 2, llcs: 2, coresPerLLC: 5, threadsPerCore: 2), "0-9,16-25"),
      (CPUShape(packages: 4, llcs: 4, coresPerLLC: 1, threadsPerCore: 3), "0-2,4-6,8-10,12-14"),
    ])
  func apicIDs(_ shape: CPUShape, _ ids: String) {
    #expect(CPUList.text((0..<shape.cpuCount).map(shape.apicID)) == ids)
  }

  @Test(
    "Caches with cores of their own number are next to each other, and have a field for the most cores",
    arguments: [
      (1, [4, 8, 8, 4], 1, "0-3,8-27"), (2, [1, 3, 2, 4], 1, "0,4-6,8-9,12-15"),
      (2, [1, 3, 2, 4], 2, "0-1,8-13,16-19,24-31"), (3, [1, 2, 5], 1, "0,8-9,16-20"), (1, [7], 1, "0-6"),
      (1, [2, 2], 2, "0-7"),
    ] as [(UInt32, [UInt32], UInt32, String)])
  func unevenCaches(_ packages: UInt32, _ cores: [UInt32], _ threads: UInt32, _ ids: String) {
    var shape = CPUShape(packages: packages, llcs: UInt32(cores.count), threadsPerCore: threads)
    shape.coresOfLLCs = CoresOfCaches(cores)
    #expect(shape.cpuCount == cores.reduce(0, +) * threads)
    let expected = (0..<shape.cpuCount).map(shape.apicID)
    #expect(CPUList.text(expected) == ids)
    let llcs = cores.enumerated().flatMap { [UInt32](repeating: UInt32($0), count: Int($1 * threads)) }
    #expect((0..<shape.cpuCount).map(shape.llc) == llcs)
    // With threads last the same CPUs have other numbers.
    shape.numbering = .threadsLast
    let linux = (0..<threads).flatMap { thread in
      expected.indices.filter { UInt32($0) % threads == thread }.map { expected[$0] }
    }
    #expect((0..<shape.cpuCount).map(shape.apicID) == linux)
  }

  @Test("A list with one number for all is that number", arguments: ["threads-first", "threads-last"])
  func equalList(numbering: String) throws {
    let shape = "packages: 2, threads_per_core: 2, numbering: \(numbering)"
    let list = Compilation("memc: 1\nmemory: 1GiB\ncpus: {\(shape), cores_per_llc: [3, 3, 3, 3]}\nnodes: 2\n")
    let number = Compilation("memc: 1\nmemory: 1GiB\ncpus: {\(shape), llcs: 4, cores_per_llc: 3}\nnodes: 2\n")
    #expect(list.text == "" && number.text == "")
    #expect(try #require(list.topology).cpus == number.topology?.cpus)
  }

  @Test(
    "Dies have a field of their own, between cache and package, and none where a package is one",
    arguments: [
      (2, 4, 4, 3, "0-2,4-6,8-10,12-14"), (1, 3, 6, 1, "0-5"), (2, 2, 4, 1, "0-3"), (2, 6, 6, 1, "0-2,4-6"),
      (2, 6, 18, 1, "0-2,4-6,8-10,16-18,20-22,24-26"),
    ] as [(UInt32, UInt32, UInt32, UInt32, String)])
  func dies(_ packages: UInt32, _ dies: UInt32, _ llcs: UInt32, _ cores: UInt32, _ ids: String) {
    var shape = CPUShape(packages: packages, llcs: llcs, coresPerLLC: cores)
    shape.dies = dies
    #expect(CPUList.text((0..<shape.cpuCount).map(shape.apicID)) == ids)
  }

  @Test(
    "With threads last the same CPUs have other numbers, in Linux's order",
    arguments: [
      (CPUShape(packages: 2, llcs: 2, coresPerLLC: 2, threadsPerCore: 2), [0, 2, 4, 6, 1, 3, 5, 7]),
      (CPUShape(packages: 1, llcs: 2, coresPerLLC: 1, threadsPerCore: 3), [0, 4, 1, 5, 2, 6]),
      (CPUShape(packages: 2, llcs: 2, coresPerLLC: 3, threadsPerCore: 1), [0, 1, 2, 4, 5, 6]),
    ])
  func threadsLast(_ shape: CPUShape, _ ids: [UInt32]) {
    var linux = shape
    linux.numbering = .threadsLast
    #expect((0..<linux.cpuCount).map(linux.apicID) == ids)
    #expect(ids.sorted() == (0..<shape.cpuCount).map(shape.apicID))
  }

  @Test(
    "Nodes that say nothing of caches share them, those that say 0 have none",
    arguments: [
      ("cpus: {llcs: 4}\nnodes: [{llcs: 0}, {}, {llcs: 0}, {}]", [1, 1, 3, 3]),
      ("cpus: {llcs: 2, threads_per_core: 2}\nnodes: [{}, {llcs: 0}]", [0, 0, 0, 0]),
      ("nodes: [{llcs: 0}, {}]", [1]), ("cpus: {llcs: 2}\nnodes: [{}, {}]", [0, 1]),
    ] as [(String, [UInt32])])
  func sharedCaches(_ text: String, _ nodes: [UInt32]) throws {
    let compilation = Compilation("memc: 1\nmemory: 1GiB\n\(text)\n")
    #expect(try #require(compilation.topology, "\(compilation.text)").cpus.map(\.node) == nodes)
  }

  @Test("lscpu's lists of a machine of two sockets, with the shape, are one node a socket")
  func linuxOrder() throws {
    let file = """
      memc: 1
      memory: 8GiB
      cpus: {packages: 2, llcs: 2, cores_per_llc: 64, threads_per_core: 2, numbering: threads-last}

      """
    let lists = Compilation(file + "nodes: [{cpus: \"0-63,128-191\"}, {cpus: \"64-127,192-255\"}]\n")
    let llcs = Compilation(file + "nodes: [{llcs: 1}, {llcs: 1}]\n")
    #expect(lists.text == "" && llcs.text == "")
    let cpus = try #require(lists.topology).cpus
    #expect(cpus == llcs.topology?.cpus)
    // One bit for the thread, six for the core: the package is what is above.
    #expect(cpus.allSatisfy { $0.apicID >> 7 == $0.node })
    #expect(cpus[0].apicID == 0 && cpus[1].apicID == 2 && cpus[128].apicID == 1 && cpus[255].apicID == 255)
    // A node of both sockets has all of both.
    #expect(Compilation(file + "nodes: [{cpus: 0-255}]\n").text == "")
    #expect(Compilation(file + "nodes: [{llcs: 2}, {llcs: 0}]\n").text == "")
  }

  @Test("No two CPUs have one APIC ID, and they ascend", arguments: 0..<100)
  func apicIDsAreUnique(_ seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let packages = UInt32(random.number(1...5))
    let shape = CPUShape(
      packages: packages, llcs: packages * UInt32(random.number(1...5)), coresPerLLC: UInt32(random.number(1...9)),
      threadsPerCore: UInt32(random.number(1...4)))
    let ids = (0..<shape.cpuCount).map(shape.apicID)
    #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 }, "\(shape)")
    var uneven = shape
    uneven.coresOfLLCs = CoresOfCaches((0..<shape.llcs).map { _ in UInt32(random.number(1...9)) })
    let others = (0..<uneven.cpuCount).map(uneven.apicID)
    #expect(zip(others, others.dropFirst()).allSatisfy { $0 < $1 }, "\(uneven)")
    #expect(others.allSatisfy { $0 < 1 << uneven.apicIDBits }, "\(uneven)")
  }

  @Test(
    "CPUs of each node, and APIC IDs",
    arguments: [
      ("one CPU by default", "nodes: 3", "0 - -", "0"),
      ("a number: CPU k is of node k times nodes over CPUs", "cpus: 8\nnodes: 3", "0-2 3-5 6-7", "0-7"),
      ("fewer CPUs than nodes", "cpus: 2\nnodes: 4", "0 - 1 -", "0-1"),
      ("lists without a number", "nodes: [{cpus: \"0,2\"}, {cpus: \"1,3\"}]", "0,2 1,3", "0-3"),
      ("lists, one node without", "cpus: 2\nnodes: [{cpus: 0-1}, {}]", "0-1 -", "0-1"),
      ("a single number is that CPU", "nodes: [{cpus: 1}, {cpus: 0}]", "1 0", "0-1"),
      ("an empty list", "nodes: [{cpus: []}, {cpus: 0}]", "- 0", "0"),
      ("a shape over one node", "cpus: {cores_per_llc: 3, threads_per_core: 2}", "0-5", "0-5"),
      ("a shape in equal shares", "cpus: {llcs: 4, cores_per_llc: 3}\nnodes: 2", "0-5 6-11", "0-2,4-6,8-10,12-14"),
      (
        "a shape by statement, in order",
        "cpus: {llcs: 4, cores_per_llc: 2}\nnodes: [{llcs: 1}, {llcs: 0}, {llcs: 3}]",
        "0-1 - 2-7", "0-7"
      ),
      (
        "a list of cores, a cache each", "cpus: {cores_per_llc: [1, 3, 2]}\nnodes: 3", "0 1-3 4-5", "0,4-6,8-9"
      ),
      (
        "a list of cores, by statement",
        "cpus: {llcs: 3, cores_per_llc: [1, 3, 2], threads_per_core: 2, numbering: threads-last}\n"
          + "nodes: [{llcs: 2}, {llcs: 1}]",
        "0-3,6-9 4-5,10-11", "0,8,10,12,16,18,1,9,11,13,17,19"
      ),
      ("absent on some nodes is none there", "cpus: {llcs: 2}\nnodes: [{}, {llcs: 2}]", "- 0-1", "0-1"),
      ("one cache without a shape", "nodes: [{llcs: 0}, {llcs: 1}]", "- 0", "0"),
      (
        "lists over a shape take its APIC IDs",
        "cpus: {llcs: 2, cores_per_llc: 3}\nnodes: [{cpus: 3-5}, {cpus: 0-2}]",
        "3-5 0-2", "0-2,4-6"
      ),
      ("a shape of one package and many", "cpus: {packages: 2, llcs: 2}\nnodes: 2", "0 1", "0-1"),
    ])
  func assignment(_ title: String, _ text: String, _ nodes: String, _ apicIDs: String) throws {
    let compilation = Compilation("memc: 1\nmemory: 8GiB\n\(text)\n")
    #expect(compilation.text == "")
    let topology = try #require(compilation.topology)
    let lists = topology.nodes.indices.map { node in
      CPUList.text(topology.cpus.indices.filter { topology.cpus[$0].node == node }.map(UInt32.init))
    }
    #expect(lists.map { $0.isEmpty ? "-" : $0 }.joined(separator: " ") == nodes)
    #expect(CPUList.text(topology.cpus.map(\.apicID)) == apicIDs)
  }

  @Test("1,048,576 CPUs are the most, in any form", .timeLimit(.minutes(10)))
  func most() throws {
    for cpus in ["1048576", "{llcs: 1024, cores_per_llc: 1024}", "{threads_per_core: 1048576}"] {
      // Tables of so many CPUs are not what this is about.
      let compilation = Compilation("memc: 1\nmemory: 1GiB\nacpi: {tables: [slit]}\ncpus: \(cpus)\n")
      #expect(compilation.text == "")
      #expect(try #require(compilation.topology).cpus.count == 1_048_576)
    }
    #expect(
      Compilation(
        "memc: 1\nmemory: 1GiB\ncpus: {llcs: 1048576, cores_per_llc: 1048576, threads_per_core: 1048576}\n"
      ).identifiers == ["too-many-cpus"])
  }

  @Test("A list that cuts a cache is a warning for each cache it cuts")
  func cutCaches() {
    let compilation = Compilation(
      "memc: 1\nmemory: 1GiB\ncpus: {llcs: 3, cores_per_llc: 2}\nnodes: [{cpus: \"0,2,4-5\"}, {cpus: \"1,3\"}]\n")
    #expect(
      compilation.diagnostics.map(\.message) == [
        "last-level cache 0, CPUs 0-1, is cut between nodes 0 and 1",
        "last-level cache 1, CPUs 2-3, is cut between nodes 0 and 1",
      ])
    #expect(!compilation.hasErrors)
  }

  @Test("Caches of different sizes are cut, and packages shared, as others are")
  func cutUnevenCaches() {
    let file = "memc: 1\nmemory: 1GiB\ncpus: {packages: 2, cores_per_llc: [1, 3, 2, 2]}\n"
    #expect(Compilation(file + "nodes: [{cpus: 0-3}, {cpus: 4-7}]\n").text == "")
    #expect(Compilation(file + "nodes: [{cpus: 0}, {cpus: 1-3}, {cpus: 4-7}]\n").text == "")
    let compilation = Compilation(file + "nodes: [{cpus: \"0-1\"}, {cpus: \"2-7\"}]\n")
    #expect(
      compilation.diagnostics.map(\.message) == [
        "node 1, CPUs 2-7, lies in packages 0-1, of which other nodes have a part too",
        "last-level cache 1, CPUs 1-3, is cut between nodes 0 and 1",
      ])
    #expect(!compilation.hasErrors)
  }

  @Test(
    "What cannot be read of one node's CPUs says nothing of the others",
    arguments: ["{cpus: x}", "{cpus: \"0,0\"}", "{cpus: {}}", "5"])
  func unreadable(_ node: String) {
    #expect(Compilation("memc: 1\nmemory: 1GiB\nnodes: [\(node), {cpus: 4-7}]\n").identifiers.count == 1)
    #expect(Compilation("memc: 1\nmemory: 1GiB\ncpus: 8\nnodes: [\(node), {cpus: 4-7}]\n").identifiers.count == 1)
  }

  @Test("The same holds for last-level caches")
  func unreadableCaches() {
    #expect(
      Compilation("memc: 1\nmemory: 1GiB\ncpus: {llcs: 2}\nnodes: [{llcs: x}, {llcs: 1}]\n").identifiers
        == ["invalid-number"])
  }
}

import Artifacts
import Exchange
import TestSupport
import Testing

/// What crosvm is told of machines, and what is said of the rest.
@Suite("crosvm, written") struct CrosvmWritingTests {
  static let written: [(topology: String, text: String)] = [
    (
      "platform: crosvm\nmemory: 8GiB\ncpus: 4\ndefaults: {backing: shared}",
      """
      crosvm run \\
        --mem size=8192 \\
        --cpus num-cores=4 \\
        --no-smt

      """
    ),
    (
      "platform: crosvm\nmemory: 1GiB\ncpus: {cores_per_llc: 3, threads_per_core: 2}\ndefaults: {backing: shared, thp: on}",
      """
      crosvm run \\
        --mem size=1024 \\
        --cpus num-cores=6 \\
        --hugepages

      """
    ),
    (
      "platform: crosvm\nmemory: 1GiB\ndefaults: {backing: shared}",
      """
      crosvm run \\
        --mem size=1024 \\
        --cpus num-cores=1

      """
    ),
  ]

  @Test("What is written, and read back as it was", arguments: written)
  func writes(_ topology: String, _ text: String) {
    let trip = RoundTrip("memc: 1\n" + topology, CrosvmFormat.self)
    #expect(trip.written == text)
    #expect(trip.told == "" && trip.read.diagnostics == "")
    #expect(trip.differences == [])
  }

  static let refused: [(topology: String, message: String)] = [
    (
      "nodes: 2\nmemory: 2GiB",
      "topo.yaml:2:8: error: crosvm tells a guest nothing of nodes, and the machine has 2; state one node with all memory and CPUs"
    ),
    (
      "arch: aarch64\nmemory: 1GiB",
      "topo.yaml:1:1: error: crosvm's machine of aarch64 is none that is known here"
    ),
    (
      "memory: 8GiB\nplatform: qemu-q35",
      "topo.yaml:3:11: error: crosvm's machines have RAM elsewhere than those of platform 'qemu-q35'; write 'platform: crosvm'"
    ),
    (
      "memory: 1GiB\nplatform: {base: crosvm, phys_bits: 40}",
      "topo.yaml:3:37: error: crosvm has no way to say how many bits addresses have"
    ),
    ("memory: 1028KiB", "topo.yaml:2:9: error: crosvm's memory is a multiple of 1 MiB, and 1028 KiB are none"),
    ("memory: 1GiB\ncpus: 255", "topo.yaml:3:7: error: crosvm has at most 254 CPUs, not 255"),
    (
      "memory: 1GiB\ncpus: {llcs: 2}",
      "topo.yaml:3:7: error: crosvm has one package with one last-level cache, not 2 caches"
    ),
    (
      "memory: 1GiB\ncpus: {cores_per_llc: 2, threads_per_core: 4}",
      "topo.yaml:3:7: error: crosvm has cores of 2 threads where CPUs are an even number, not of 4"
    ),
    (
      "memory: 1GiB\ncpus: {cores_per_llc: 3, threads_per_core: 3}",
      "topo.yaml:3:7: error: crosvm has cores of all threads where CPUs are not an even number, not of 3"
    ),
    (
      "memory: 1GiB\ncpus: {cores_per_llc: 2, threads_per_core: 2, numbering: threads-last}",
      "topo.yaml:3:7: error: crosvm numbers the threads of a core one behind the other"
    ),
    (
      "memory: 1GiB\ncpus: {cores_per_llc: 2, present: 1}",
      "topo.yaml:3:35: error: crosvm has no CPUs that are not there from the start"
    ),
    (
      "memory: 1GiB\ndefaults: {backing: private}",
      "topo.yaml:3:21: error: crosvm's memory is always one that others can map"
    ),
    (
      "memory: 1GiB\ndefaults: {hugepages: on, prefault: on, pin: on, host_nodes: 0}",
      """
      topo.yaml:2:9: error: crosvm has no way to say from which nodes of the host memory is
      topo.yaml:2:9: error: crosvm has no memory that is populated from the start
      topo.yaml:2:9: error: crosvm has no memory that is locked
      topo.yaml:3:23: error: crosvm has no hugepages
      """
    ),
    (
      "nodes: [{memory: 1GiB, hotplug: 1GiB}]\nplatform: crosvm",
      "topo.yaml:2:33: error: crosvm has no memory that is plugged in"
    ),
    (
      "nodes: [{ranges: [{start: 1GiB, size: 1GiB}]}]\nplatform: crosvm",
      "topo.yaml:2:19: error: crosvm places the memory of node 0 itself, at 0x0-0x40000000, not at 0x40000000-0x80000000"
    ),
  ]

  @Test("What crosvm cannot be told, and where", arguments: refused)
  func refuses(_ topology: String, _ message: String) {
    let trip = RoundTrip("memc: 1\n" + topology, CrosvmFormat.self)
    #expect(trip.lines == message, "\(trip.told)")
  }

  /// What crosvm can be told as it is.
  static let expressible: Set = ["crosvm", "one-node"]

  @Test(
    "Every example on its platform is read back as it was but for its backing, or something is told of it",
    arguments: try found(CloudHypervisorWritingTests.names, "examples"))
  func examples(_ name: String) throws {
    var text = try packageText("examples/\(name)")
    guard !text.contains("\narch: aarch64") else { return }
    if !text.contains("\nplatform:") { text += "platform: crosvm\n" }
    // Whose nodes need tables is nothing on a platform without them.
    guard !Compilation(text).hasErrors else { return }
    let trip = RoundTrip(text, CrosvmFormat.self)
    #expect(trip.told.isEmpty == Self.expressible.contains("\(name.dropLast(5))"), "\(trip.told)")
    #expect(!trip.told.isEmpty || trip.differences == ["memslots.json"], "\(trip.written)\(trip.read.text)")
  }

  @Test("200 random machines are read back as they were")
  func machines() throws {
    var machines = 0
    for seed in 0..<200 {
      var random = SeededGenerator(seed: UInt64(seed))
      let cpus =
        random.once(in: 2)
        ? "\(random.number(1...254))" : "{cores_per_llc: \(random.number(1...127)), threads_per_core: 2}"
      let thp = random.once(in: 2) ? ", thp: on" : ""
      let text =
        "memc: 1\nplatform: crosvm\ncpus: \(cpus)\nmemory: \(random.number(1...400) * 513)MiB\ndefaults: {backing: shared\(thp)}\n"
      guard !Compilation(text).hasErrors else { continue }
      machines += 1
      let trip = RoundTrip(text, CrosvmFormat.self)
      try #require(trip.told == "", "seed \(seed)\n\(text)")
      try #require(trip.differences == [], "seed \(seed)\n\(text)\(trip.written)\(trip.read.text)")
    }
    #expect(machines > 150)
  }
}

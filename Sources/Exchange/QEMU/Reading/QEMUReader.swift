import Addresses
import Diagnostics
import MachineModel

/// Reads a topology from the options of a command line, one kind of them a file: this one puts them together.
struct QEMUReader: FormatReader {
  let line: QEMUCommandLine
  let statement: QEMUStatement
  /// The names of all objects, whether they could be read or not.
  let objectNames: Set<String>
  /// The devices that have a name, by it; of several the first.
  let devices: [String: QEMUProperties]
  var sink: DiagnosticSink

  init(_ line: QEMUCommandLine, _ sink: DiagnosticSink) {
    self.line = line
    self.sink = sink
    statement = QEMUStatement(line, reportingTo: &self.sink)
    objectNames = Set(statement.objects.compactMap { $0["id"]?.value })
    devices = Dictionary(
      statement.devices.compactMap { device in device["id"].map { ($0.value, device) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// The machine; `nil` where nobody can tell which one is meant.
  mutating func topology() -> Topology? {
    guard let machine = readMachine() else { return nil }
    reportElsewhere()
    let platform = readPlatform(machine)
    let processors = readProcessors(machine)
    var backends = readBackends()
    let (memory, backend) = readMemory(&backends)
    let stated = readNodes(&backends)
    let owners = readOwners(processors, stated, machine)
    var topology = Topology(architecture: machine.architecture, platform: platform, nodes: [], cpus: [])
    topology.nodes = stated.isEmpty ? [MemoryNode(origin: line.origin)] : stated.map { node($0, backends) }
    if stated.isEmpty { topology.memory = memory.ram }
    putWholeMemory(backend.flatMap { backends[$0]?.policy }, stated, &topology)
    checkSum(memory, stated)
    // Nothing more is to be told of memory that is stated in a way that makes no sense.
    if sink.hasErrors { topology.unclear.insert(.memory) }
    let taken = readPlugged(into: &topology.nodes, &backends)
    memory.stateSpace(
      of: &topology.nodes[topology.nodes.count - 1], taken: taken, isOfQEMU: machine.kind != .other,
      reportingTo: &sink)
    lock(&topology)
    let shape = processors.shape
    topology.cpus = owners.enumerated().map { number, node in
      CPU(apicID: shape.apicID(ofCPU: UInt32(number)), node: node)
    }
    if processors.isGrouped { topology.cpuShape = shape }
    if processors.present.value != processors.most {
      topology.processors.present = Located(
        UInt32(clamping: processors.present.value), at: processors.present.origin)
    }
    topology.distances = readDistances(stated.count) ?? DistanceMatrix(count: topology.nodes.count)
    readInitiators(into: &topology)
    readLocalities(into: &topology, stated)
    readIdentity(into: &topology)
    topology.origin = line.origin
    return topology
  }

  // MARK: Memory

  private func node(_ stated: QEMUNode, _ backends: [String: QEMUBackend]) -> MemoryNode {
    let policy = stated.backend.flatMap { backends[$0]?.policy } ?? MemoryPolicy()
    let memory = stated.saysMemory ? stated.memory : Located(0, at: stated.range)
    return MemoryNode(memory: memory, policy: policy, origin: stated.range)
  }

  /// Has memory that is no node's backend be what the machine's backend is, or else a file below `-mem-path`.
  private mutating func putWholeMemory(_ backend: MemoryPolicy?, _ stated: [QEMUNode], _ topology: inout Topology) {
    var whole = backend ?? MemoryPolicy()
    if backend == nil {
      whole.prefault = statement.preallocation != nil
      whole.mergeable = mergesMemory
      if let path = statement.memoryPath, !stated.contains(where: { $0.backend != nil }) {
        readFile(path, isShared: false, &whole)
        if whole.hugepages.value != .off { whole.mergeable = false }
      }
    }
    for index in topology.nodes.indices where stated.isEmpty || stated[index].backend == nil {
      if topology.nodes[index].memory?.value != 0 { topology.nodes[index].policy = whole }
    }
  }

  /// The nodes have all of the memory (QEMU's hw/core/numa.c, `numa_complete_configuration`).
  private mutating func checkSum(_ memory: QEMUMemory, _ nodes: [QEMUNode]) {
    guard !nodes.isEmpty else { return }
    // Of what could not be read, that was told.
    let isUnclear = nodes.contains { $0.saysMemory && $0.memory == nil }
    let sum = Units.sum(of: nodes.lazy.map { $0.memory?.value ?? 0 })
    guard sum != memory.ram.value, !isUnclear else { return }
    let hasMemory = nodes.contains(where: \.saysMemory)
    let said =
      memory.ram.origin == nil
      ? "a machine without '-m' has \(Units.bytes(memory.ram.value))"
      : "the machine has \(Units.bytes(memory.ram.value))"
    report(
      .malformedInput, at: memory.ram.origin ?? nodes[0].range,
      hasMemory
        ? "\(said), but its nodes have \(Units.bytes(sum))" : "\(said), but no node says how much of it is its own",
      suggestion: hasMemory ? nil : "give each a backend with 'memdev'",
      notes: memory.ram.origin == nil ? [] : .init("the nodes are stated from here on", at: nodes[0].range))
  }

  /// `-overcommit mem-lock=on` holds for all memory.
  private mutating func lock(_ topology: inout Topology) {
    let property = statement.overcommit["mem-lock"] ?? statement.overcommit["mlock"]
    guard property?.value != "on-fault" else {
      report(
        .notImported, at: property?.range,
        "memory that is locked page by page as it is touched has no place in a topology, which locks it from the start"
      )
      return
    }
    guard toggle(property, "'mem-lock'") == true else { return }
    for index in topology.nodes.indices where topology.nodes[index].memory?.value != 0 {
      topology.nodes[index].policy.pin = true
    }
  }

  // MARK: Tables

  /// Who the machine's tables say made it.
  private mutating func readIdentity(into topology: inout Topology) {
    for (key, width) in [("x-oem-id", 6), ("x-oem-table-id", 8)] {
      guard let property = statement.machine[key] else { continue }
      guard property.value.utf8.count <= width else {
        report(
          .malformedInput, at: property.range,
          "'\(key)' has up to \(width) characters, not '\(property.value.excerpt)'")
        continue
      }
      var options = topology.acpi ?? ACPIOptions()
      options.origin = options.origin ?? property.range
      let text = property.value + String(repeating: " ", count: width - property.value.utf8.count)
      if width == 6 { options.oemID = text } else { options.oemTableID = text }
      topology.acpi = options
    }
  }

  // MARK: Reporting

  private mutating func reportElsewhere() {
    for option in statement.elsewhere {
      if option.name == "readconfig" {
        report(
          .notImported, at: option.word.range, "options of a file, which '-readconfig' reads, are not known here",
          suggestion: "write them as options")
      } else if let value = option.value, value.text.hasPrefix("memory.") || value.text.hasPrefix("numa.") {
        report(
          .notImported, at: value.range, "what '-set' changes behind the options is not read",
          suggestion: "change the option itself")
      }
    }
  }
}

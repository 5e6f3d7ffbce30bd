import Addresses
import Diagnostics
import MachineModel

/// Reads a topology from a domain, one kind of elements a file: this one puts them together.
///
/// What is left out is what libvirt leaves out of the options that it starts QEMU with (its src/qemu/qemu_command.c), and what QEMU
/// makes of that.
struct LibvirtReader: FormatReader {
  let document: XMLDocument
  let source: SourceFile
  var sink: DiagnosticSink
  /// Nodes of the host, once they are read.
  var tuning = Tunings()

  var domain: XMLElement { document.root }

  init(_ document: XMLDocument, _ source: SourceFile, _ sink: DiagnosticSink) {
    self.document = document
    self.source = source
    self.sink = sink
  }

  /// The machine; `nil` where nobody can tell which one is meant.
  mutating func topology() -> Topology? {
    guard domain.name == "domain" else {
      report(
        .malformedInput, at: place(domain),
        "the outermost element is <\(domain.name.excerpt)>, and that of a domain <domain>")
      return nil
    }
    guard let machine = readMachine() else { return nil }
    reportOptions()
    let platform = readPlatform(machine)
    let processors = readProcessors(machine)
    let cells = readCells()
    let devices = readDevices()
    let memory = readMemory(cells, devices)
    let owners = readOwners(processors, cells)
    var topology = Topology(architecture: machine.architecture, platform: platform, nodes: [], cpus: [])
    topology.nodes =
      cells.isEmpty
      ? [MemoryNode(origin: place(domain))]
      : cells.map { MemoryNode(memory: $0.memory, origin: place($0.element)) }
    if cells.isEmpty { topology.memory = memory.ram }
    if sink.hasErrors { topology.unclear.insert(.memory) }
    readPolicies(cells, &topology)
    let taken = plug(devices, into: &topology.nodes)
    memory.stateSpace(
      of: &topology.nodes[topology.nodes.count - 1], taken: taken, isOfQEMU: machine.kind != .other,
      reportingTo: &sink)
    let shape = processors.shape
    topology.cpus = owners.enumerated().map { number, node in
      CPU(apicID: shape.apicID(ofCPU: UInt32(number)), node: node)
    }
    if processors.isGrouped { topology.cpuShape = shape }
    if processors.present.value < processors.most {
      topology.processors.present = Located(
        UInt32(clamping: processors.present.value), at: processors.present.origin)
    }
    topology.distances = readDistances(cells) ?? DistanceMatrix(count: topology.nodes.count)
    readLocalities(cells, into: &topology)
    topology.origin = place(domain)
    return topology
  }

  // MARK: The machine

  mutating func readMachine() -> QEMUMachine? {
    let type = domain.first("os")?.first("type")
    let architecture: Architecture?
    switch type?["arch"]?.value {
    case "x86_64", "i686": architecture = .x8664
    case "aarch64": architecture = .aarch64
    case nil: architecture = nil
    case let other?:
      report(
        .malformedInput, at: value(type, "arch")?.range,
        "'\(other.excerpt)' is another architecture than those of topologies, x86_64 and aarch64")
      return nil
    }
    let stated = value(type, "machine")
    // What libvirt has where nothing is said (its src/qemu/qemu_capabilities.c, `preferredMachines`).
    let name = stated?.text ?? (architecture == .aarch64 ? "virt" : "pc")
    let machine = QEMUMachine(name, on: architecture)
    if machine.isPC && machine.architecture == .aarch64 || machine.kind == .virt && machine.architecture == .x8664 {
      report(
        .malformedInput, at: stated?.range,
        "there is no machine '\(name.excerpt)' for \(machine.architecture.rawValue)",
        suggestion: machine.isPC ? "write 'virt'" : "write 'pc' or 'q35'")
      return nil
    }
    let kind = value(domain, "type")
    if let kind, !["kvm", "qemu", "hvf"].contains(kind.text) {
      report(
        .notImported, at: kind.range,
        "where RAM lies in a domain of type '\(kind.text.excerpt)' is not known; here it lies as QEMU's machine "
          + "'\(name.excerpt)' has it",
        suggestion: "domains of QEMU are of type 'kvm' or 'qemu'")
    }
    if machine.kind == .other {
      report(
        .notImported, at: stated?.range,
        "where RAM lies on the machine '\(name.excerpt)' is not known; here it lies as on platform 'generic'",
        suggestion: "machines of known geography are 'pc', 'q35' and 'virt'")
    }
    return machine
  }

  private mutating func readPlatform(_ machine: QEMUMachine) -> Platform {
    let type = domain.first("os")?.first("type")
    var platform = Platform(preset: Located(machine.platform, at: value(type, "machine")?.range))
    guard let cpu = domain.first("cpu"), machine.architecture == .x8664 else { return platform }
    if let bits = cpu.first("maxphysaddr"), bits["mode"]?.value == "emulate",
      let number = number(value(bits, "bits"), "'bits'", in: 0...255)
    {
      platform.physicalBits = Located(UInt8(number.value), at: number.origin)
    }
    if machine.avoidsHyperTransport { platform.cpuVendor = vendor(cpu) }
    return platform
  }

  /// Who made the CPUs, as a model of AMD's or the vendor that the host must have says it.
  func vendor(_ cpu: XMLElement) -> Located<CPUVendor>? {
    if let vendor = cpu.first("vendor").map(text) {
      return vendor.text == "AMD"
        ? Located(.amd, at: vendor.range) : vendor.text == "Intel" ? Located(.intel, at: vendor.range) : nil
    }
    guard let model = cpu.first("model").map(text), QEMUMachine.modelsOfAMD.contains(where: model.text.hasPrefix)
    else { return nil }
    return Located(.amd, at: model.range)
  }

  /// Tells of options that a domain hands to QEMU behind libvirt's back.
  private mutating func reportOptions() {
    let options = ["-m", "-smp", "-numa", "-machine", "-M", "-cpu", "-mem-path", "-mem-prealloc", "-overcommit"]
    for argument in domain.first("qemu:commandline")?.all("qemu:arg") ?? [] {
      guard let option = value(argument, "value"),
        options.contains(option.text) || option.text.hasPrefix("memory-backend-")
      else { continue }
      report(
        .notImported, at: option.range,
        "options that are handed to QEMU as they are, here '\(option.text.excerpt)', are not read",
        suggestion: "say it in the domain's own elements, or read QEMU's command line")
    }
  }
}

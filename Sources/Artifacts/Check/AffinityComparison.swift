import Addresses
import FirmwareTables
import Lowering
import MachineModel
import Platforms

/// Holds what `layout.json` says of nodes' memory, devices and CPUs against `srat.bin`.
struct AffinityComparison {
  private let layout: LayoutFile
  private let srat: SRAT
  private let cpus: [NumberedCPU]?
  private let domains: ProximityDomains

  /// - Parameter cpus: What SRAT says of each CPU, in the order of their numbers; `nil` where the files do not tell that.
  init(_ layout: LayoutFile, _ srat: SRAT, cpus: [NumberedCPU]?) {
    self.layout = layout
    self.srat = srat
    self.cpus = cpus
    domains = layout.domains
  }

  /// What disagrees, each as the end of a line about `layout.json`.
  func problems() -> [String] {
    var problems: [String] = []
    // Disabled ones say nothing.
    let told = srat.memoryAffinities.filter { $0.flags.contains(.enabled) }.map {
      [UInt64($0.proximityDomain), $0.base, $0.length, UInt64($0.flags.rawValue)]
    }
    let stated = layout.memoryAffinities.map {
      [domain(ofNode: $0.node), $0.start, $0.length, UInt64($0.flags.rawValue)]
    }
    if told != stated {
      problems.append("its memory affinities are not those of srat.bin")
    }
    if devices(of: srat, .initiator) != devices(layout.initiators) {
      problems.append("its initiators are not those of srat.bin")
    }
    if devices(of: srat, .port) != devices(layout.ports) {
      problems.append("its ports are not those of srat.bin")
    }
    return problems + (cpus.map(cpuProblems) ?? [])
  }

  /// Each initiator, or port, that is stated in a few words, in the order in which SRAT has them.
  private func devices(_ stated: [LayoutFile.GenericDeviceEntry]?) -> [String] {
    var devices = (stated ?? []).map { (handle: $0.handle, domain: domain(ofNode: $0.node)) }
    if layout.tableStyle.areAffinitiesByNode { devices.sort { $0.domain < $1.domain } }
    return devices.map { "\($0.handle) \($0.domain)" }
  }

  private func cpuProblems(_ numbered: [NumberedCPU]) -> [String] {
    var problems: [String] = []
    var cpus = [(numbers: CPUList, apicIDs: CPUList)](
      repeating: (CPUList(), CPUList()), count: layout.nodes.count)
    var count: UInt32 = 0
    var isOfArm = false
    for cpu in numbered {
      isOfArm = isOfArm || cpu.apicID == nil
      if let node = domains.node(ofDomain: UInt64(cpu.domain)) {
        cpus[node].numbers.append(count)
        if let apicID = cpu.apicID { cpus[node].apicIDs.append(apicID) }
      }
      count += 1
    }
    if isOfArm != (layout.arch == Architecture.aarch64.rawValue), Architecture(rawValue: layout.arch) != nil {
      problems.append("arch is '\(layout.arch)', but srat.bin has CPUs of \(isOfArm ? "aarch64" : "x86_64")")
    }
    for (index, node) in layout.nodes.enumerated() {
      let (numbers, apicIDs) = cpus[index]
      if node.cpus != numbers.text || (node.apicIDs ?? "") != apicIDs.text {
        problems.append("the CPUs of node \(index) are not those of srat.bin")
      }
    }
    return problems
  }

  /// The proximity domain of a node, by its place; none that a table has where there is no such node.
  private func domain(ofNode node: UInt64) -> UInt64 {
    node < UInt64(layout.nodes.count) ? UInt64(domains[Int(node)]) : .max
  }

  private enum DeviceKind { case initiator, port }

  /// Each initiator, or port, of a table in a few words.
  private func devices(of srat: SRAT, _ kind: DeviceKind) -> [String] {
    srat.affinities.compactMap { affinity in
      switch (affinity, kind) {
      case (.initiator(let initiator), .initiator):
        "\(initiator.device.handle) \(initiator.device.proximityDomain)"
      case (.port(let port), .port): "\(port.device.handle) \(port.device.proximityDomain)"
      default: nil
      }
    }
  }
}

extension LayoutFile.AffinityEntry {
  /// The flags of the affinity in SRAT.
  fileprivate var flags: SRAT.MemoryAffinity.Flags {
    var flags = SRAT.MemoryAffinity.Flags.enabled
    if hotPluggable == true { flags.insert(.hotPluggable) }
    if persistent == true { flags.insert(.nonVolatile) }
    if specialPurpose == true { flags.insert(.specialPurpose) }
    return flags
  }
}

import Addresses
import Diagnostics
import MachineModel

extension LibvirtReader {
  /// The CPUs: as many as `<vcpu>` says, in sockets of one each where `<topology>` does not say otherwise (libvirt's
  /// src/qemu/qemu_command.c, `qemuBuildSmpCommandLine`).
  mutating func readProcessors(_ machine: QEMUMachine) -> QEMUProcessors {
    var processors = QEMUProcessors()
    let vcpu = domain.first("vcpu")
    let count = number(vcpu.map(text), "<vcpu>", in: 1...Language.maximumCPUs) ?? Located(1)
    processors.most = count.value
    processors.sockets = count.value
    processors.present =
      number(value(vcpu, "current"), "'current'", in: 1...count.value) ?? Located(count.value, at: count.origin)
    readPresent(count.value, &processors)
    for attribute in ["cpuset", "placement"] {
      guard let place = value(vcpu, attribute), attribute == "cpuset" || place.text == "auto" else { continue }
      report(
        .notImported, at: place.range, "which CPUs of the host run those of the guest has no place in a topology")
      break
    }
    if let topology = domain.first("cpu")?.first("topology") {
      readLevels(topology, machine, count, &processors)
    } else {
      processors.isGrouped = processors.most > 1
    }
    return processors
  }

  private mutating func readLevels(
    _ topology: XMLElement, _ machine: QEMUMachine, _ count: Located<UInt64>, _ processors: inout QEMUProcessors
  ) {
    func level(_ name: String) -> UInt64? {
      guard let stated = value(topology, name) else { return 1 }
      return number(stated, "'\(name)'", in: 1...Language.maximumCPUs)?.value
    }
    guard let sockets = level("sockets"), let dies = level("dies"), let clusters = level("clusters"),
      let cores = level("cores"), let threads = level("threads")
    else { return }
    for (name, value) in [("dies", dies), ("clusters", clusters)] where value > 1 && !machine.levels.contains(name)
    {
      report(
        .malformedInput, at: self.value(topology, name)?.range, "this machine has no '\(name)' of CPUs")
      return
    }
    // Each is at most 2^20: what is too large is so before it overflows.
    let product = [sockets, dies, clusters, cores, threads].reduce(1 as UInt64) {
      min($0 * $1, Language.maximumCPUs + 1)
    }
    guard product == count.value else {
      report(
        .malformedInput, at: place(topology),
        "the levels of CPUs come to \(product > Language.maximumCPUs ? "more than \(Language.maximumCPUs)" : "\(product)"), but <vcpu> is "
          + "\(count.value)",
        notes: .init("which is stated here", at: count.origin))
      return
    }
    (processors.sockets, processors.dies, processors.groups) = (sockets, dies, clusters)
    (processors.cores, processors.threads, processors.isGrouped) = (cores, threads, true)
  }

  /// CPUs that `<vcpus>` has there or not, one by one.
  private mutating func readPresent(_ count: UInt64, _ processors: inout QEMUProcessors) {
    guard let list = domain.first("vcpus"), list.children.contains(where: { $0["enabled"]?.value == "no" }) else {
      return
    }
    var present: UInt64 = 0
    var absent: [UInt64] = []
    for element in list.all("vcpu") {
      guard let id = number(value(element, "id"), "'id'", in: 0...count - 1) else { return }
      if element["enabled"]?.value == "no" { absent.append(id.value) } else { present += 1 }
    }
    processors.present = Located(present, at: place(list))
    guard present > 0, absent.allSatisfy({ $0 >= present }) else {
      report(
        .notImported, at: place(list),
        "the CPUs that are there from the start are the first ones in a topology, and here others are")
      processors.present = Located(max(present, 1), at: place(list))
      return
    }
  }

  /// The node of each CPU: the cell that names it, or cell 0 (libvirt's src/conf/numa_conf.c,
  /// `virDomainNumaFillCPUsInNode`).
  mutating func readOwners(_ processors: QEMUProcessors, _ cells: [LibvirtCell]) -> [UInt32] {
    let count = Int(processors.most)
    var owners = CPUOwners(count: count)
    for (index, cell) in cells.enumerated() {
      for run in cell.cpus {
        guard run.upperBound < UInt64(count) else {
          report(
            .malformedInput, at: value(cell.element, "cpus")?.range,
            "there is no CPU \(run.upperBound): CPUs are \(CPUList.text(0..<UInt32(count)))",
            suggestion: "<vcpu> counts them")
          break
        }
        let place = value(cell.element, "cpus")?.range ?? place(cell.element)
        guard let taken = owners.give(Int(run.lowerBound)...Int(run.upperBound), to: UInt32(index), at: place)
        else {
          continue
        }
        report(
          .malformedInput, at: place,
          "CPU \(taken.cpu) cannot be cell \(index)'s: it is cell \(taken.node)'s already",
          notes: .init("which is stated here", at: taken.place))
        break
      }
    }
    guard !cells.isEmpty, owners.isEmpty else { return owners.owners.map { $0 ?? 0 } }
    return [UInt32](repeating: 0, count: count)
  }
}

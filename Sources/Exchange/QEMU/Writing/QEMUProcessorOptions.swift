import Addresses
import Diagnostics
import MachineModel

extension QEMUWriter {
  /// `-smp`: the levels of the shape, or only how many CPUs there are.
  mutating func writeProcessors() {
    let count = topology.cpus.count
    let present = min(topology.processors.present.map { Int($0.value) } ?? count, count)
    var smp = "\(present)"
    if present < count { smp += ",maxcpus=\(count)" }
    if let levels = levelsOfShape() {
      let names = placement.machine == "virt" ? "clusters" : "modules"
      smp += ",sockets=\(levels.sockets)"
      if levels.dies > 1 { smp += ",dies=\(levels.dies)" }
      if levels.groups > 1 { smp += ",\(names)=\(levels.groups)" }
      smp += ",cores=\(levels.cores),threads=\(levels.threads)"
      if names == "modules", levels.groups > 1 {
        comments.append("'modules' of CPUs are known to QEMU from 9.1 on.")
      }
    }
    options.append(("smp", smp))
  }

  /// The levels that CPUs are grouped by; `nil` where only their number is said. What QEMU would have other than the topology is
  /// told.
  mutating func levelsOfShape() -> QEMUProcessors? {
    let count = topology.cpus.count
    guard let shape = topology.cpuShape, shape.cpuCount == count else {
      var processors = QEMUProcessors()
      processors.cores = UInt64(count)
      reportProcessors(processors)
      return nil
    }
    let levels = levels(of: shape)
    reportProcessors(levels)
    return levels
  }

  /// The shape in QEMU's levels; `nil` where it has none for it, after saying so.
  private mutating func levels(of shape: CPUShape) -> QEMUProcessors? {
    if shape.coresOfLLCs.map({ Set($0.counts).count > 1 }) == true {
      report(
        at: topology.origin, "QEMU has as many cores in each group; last-level caches of several sizes are none")
      return nil
    }
    var levels = QEMUProcessors()
    levels.sockets = UInt64(shape.packages)
    levels.cores = UInt64(shape.coresOfLLCs?.counts.first ?? shape.coresPerLLC)
    levels.threads = UInt64(shape.threadsPerCore)
    let (dies, caches) = (UInt64(shape.diesPerPackage), UInt64(shape.llcsPerDie))
    if placement.machine == "virt" {
      levels.groups = caches
      if dies > 1 {
        report(at: topology.origin, "QEMU's machine 'virt' has no dies: caches, as clusters, are in packages")
        levels.groups *= dies
      }
    } else if dies == 1 {
      // What has a cache of its own is a die to a guest, and has the same bits in APIC IDs.
      levels.dies = caches
    } else {
      (levels.dies, levels.groups) = (dies, caches)
    }
    return levels
  }

  /// What QEMU would have other than the topology.
  private mutating func reportProcessors(_ processors: QEMUProcessors?) {
    let options = topology.processors
    let most = QEMUPlacement.mostCPUs(placement.machine)
    if topology.cpus.count > most {
      report(
        at: topology.origin,
        "QEMU's machine '\(placement.machine)' has up to \(most) CPUs, and there are \(topology.cpus.count)")
    }
    if let shape = topology.cpuShape, shape.numbering == .threadsLast, shape.threadsPerCore > 1 {
      report(
        at: topology.origin, "QEMU numbers the threads of a core one behind the other",
        suggestion: "leave 'numbering' out")
    } else if topology.architecture == .x8664, let shape = processors?.shape {
      let cpus = topology.cpus
      if let number = cpus.indices.first(where: { cpus[$0].apicID != shape.apicID(ofCPU: UInt32($0)) }) {
        report(
          at: topology.origin,
          "QEMU gives CPU \(number) the APIC ID \(shape.apicID(ofCPU: UInt32(number))), not \(cpus[number].apicID)")
      }
    }
    if options.x2APIC.value {
      report(
        at: options.x2APIC.origin, "QEMU's tables have structures of x2APIC for APIC IDs from 255 on only",
        suggestion: "leave 'x2apic' out")
    }
    if let uid = options.firstUID, uid.value != 0, uid.origin != nil {
      report(at: uid.origin, "QEMU counts the UIDs of CPUs from 0, not from \(uid.value)")
    }
  }
}

import Addresses
import Diagnostics
import Lowering
import MachineModel
import Platforms

/// Writes a layout as a command line of crosvm, an option a line.
struct CrosvmWriter: TargetWriter {
  let machine: TargetMachine
  private(set) var refusals: ExportRefusals

  static let target = ExportTarget(
    name: "crosvm", preset: Crosvm.self, mostCPUs: CrosvmFormat.mostCPUs, abilities: [])

  /// The command line.
  mutating func text() -> String {
    machine.checkPlainPlaces(&refusals)
    let memory = BackedMemory(node: 0)
    let place = machine.origin(of: memory)
    let stated = topology.policy(of: memory)
    if stated.backing == .private, let origin = stated.backingOrigin {
      refusals.refuse(at: origin, "crosvm's memory is always one that others can map")
    }
    let policy = refusals.reduced(stated, at: place, for: [.sharing, .advice])
    let size = machine.layout.memory
    if size % (1 << 20) != 0 {
      refusals.refuse(at: place, "crosvm's memory is a multiple of 1 MiB, and \(Units.bytes(size)) are none")
    }
    var lines = ["crosvm run", "--mem size=\(max(size >> 20, 1))", "--cpus num-cores=\(topology.cpus.count)"]
    if hasCoresOnly() { lines.append("--no-smt") }
    if policy.transparentHugepages == .on { lines.append("--hugepages") }
    return lines.joined(separator: " \\\n  ") + "\n"
  }

  /// Whether each CPU is a core, where crosvm would have it otherwise.
  private mutating func hasCoresOnly() -> Bool {
    let place = machine.asked.cpuOrigin ?? topology.origin
    let count = topology.cpus.count
    guard let shape = topology.cpuShape else {
      if topology.cpus.enumerated().contains(where: { $0.offset != Int($0.element.apicID) }) {
        refusals.refuse(at: place, "crosvm chooses APIC IDs itself: they are the CPUs' numbers")
      }
      return count > 1
    }
    let threads = Int(shape.threadsPerCore)
    var reason: String?
    if shape.llcs > 1 {
      reason = "has one package with one last-level cache, not \(shape.llcs) caches"
    } else if shape.numbering == .threadsLast, threads > 1 {
      reason = "numbers the threads of a core one behind the other"
    } else if threads > 1, threads != (count % 2 == 0 ? 2 : count) {
      reason =
        "has cores of \(count % 2 == 0 ? "2 threads where CPUs are" : "all threads where CPUs are not") an even number, not of \(threads)"
    }
    if let reason { refusals.refuse(at: place, "crosvm \(reason)") }
    return count > 1 && (reason != nil || threads == 1)
  }
}

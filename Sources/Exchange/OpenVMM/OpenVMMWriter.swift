import Addresses
import Diagnostics
import Lowering
import MachineModel
import Platforms

/// Writes a layout as a command line of OpenVMM, an option a line.
struct OpenVMMWriter: TargetWriter {
  let machine: TargetMachine
  private(set) var refusals: ExportRefusals

  static let target = ExportTarget(
    name: "OpenVMM", preset: OpenVMM.self, mostCPUs: OpenVMMFormat.mostCPUs, abilities: [.nodes])
  private static let abilities: PolicyAbilities = [
    .sharing, .files, .largePages, .allPages, .binding, .populating, .advice,
  ]

  /// The command line.
  mutating func text() -> String {
    machine.checkPlainPlaces(&refusals)
    var lines = ["openvmm", "--processors \(topology.cpus.count)"] + sockets()
    let count = topology.nodes.count
    let memory = (0..<count).map { fields(ofNode: $0) }
    if count == 1, !memory[0].isBound {
      lines.append("--memory \(ShellQuoting.quoted(memory[0].text))")
    } else {
      let cpus = topology.cpusOfNodes
      for (node, fields) in memory.enumerated() {
        let text = count == 1 ? fields.text : "\(fields.text),vps=[\(cpus[node].text)]"
        lines.append("--numa \(ShellQuoting.quoted(text))")
      }
      for from in 0..<count {
        for to in 0..<count where from != to && topology.distances[from, to] != DistanceMatrix.remote {
          lines.append("--numa-distance \(from):\(to):\(topology.distances[from, to])")
        }
      }
    }
    return lines.joined(separator: " \\\n  ") + "\n"
  }

  // MARK: Memory

  /// What is said of a node's memory, and whether that binds it to a node of the host's.
  private mutating func fields(ofNode node: Int) -> (text: String, isBound: Bool) {
    guard machine.layout.sizes[node] > 0 else { return ("size=0", false) }
    let memory = BackedMemory(node: node)
    let place = machine.origin(of: memory)
    let stated = topology.policy(of: memory)
    var policy = refusals.reduced(stated, at: place, for: Self.abilities)
    var fields = ["size=\(Self.size(machine.layout.sizes[node]))"]
    checkFile(of: &policy, at: place)
    let hasHugepages = policy.hugepages.value != .off
    if hasHugepages, policy.backing == .private, let origin = stated.backingOrigin {
      refusals.refuse(at: origin, "OpenVMM's hugepages are memory that others can map")
    }
    if policy.backing == .private, !hasHugepages { fields.append("shared=off") }
    if policy.prefault { fields.append("prefetch=on") }
    if case .size(let size) = policy.hugepages.value {
      fields.append("hugepages=on")
      if size != Units.largePage { fields.append("hugepage_size=\(Self.size(size))") }
    } else if policy.transparentHugepages != .on {
      fields.append("thp=off")
    }
    if case .file(let path) = policy.backing { fields.append("file=\(path)") }
    let host = policy.hostNodes.first
    if let host { fields.append("host_numa_node=\(host)") }
    return (fields.joined(separator: ","), host != nil)
  }

  /// Leaves out a file where memory cannot be its.
  private mutating func checkFile(of policy: inout MemoryPolicy, at place: SourceRange?) {
    guard case .file(let path) = policy.backing else { return }
    var reason: String?
    if topology.nodes.count > 1 || !policy.hostNodes.isEmpty {
      reason = "has files for the memory of a machine without nodes only"
    } else if policy.hugepages.value != .off {
      reason = "has no hugepages for memory of files"
    } else if path.contains(where: { ",[]".contains($0) }) {
      reason = "ends the names of files at commas and brackets"
    }
    guard let reason else { return }
    refusals.refuse(at: policy.backingOrigin ?? place, "OpenVMM \(reason)")
    policy.backing = .shared
  }

  /// Bytes in the largest unit of which they are a whole number.
  private static func size(_ bytes: UInt64) -> String {
    for (shift, unit) in [(40, "T"), (30, "G"), (20, "M"), (10, "K")] as [(UInt64, String)]
    where bytes % (1 << shift) == 0 {
      return "\(bytes >> shift)\(unit)"
    }
    return "\(bytes)"
  }

  // MARK: CPUs

  /// The options of sockets; none where nothing is said of caches, and the host decides.
  private mutating func sockets() -> [String] {
    let place = machine.asked.cpuOrigin ?? topology.origin
    guard let shape = topology.cpuShape else {
      if topology.cpus.enumerated().contains(where: { $0.offset != Int($0.element.apicID) }) {
        refusals.refuse(at: place, "OpenVMM chooses APIC IDs itself, of sockets")
      }
      return []
    }
    let threads = shape.threadsPerCore
    let counts = shape.coresOfLLCs?.counts ?? []
    let most = shape.coresOfLLCs?.most ?? shape.coresPerLLC
    var reason: String?
    if shape.llcs != shape.packages {
      reason = "has sockets of one last-level cache, and knows nothing between them"
    } else if counts.dropLast().contains(where: { $0 != most }) {
      reason = "has as many CPUs in each socket, but in the last one"
    } else if threads > 2 {
      reason = "has cores of 1 or 2 threads, not of \(threads)"
    } else if shape.numbering == .threadsLast, threads > 1 {
      reason = "numbers the threads of a core one behind the other"
    }
    if let reason {
      refusals.refuse(at: place, "OpenVMM \(reason)")
      return []
    }
    return ["--vps-per-socket \(most * threads)", "--smt \(threads > 1 ? "force" : "off")"]
  }
}

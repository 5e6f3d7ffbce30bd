import Artifacts
import Lowering
import MachineModel
import TestSupport

/// A machine drawn at random that QEMU can be told of all of, as the text of a topology.
struct RandomQEMUMachine {
  private let text: String

  /// Draws a machine.
  ///
  /// - Parameter isOfLibvirt: Whether it is one that QEMU can be told of by libvirt.
  init(_ random: inout SeededGenerator, isOfLibvirt: Bool = false) {
    let platform = random.one(of: ["qemu-pc", "qemu-q35", "qemu-virt"])
    let isPC = platform != "qemu-virt"
    var lines = ["memc: 1", "arch: \(isPC ? "x86_64" : "aarch64")"]
    var keys = ["base: \(platform)"]
    if isPC, !isOfLibvirt, random.once(in: 4) {
      keys.append("max_ram_below_4g: \(random.one(of: ["1GiB", "2GiB", "3GiB"]))")
    }
    if isPC, !isOfLibvirt, random.once(in: 4) {
      keys.append("cpu_vendor: \(random.one(of: ["amd", "intel"]))")
    }
    if isPC, random.once(in: 4) { keys.append("phys_bits: 46") }
    lines.append("platform: {\(keys.joined(separator: ", "))}")
    // The CPUs.
    let count = random.number(1...6)
    let (packages, dies) = (random.number(1...3), isPC ? random.number(1...2) : 1)
    let caches = isOfLibvirt && dies > 1 ? 1 : random.number(1...2)
    let (cores, threads) = (random.number(1...3), random.number(1...2))
    let cpus = packages * dies * caches * cores * threads
    if random.once(in: 4) {
      lines.append("cpus: \(cpus)")
    } else {
      var shape = "packages: \(packages), llcs: \(packages * dies * caches), cores_per_llc: \(cores)"
      if dies > 1 { shape += ", dies: \(packages * dies)" }
      shape += ", threads_per_core: \(threads)"
      if random.once(in: 3) { shape += ", present: \(random.number(1...cpus))" }
      lines.append("cpus: {\(shape)}")
    }
    // The nodes: the first ones have memory, and some have CPUs.
    var ofNodes = [[Int]](repeating: [], count: count)
    for cpu in 0..<cpus { ofNodes[random.number(0...(count - 1))].append(cpu) }
    let hasDIMM = random.once(in: 3)
    let hasHMAT = random.once(in: 2)
    lines.append("nodes:")
    for node in 0..<count {
      let isLast = node == count - 1
      var entries = ["cpus: [\(ofNodes[node].map { "\($0)" }.joined(separator: ", "))]"]
      let isEmpty = node > 0 && !isLast && random.once(in: 5) && !ofNodes[node].isEmpty
      let isPersistent = node > 0 && !isEmpty && hasDIMM && random.once(in: 2)
      entries.append("memory: \(isEmpty ? "0" : "\(random.number(2...3000) * 2)MiB")")
      if isPersistent { entries.append("persistent: on") }
      if !isEmpty { entries += Self.policy(&random, isOfLibvirt: isOfLibvirt, isPersistent) }
      if isLast, random.once(in: 2) {
        entries.append("hotplug: {size: \(random.number(1...40))GiB, slots: \(random.number(1...8))}")
      }
      if hasHMAT, !isEmpty, !isPersistent, ofNodes[node].isEmpty, random.once(in: 2) {
        let owners = (0..<count).filter { !ofNodes[$0].isEmpty }
        entries.append("hmat: {initiator: \(random.one(of: owners))}")
      }
      lines.append("  - {\(entries.joined(separator: ", "))}")
    }
    if random.once(in: 2) { lines.append("distances: \(Self.distances(count, &random))") }
    if hasHMAT {
      lines.append("hmat: {latency: \(Self.matrix)ns, bandwidth: \(Self.matrix)MB/s}")
    }
    if isOfLibvirt, random.once(in: 3) { lines.append("defaults: {pin: on, prefault: on}") }
    text = lines.joined(separator: "\n") + "\n"
  }

  /// Stands for a matrix, whose rows and columns hang on the nodes.
  private static let matrix = "MATRIX"

  /// The machine, compiled; `nil` where it has errors, as one with nodes that have nothing.
  func compilation(_ random: inout SeededGenerator) -> Compilation? {
    // Which nodes have rows and columns the rules know best.
    let plain = text.split(separator: "\n").filter { !$0.hasPrefix("hmat") }.joined(separator: "\n")
    guard let topology = Compilation(plain).topology else { return nil }
    let domains = LocalityDomains(topology)
    let compilation = Compilation(
      text(rows: domains.initiators.count, columns: domains.targets.count, &random))
    return compilation.hasErrors ? nil : compilation
  }

  /// The text with values in the matrices.
  ///
  /// - Parameters:
  ///   - rows: How many nodes have CPUs.
  ///   - columns: How many have memory.
  private func text(rows: Int, columns: Int, _ random: inout SeededGenerator) -> String {
    var text = text
    for unit in ["ns", "MB/s"] {
      let matrix = (0..<rows).map { row in
        let entries = (0..<columns).map {
          row + $0 > 0 && random.once(in: 9) ? "none" : "\(random.number(1...400) * 5)\(unit)"
        }
        return "[\(entries.joined(separator: ", "))]"
      }
      text.replace("\(Self.matrix)\(unit)", with: "[\(matrix.joined(separator: ", "))]")
    }
    return text
  }

  private static func distances(_ count: Int, _ random: inout SeededGenerator) -> String {
    let isAsymmetric = random.once(in: 3)
    var rows = [[Int]](repeating: [Int](repeating: 10, count: count), count: count)
    for from in 0..<count {
      for to in 0..<from {
        rows[from][to] = random.number(11...255)
        rows[to][from] = isAsymmetric ? random.number(11...255) : rows[from][to]
      }
    }
    let matrix = "[\(rows.map { "[\($0.map { "\($0)" }.joined(separator: ", "))]" }.joined(separator: ", "))]"
    return isAsymmetric ? "{asymmetric: on, matrix: \(matrix)}" : matrix
  }

  private static func policy(
    _ random: inout SeededGenerator, isOfLibvirt: Bool, _ isPersistent: Bool
  ) -> [String] {
    var entries: [String] = []
    let file = "backing: {file: /tmp/it's a\(random.number(0...9)),b}"
    switch random.number(0...7) {
    case _ where isOfLibvirt && isPersistent: entries.append(file)
    case 0: entries.append("backing: shared")
    case 1 where !isOfLibvirt: entries.append(file)
    case 2: entries += ["mergeable: on", "reserve: on"]
    default: break
    }
    if random.once(in: 4) { entries.append("host_nodes: [0, 1, 3]") }
    if !isOfLibvirt, random.once(in: 4) { entries.append("prefault: on") }
    return entries
  }
}
